# The main menu, help, balance, language.

welcome =
    <b>👋 Добро пожаловать!</b>

    Здесь вы становитесь героем любой картинки: на Марсе, на портрете эпохи Возрождения, на обложке журнала.

    1️⃣ Пришлите прямо сюда свои фото, от { $min } до { $max }
    2️⃣ Я запомню, как вы выглядите
    3️⃣ Выберите сцену или опишите свою — и получите картинки <b>с вами</b>

    💎 { $credits ->
        [0] Кредитов пока нет.
        [one] У вас <b>{ $credits }</b> кредит.
        [few] У вас <b>{ $credits }</b> кредита.
       *[other] У вас <b>{ $credits }</b> кредитов.
    }
main-menu =
    <b>🏠 Главное меню</b>

    Чем займёмся сегодня?
main-menu-draft = 📸 «{ $name }» ждёт вас: собрано { $count } фото, нужно не меньше { $min }.
main-menu-draft-ready = 📸 У «{ $name }» фото хватает ({ $count }): можно начинать обучение.
dialog-left = Отменено. Ничего не пропало.
dialog-none = Сейчас отменять нечего.

button-home = 🏠 Главное меню
button-back = ◀️ Назад
button-generate = 🎨 Создать картинки
button-avatars = 🎭 Мои аватары
button-create = ✨ Новый аватар
button-continue-draft = ▶️ Продолжить «{ $name }»
button-learning = ⏳ Обучается «{ $name }»
button-balance = 💎 Баланс
button-help = 💡 Как это работает

help =
    <b>💡 Как это работает</b>

    <b>Аватар</b> — ваш цифровой двойник. Один раз я учусь на ваших фото, их нужно { $min }–{ $max }, а потом с ним можно создавать сколько угодно картинок.

    <b>Сколько это стоит</b>
    { $prices }

    При заказе кредиты резервируются, а списываются только за то, что вы получили. Если что-то не получится, они вернутся сами.

    <b>Ваши фото</b> нужны только для вашего аватара. Я удаляю их через { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    } после вашей последней загрузки или конца обучения, а если вы удалите аватар — сразу.
    <b>Создано с помощью ИИ</b>
    Так сделана каждая картинка, и в её файле есть пометка об этом. Из фото Telegram её убирает, а в оригинале, который галерея присылает файлом, она остаётся.
help-commands = <b>Команды</b>
help-command = /{ $command } — { $does }

balance = <b>💎 Баланс</b>
balance-available =
    Доступно: <b>{ $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }</b>
balance-bonus = 🎁 Из них в подарок: { $bonus ->
        [one] { $bonus } кредит
        [few] { $bonus } кредита
       *[other] { $bonus } кредитов
    }. Они тратятся первыми, вернуть за них звёзды нельзя.
balance-held = Зарезервировано под текущие заказы: <b>{ $held ->
        [one] { $held } кредит
        [few] { $held } кредита
       *[other] { $held } кредитов
    }</b>. Спишется только за то, что вы получите.
balance-prices =
    <b>Цены</b>
    { $prices }
price-line = • { $family }: обучение — { $training ->
        [one] { $training } кредит
        [few] { $training } кредита
       *[other] { $training } кредитов
    }, одна картинка — { $picture ->
        [one] { $picture } кредит
        [few] { $picture } кредита
       *[other] { $picture } кредитов
    }
balance-enough = Хватит на { $pictures ->
        [one] { $pictures } картинку
        [few] { $pictures } картинки
       *[other] { $pictures } картинок
    }.

language-choice =
    <b>🌐 Язык</b>

    На каком языке мне говорить?
language-name = 🇷🇺 Русский
chosen = ✅ { $name }
language-set = Теперь говорю по-русски

bot-description =
    ✨ Станьте героем любой картинки!

    Пришлите свои фото, я запомню, как вы выглядите, и опишите любую сцену.

    Нажмите на кнопку внизу — и начнём.
command-start = Начать
command-menu = Главное меню
command-new = Новый аватар
command-avatars = Мои аватары
command-balance = Баланс
command-language = Язык
command-help = Как это работает
command-packs = Стили и наборы
command-cancel = Отменить текущее действие
date = { $day } { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    } { $year }
date-and-time = { $date }, { $time }

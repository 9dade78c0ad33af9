# Styles and packs.

button-packs = 🎁 Стили и наборы
packs =
    <b>🎁 Стили и наборы</b>

    Готовые сцены, промпт не нужен. Стиль — одна картинка, набор — несколько в одном духе.
category-work = 💼 Работа · { $count }
category-travel = ✈️ Путешествия · { $count }
category-seasons = 🍁 Времена года · { $count }
category-fantasy = 🧝 Фэнтези · { $count }
category-history = 🏛️ История · { $count }
category-film = 🎬 Кино · { $count }
category-sport = ⚽ Спорт · { $count }
category-love = 💍 Любовь · { $count }
button-all-packs = 🎁 Все сразу · { $count }
button-find-pack = 🔎 Найти по слову
button-categories = ◀️ К темам
ask-pack-word =
    <b>🔎 Что ищем?</b>

    Хватит одного слова: море, зима, замок…
word-wanted = 🔎 Сейчас я жду слово для поиска.
packs-found =
    <b>🔎 «{ $words }»</b>

    { $count ->
        [0] С таким словом сцен нет. Попробуйте другое или опишите картинку своими словами.
       *[other] Вот что нашлось. Можно прислать и другое слово.
    }
packs-none =
    <b>🎁 Стили и наборы</b>

    Сейчас здесь пусто. Зато картинку можно описать своими словами!
packs-none-for-one =
    <b>🎁 Стили и наборы</b>

    Для этого аватара готовых сцен пока нет. Зато он нарисует всё, что вы опишете!
packs-line = { $title } · { $count } 🖼️ · { $price } 💎
pack-card =
    <b>{ $title }</b>

    { $description }

    { $count ->
        [one] { $count } картинка
        [few] { $count } картинки
       *[other] { $count } картинок
    } · { $size }
pack-with =
    С кем: <b>{ $name }</b> · у вас { $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }
pack-poor = 💎 Это стоит { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }, не хватает { $missing }.
pack-not-yet =
    { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }

    «{ $name }»: { $why }
pack-no-avatar =
    { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }

    Сначала мне нужно узнать, как вы выглядите: создайте аватар и возвращайтесь к этому набору.
button-take-pack = 🎨 Создать { $count ->
        [one] { $count } картинку
        [few] { $count } картинки
       *[other] { $count } картинок
    } · { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }
button-other-packs = 🎁 Другие стили и наборы
progress-pack =
    <b>{ $title }</b>

    { $bar }  Готово: { $delivered } из { $ordered }
pack-delivered =
    <b>{ $title }</b>
    С кем: { $name }
button-again-pack = 🔁 То же самое ещё раз
page = Страница { $number } из { $total }

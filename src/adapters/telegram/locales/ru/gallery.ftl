# The gallery of pictures, and what can be made of one of them.

button-gallery = 🖼️ Мои картинки
button-in-gallery = 🖼️ В галерею
button-to-gallery = ◀️ К картинкам
button-avatar-pictures = 🖼️ Картинки: { $count }
gallery-card =
    { $star }<b>{ $number } из { $total }</b>
    🎭 { $name }
    { $size }
    🗓️ { $date }
picture-not-shown = ⚠️ Telegram не принимает эту картинку — ни как фото, ни как файл. Она цела и лежит в вашей галерее: попробуйте там позже кнопку «Оригинал».
gallery-empty =
    <b>🖼️ Мои картинки</b>

    Здесь пока пусто. До первой картинки — одно предложение!
gallery-filtered-out =
    <b>🖼️ Мои картинки</b>

    Под этот фильтр ничего не подходит. Посмотрим остальные?
gallery-filtered = 🔍 Только: { $filter }
gallery-page = <b>🖼️ { $first }–{ $last } из { $total }</b>
gallery-tap-number = Нажмите номер — откроется эта картинка.
button-page = ▦ Все картинки
button-choose-pictures = ☑️ Выбрать несколько
button-jump = 🗓️ К месяцу
gallery-jump = <b>🗓️ К какому месяцу перейти?</b>
gallery-chosen = { $count ->
        [0] Отметьте номера картинок, которые хотите удалить, скачать или добавить в избранное.
        [one] Выбрана { $count } картинка.
        [few] Выбраны { $count } картинки.
       *[other] Выбрано { $count } картинок.
    }
chosen-enough = Уже { $limit ->
        [one] выбрана { $limit } картинка
        [few] выбраны { $limit } картинки
       *[other] выбрано { $limit } картинок
    }. Давайте сначала разберёмся с ними.
button-like-chosen = ❤️ В избранное
button-download-chosen = 💾 Скачать
button-delete-chosen = 🗑️ Удалить · { $count }
button-choosing-done = ◀️ Готово
ask-delete-chosen =
    <b>🗑️ { $count ->
        [one] Удалить { $count } картинку?
        [few] Удалить { $count } картинки?
       *[other] Удалить { $count } картинок?
    }</b>

    { $count ->
        [one] Вернуть её не получится.
       *[other] Вернуть их не получится.
    }
button-keep-pictures = ◀️ Нет, оставить
button-download-all = 💾 Всё одним архивом
gallery-packing =
    <b>💾 Упаковываю картинки…</b>

    { $bar }  { $done } из { $count }
gallery-downloaded =
    <b>💾 { $first ->
        [1] { $last ->
            [1] Картинка — в архиве выше.
           *[other] Картинки 1–{ $last } из { $count } — в архиве выше.
        }
       *[other] Картинки { $first }–{ $last } из { $count } — в архиве выше.
    }</b>
button-download-more = 💾 Следующая часть · ещё { $count }
download-sent = Этот архив уже в чате 👆
deleted-avatar = удалённый аватар
deleted-avatars = удалённые аватары
button-like = 🤍 В избранное
button-unlike = ❤️ В избранном
liked = ❤️ Теперь в избранном
unliked = 🤍 Больше не в избранном
button-prompt = 📄 Подробности
button-original = 💾 Оригинал
button-share = 📤 Отправить в чат
shared = 🎭 Создано в { $bot }
button-make-mine = ✨ Хочу такую же
button-nothing-to-share = ✨ Создать первую картинку
original =
    <b>💾 { $name }</b>
    { $size }
button-delete-picture = 🗑️ Удалить
ask-delete-picture =
    <b>🗑️ Удалить эту картинку?</b>

    Вернуть её не получится.
button-keep-picture = ◀️ Нет, оставить
picture-deleted = 🗑️ Удалено
button-filters = 🔍 Фильтр
button-statistics = 📊 Статистика

gallery-filters =
    <b>🔍 Какие картинки?</b>

    { $count ->
        [0] Ничего не подходит.
        [one] Подходит { $count } картинка.
        [few] Подходят { $count } картинки.
       *[other] Подходит { $count } картинок.
    }
button-favourites-on = ❤️ Только избранные
button-favourites-off = 🤍 Только избранные
button-filter-avatar = 🎭 Аватар: { $value }
button-filter-shape = 📐 Формат: { $value }
button-filter-month = 🗓️ Месяц: { $value }
filter-any = все
filter-favourites = избранные
button-show-pictures = 🖼️ Показать · { $count }
button-no-filter = ✖️ Показать все
button-of-avatar = 🎭 { $name }
gallery-by-avatar = <b>🎭 Картинки какого аватара?</b>
gallery-by-shape = <b>📐 Картинки какого формата?</b>
gallery-by-month = <b>🗓️ Картинки за какой месяц?</b>
month = { $number ->
        [1] январь
        [2] февраль
        [3] март
        [4] апрель
        [5] май
        [6] июнь
        [7] июль
        [8] август
        [9] сентябрь
        [10] октябрь
        [11] ноябрь
       *[12] декабрь
    } { $year }

statistics =
    <b>📊 Мои картинки</b>

    🖼️ Картинок: <b>{ $total }</b>
    ❤️ Избранных: <b>{ $favourites }</b>
    🗓️ За последние 30 дней: <b>{ $recent }</b>
    💎 Потрачено на картинки: <b>{ $spent ->
        [one] { $spent } кредит
        [few] { $spent } кредита
       *[other] { $spent } кредитов
    }</b>
statistics-line = 🎭 { $name }: { $count }
statistics-since = Первая: { $date }.

button-remix = 🪄 Ремикс
remix =
    <b>🪄 Что изменим?</b>

    🎭 { $name }
    { $size }

    У вас { $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }.
remix-avatar-gone = Аватар этой картинки удалён, поэтому сцену можно нарисовать только с другим.
button-remix-again = { $count ->
        [1] 🔁 Точно так же
       *[other] 🔁 Точно так же ×{ $count }
    } · { $price } 💎
button-remix-anew = 🎲 Та же сцена, новый дубль · { $price } 💎
button-remix-size = 📐 Другой формат · { $price } 💎
button-remix-words = ✍️ Изменить промпт · от { $price } 💎
button-remix-avatar = 🎭 Другой аватар · от { $price } 💎
button-enlarge = 🔬 Увеличить · { $price } 💎
button-at-price = { $name } · { $price } 💎
remix-sizes =
    <b>📐 Какой формат?</b>

    Сцена останется прежней. Нажатие закажет одну картинку.
remix-avatars =
    <b>🎭 Кто теперь в главной роли?</b>

    Сцена останется прежней. Нажатие закажет одну картинку.
remix-no-avatars =
    <b>🎭 Кто теперь в главной роли?</b>

    Другого обученного аватара пока нет.
ask-rewording =
    <b>✍️ Изменить промпт</b>

    Нажмите, чтобы скопировать, поправьте что хотите и пришлите обратно:
ask-rewording-limits = От { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
prompt-words = <b>📄 Ваши слова</b>
prompt-sent = <b>🤖 Что получила модель</b>
prompt-negative = <b>🚫 Чего не должно быть на картинке</b>
prompt-facts =
    Сид: <code>{ $seed }</code>
    { $size }
    Модель: <code>{ $model }</code>
command-gallery = Мои картинки

# The gallery of pictures, and what can be made of one of them.

button-gallery = 🖼️ Суреттерім
button-in-gallery = 🖼️ Галереяда
button-to-gallery = ◀️ Суреттерге
button-avatar-pictures = 🖼️ Суреттер: { $count }
gallery-card =
    { $star }<b>{ $number } / { $total }</b>
    🎭 { $name }
    { $size }
    🗓️ { $date }
picture-not-shown = ⚠️ Telegram бұл суретті фото ретінде де, файл ретінде де қабылдамайды. Ол галереяңызда сақтаулы; сол жерде кейінірек «Түпнұсқа» түймесін басып көріңіз.
gallery-empty =
    <b>🖼️ Суреттерім</b>

    Мұнда әзірге бос. Алғашқы суретке дейін — бір-ақ сөйлем!
gallery-filtered-out =
    <b>🖼️ Суреттерім</b>

    Бұл сүзгіге сай ештеңе жоқ. Басқаларын қараймыз ба?
gallery-filtered = 🔍 Тек: { $filter }
gallery-page = <b>🖼️ { $first }–{ $last } / { $total }</b>
gallery-tap-number = Суретті ашу үшін нөмірін басыңыз.
button-page = ▦ Барлық суреттер
button-choose-pictures = ☑️ Бірнешеуін таңдау
button-jump = 🗓️ Айға өту
gallery-jump = <b>🗓️ Қай айға өтеміз?</b>
gallery-chosen = { $count ->
        [0] Жойғыңыз, сақтағыңыз немесе таңдаулыларға қосқыңыз келетін суреттердің нөмірлерін басыңыз.
       *[other] { $count } сурет белгіленді.
    }
chosen-enough = { $limit } сурет белгіленді. Алдымен солармен айналысайық.
button-like-chosen = ❤️ Таңдаулыларға
button-download-chosen = 💾 Жүктеп алу
button-delete-chosen = 🗑️ Жою · { $count }
button-choosing-done = ◀️ Дайын
ask-delete-chosen =
    <b>🗑️ { $count } сурет жойылсын ба?</b>

    { $count ->
        [1] Оны
       *[other] Оларды
    } қайтару мүмкін болмайды.
button-keep-pictures = ◀️ Жоқ, қалдыру
button-download-all = 💾 Бәрі бір архивте
gallery-packing =
    <b>💾 Суреттеріңізді архивтеп жатырмын…</b>

    { $bar }  { $done } / { $count }
gallery-downloaded =
    <b>💾 { $first ->
        [1] { $last ->
            [1] Суретіңіз жоғарыдағы архивте.
           *[other] 1–{ $last } / { $count } суреттер жоғарыдағы архивте.
        }
       *[other] { $first }–{ $last } / { $count } суреттер жоғарыдағы архивте.
    }</b>
button-download-more = 💾 Келесі бөлігі · тағы { $count }
download-sent = Бұл архив чатта бар 👆
deleted-avatar = жойылған аватар
deleted-avatars = жойылған аватарлар
button-like = 🤍 Таңдаулыларға
button-unlike = ❤️ Таңдаулыларда
liked = ❤️ Таңдаулыларға қосылды
unliked = 🤍 Енді таңдаулыларда емес
button-share = 📤 Чатқа жіберу
shared = 🎭 { $bot } арқылы жасалған
button-make-mine = ✨ Маған да осындай
button-nothing-to-share = ✨ Алғашқы суретті жасау
button-prompt = 📄 Толығырақ
button-original = 💾 Түпнұсқа
original =
    <b>💾 { $name }</b>
    { $size }
button-delete-picture = 🗑️ Жою
ask-delete-picture =
    <b>🗑️ Бұл сурет жойылсын ба?</b>

    Оны қайтару мүмкін болмайды.
button-keep-picture = ◀️ Жоқ, қалдыру
picture-deleted = 🗑️ Жойылды
button-filters = 🔍 Сүзгі
button-statistics = 📊 Статистика

gallery-filters =
    <b>🔍 Қандай суреттер?</b>

    { $count ->
        [0] Сай келетіні жоқ.
       *[other] { $count } сурет сай келеді.
    }
button-favourites-on = ❤️ Тек таңдаулылар
button-favourites-off = 🤍 Тек таңдаулылар
button-filter-avatar = 🎭 Аватар: { $value }
button-filter-shape = 📐 Пішім: { $value }
button-filter-month = 🗓️ Ай: { $value }
filter-any = бәрі
filter-favourites = таңдаулылар
button-show-pictures = 🖼️ Көрсету · { $count }
button-no-filter = ✖️ Барлық суретті көрсету
button-of-avatar = 🎭 { $name }
gallery-by-avatar = <b>🎭 Қай аватардың суреттері?</b>
gallery-by-shape = <b>📐 Қай пішімдегі суреттер?</b>
gallery-by-month = <b>🗓️ Қай айдың суреттері?</b>
month = { $year } ж. { $number ->
        [1] қаңтар
        [2] ақпан
        [3] наурыз
        [4] сәуір
        [5] мамыр
        [6] маусым
        [7] шілде
        [8] тамыз
        [9] қыркүйек
        [10] қазан
        [11] қараша
       *[12] желтоқсан
    }

statistics =
    <b>📊 Суреттерім</b>

    🖼️ Суреттер: <b>{ $total }</b>
    ❤️ Таңдаулылар: <b>{ $favourites }</b>
    🗓️ Соңғы 30 күнде: <b>{ $recent }</b>
    💎 Суреттерге жұмсалғаны: <b>{ $spent } кредит</b>
statistics-line = 🎭 { $name }: { $count }
statistics-since = Алғашқысы: { $date }.

button-remix = 🪄 Ремикс
remix =
    <b>🪄 Нені өзгертеміз?</b>

    🎭 { $name }
    { $size }

    Сізде { $available } кредит бар.
remix-avatar-gone = Бұл суреттің аватары жойылған, сондықтан көріністі тек басқасымен салуға болады.
button-remix-again = { $count ->
        [1] 🔁 Дәл солай тағы бір рет
       *[other] 🔁 Дәл солай тағы бір рет ×{ $count }
    } · { $price } 💎
button-remix-anew = 🎲 Сол көрініс, жаңа дубль · { $price } 💎
button-remix-size = 📐 Басқа пішім · { $price } 💎
button-remix-words = ✍️ Промптты өзгерту · { $price } 💎 бастап
button-remix-avatar = 🎭 Басқа аватар · { $price } 💎 бастап
button-enlarge = 🔬 Үлкейту · { $price } 💎
button-at-price = { $name } · { $price } 💎
remix-sizes =
    <b>📐 Қандай пішім?</b>

    Көрініс сол күйінде қалады. Бір рет бассаңыз, бір суретке тапсырыс беріледі.
remix-avatars =
    <b>🎭 Енді басты рөлде кім?</b>

    Көрініс сол күйінде қалады. Бір рет бассаңыз, бір суретке тапсырыс беріледі.
remix-no-avatars =
    <b>🎭 Енді басты рөлде кім?</b>

    Әзірге басқа оқытылған аватар жоқ.
ask-rewording =
    <b>✍️ Промптты өзгерту</b>

    Көшіру үшін басыңыз, қалағаныңызды өзгертіп, қайта жіберіңіз:
ask-rewording-limits = { $min }–{ $max } таңба.
prompt-words = <b>📄 Сіздің сөздеріңіз</b>
prompt-sent = <b>🤖 Модельге не жіберілді</b>
prompt-negative = <b>🚫 Суретте болмауы тиіс нәрселер</b>
prompt-facts =
    Сид: <code>{ $seed }</code>
    { $size }
    Модель: <code>{ $model }</code>
command-gallery = Суреттерім

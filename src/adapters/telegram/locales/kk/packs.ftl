# Styles and packs.

button-packs = 🎁 Стильдер мен жинақтар
packs =
    <b>🎁 Стильдер мен жинақтар</b>

    Дайын көріністер, промпт керек емес. Стиль — бір сурет, жинақ — бір үйлесімдегі бірнеше сурет.
category-work = 💼 Жұмыс · { $count }
category-travel = ✈️ Саяхат · { $count }
category-seasons = 🍁 Жыл мезгілдері · { $count }
category-fantasy = 🧝 Фэнтези · { $count }
category-history = 🏛️ Тарих · { $count }
category-film = 🎬 Кино · { $count }
category-sport = ⚽ Спорт · { $count }
category-love = 💍 Махаббат · { $count }
button-all-packs = 🎁 Барлығы · { $count }
button-find-pack = 🔎 Сөз бойынша іздеу
button-categories = ◀️ Тақырыптар
ask-pack-word =
    <b>🔎 Не іздейміз?</b>

    Бір сөз жетеді: теңіз, қыс, қамал…
word-wanted = 🔎 Қазір іздейтін сөзді күтіп тұрмын.
packs-found =
    <b>🔎 «{ $words }»</b>

    { $count ->
        [0] Мұндай сөзі бар көрініс табылмады. Басқа сөз жазып көріңіз немесе суретті өз сөзіңізбен сипаттаңыз.
       *[other] Міне, табылғаны. Басқа сөз жіберуге де болады.
    }
packs-none =
    <b>🎁 Стильдер мен жинақтар</b>

    Қазір мұнда бос. Оның орнына суретті өз сөзіңізбен сипаттаңыз!
packs-none-for-one =
    <b>🎁 Стильдер мен жинақтар</b>

    Бұл аватарға арналған дайын көріністер әзірге жоқ. Бірақ ол сипаттағаныңыздың бәрін сала алады!
packs-line = { $title } · { $count } 🖼️ · { $price } 💎
pack-card =
    <b>{ $title }</b>

    { $description }

    { $count } сурет · { $size }
pack-with =
    Кіммен: <b>{ $name }</b> · сізде { $available } кредит
pack-poor = 💎 Бұл { $price } кредит тұрады, тағы { $missing } керек.
pack-not-yet =
    { $price } кредит

    «{ $name }»: { $why }
pack-no-avatar =
    { $price } кредит

    Алдымен түр-әлпетіңізді білуім керек: аватар жасап, осы жинаққа оралыңыз.
button-take-pack = 🎨 { $count } сурет жасау · { $price } кредит
button-other-packs = 🎁 Басқа стильдер мен жинақтар
progress-pack =
    <b>{ $title }</b>

    { $bar }  Дайын: { $delivered } / { $ordered }
pack-delivered =
    <b>{ $title }</b>
    Кіммен: { $name }
button-again-pack = 🔁 Дәл сондай тағы бір рет
page = Бет { $number } / { $total }

# Styles and packs.

button-packs = 🎁 Стильдер мен жинақтар
packs =
    <b>🎁 Стильдер мен жинақтар</b>

    Дайын көріністер, промпт керек емес. Стиль — бір сурет, жинақ — бір үйлесімдегі бірнеше сурет.
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

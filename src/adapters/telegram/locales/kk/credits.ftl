# Promo codes, friends, receipts.

button-promo = 🎟️ Промокод
ask-code =
    <b>🎟️ Промокод</b>

    Кодыңыз бар ма? Осында жазыңыз.
promo-fault-unknown = Мұндай кодты білмеймін. Жазылуын тексеріп көріңізші.
promo-fault-used = Бұл кодты пайдаланып қойғансыз. Кредиттер игілігіңізге!
promo-fault-expired = Бұл кодтың мерзімі өтіп кетті.
promo-fault-full = Басқалар үлгеріп кетті: бұл код таусылды.
promo-fault-too-many-tried = Соңғы бірнеше код маған таныс емес. Бір сағаттан кейін қайталап көріңізші.
code-redeemed =
    <b>🎉 + { $credits } кредит!</b>

    Енді қолжетімді: <b>{ $available }</b>.

button-invite = 🤝 Достарды шақыру
invite =
    <b>🤝 Достарыңызды шақырыңыз</b>

    Досыңызға сілтемеңізді жіберіңіз. Ол балансын алғаш толтырып, тапсырыс бергенде, сізге { $reward } кредит келеді.
invite-gift =
    Досыңыз сыйға тағы { $gift } кредит алады.
invite-link = Сілтемеңіз: <code>{ $link }</code>
invite-counts = Келгендер: { $friends } · төлеп, тапсырыс бергендер: { $rewarded } · сіз алған кредит: { $credits }
button-copy-link = 📋 Сілтемені көшіру

button-receipts = 🧾 Операциялар тарихы
button-newest-receipts = ◀️ Жаңалары
button-older-receipts = Бұрынғылары ▶️
receipts =
    <b>🧾 Операциялар тарихы</b>

    Қолжетімді: { $available } кредит
receipts-none = Әзірге бос.
receipt =
    <b>{ $change }</b> · { $date }
    { $what } { $outcome }
receipt-pictures = 🖼️ Суреттер: { $words }
receipt-training = 🎓 «{ $name }» аватарын оқыту
receipt-open = — орындалып жатыр, резервте
receipt-returned = — { $credits } қайтты, ештеңе алынған жоқ
receipt-partly = — { $credits } қайтты
job-kind-training = 🎓 Оқыту
job-kind-generation = 🖼️ Суреттер
job-kind-description = 📷 Фотодан промпт
job-kind-enrichment = ✨ Сипаттаманы жақсарту
job-kind-upscale = 🔍 Үлкейту
reason-welcome = 🎁 Жаңа келгенге сыйлық
reason-hold = Резервке қойылды
reason-capture = Алынды
reason-release = Қайтты
reason-top-up = ⭐ Толтыру, { $money }
reason-refund = ↩️ Толтыруды қайтару, { $money }
reason-promo = 🎟️ Промокод
reason-referral = 🤝 Досыңыздың алғашқы тапсырысы
reason-invited = 🤝 Досыңыздың шақыруы
reason-grant = 🎁 Бізден сыйлық
reason-take = Біз қайтарып алдық
reason-amends = 💌 Кешірім сұрап қайтардық
reason-retraining = 🎁 Тегін оқыту: ұқсастық аз болды
command-promo = Промокод енгізу
command-invite = Достарды шақыру
command-receipts = Операциялар тарихы
notice-grant =
    🎁 <b>Бізден сізге { $amount } кредит</b>

    Енді қолжетімді: { $available }.
notice-take =
    💎 Балансыңыздан <b>{ $amount } кредит</b> алынды

    Енді қолжетімді: { $available }.
notice-referral =
    🤝 <b>Сіз шақырған досыңыз балансын толтырып, тапсырыс берді</b>

    Сол үшін сізге { $amount } кредит. Енді қолжетімді: { $available }.
notice-unblock = 👋 <b>Қайта келгеніңізге қуаныштымыз!</b> Сізге бәрі қайта ашық.
notice-photos-expired =
    📸 <b>«{ $name }» фотолары жойылды</b>

    Олар біраз уақыт пайдаланылмады, ал мен оларды мәңгі сақтамаймын деп уәде бергенмін. Аватар сізді күтеді: қалаған кезіңізде жаңа фото жіберіңіз.
notice-order-ended =
    📬 <b>Тапсырысыңыз аяқталды, бірақ нәтижесін жібере алмадым</b>

    Бірнеше рет көрдім. Ештеңе жоғалған жоқ: суреттер галереяда, ал аватардың жағдайы оның бетінде көрінеді. Тек дайын болғаны үшін төледіңіз.
notice-why = ✍️ { $why }

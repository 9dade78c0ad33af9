# To the admins, about one job.
admin-job-trouble =
    🛠️ <b>Жұмыс тұрып қалды</b>

    { $kind } <code>{ $job }</code>, адам: { $person }
    Күйі: { $status }
    Себебі: { $detail }

    Адамның кредиттері аман. Аяқталмаған жұмыс мүмкіндік болған бойда өздігінен жалғасады.

admin-update-set-aside =
    🛠️ <b>Жаңарту кейінге қалдырылды</b>

    { $kind ->
        [message] Хабарлама
        [callback_query] Түймені басу
        [my_chat_member] Ботты бұғаттау
       *[pre_checkout_query] Төлем алдындағы Telegram сұрағы
    }, кімнен: { $person }, жаңарту { $update }, қанша рет келсе де өңделмеді: <code>{ $error }</code>. Адамға бірдеңе дұрыс болмағаны айтылды. Қалғаны журналда.
    { $others ->
        [0] {""}
       *[other] Алдыңғы осындай хабарламадан бері тағы кейінге қалғаны: { $others }.
    }

admin-update-unreadable =
    🛠️ <b>Жаңартуды оқу шықпады</b>

    Telegram { $update } жаңартуын мен білмейтін түрде жіберді: <code>{ $error }</code>. Кейінге қалдырдым; жіберген адам жауапсыз қалды. Боттың жаңа нұсқасы оны түсінуі мүмкін.
    { $others ->
        [0] {""}
       *[other] Алдыңғы осындай хабарламадан бері тағы кейінге қалғаны: { $others }.
    }

admin-picture-refused =
    🛠️ <b>Telegram суретті қабылдамайды</b>

    Суретті фото ретінде де, файл ретінде де жіберуге болмайды: <code>{ $reason }</code>. Кімдікі: { $person }. Адамға айтылды, сурет оның галереясында. Енді қайталанбайды; мұндай жиі болса, модель не жіберетінін қараңыз.

admin-refund-trouble =
    🛠️ <b>Төлемді қайтару шықпай жатыр</b>

    { $money }, адам: { $person }, төлем <code>{ $charge }</code>
    Себебі: { $detail }

    Қажет болғанша қайталана береді.

command-admin = Иесінің үстелі
button-admin = 🛠️ Иесінің үстелі
button-find = 🔎 Адамды табу
button-people = 👥 Барлық адамдар
button-stats = 📊 Сандар
button-prices = 🏷️ Бағалар мен шектеулер
button-broadcast = 📣 Тарату
button-admin-log = 📜 Әрекеттер журналы
button-block = ⛔️ Бұғаттау
button-unblock = ✅ Қайта кіргізу
button-credits = 💎 Кредит беру немесе алу
button-confirm-credits = ✅ Иә, орындау
button-term = { $term }: { $value }
button-term-restore = ↩️ Баптаудағыдай: { $value }
button-term-loss = 🔥 Иә, шығынмен сату
button-older = ▶️
button-newer = ◀️
button-timeline = 🕰️ Не болды
button-retry-job = 🔁 Қазір қайталау
button-release-job = 🪂 Аяқтап, кредиттерді қайтару
button-release-for-good = ✅ Иә, аяқтау
button-person = 👤 { $person }
button-broadcast-write = ✏️ { $language }
button-broadcast-look = 👀 Адамдар қалай көретінін қарау
button-broadcast-later = ⏰ Кейін жіберу
button-broadcast-start = 🚀 Қазір жіберу
button-broadcast-discard = 🗑️ Тастау
button-broadcast-stop = ⏹️ Тоқтату

admin =
    <b>🛠️ Иесінің үстелі</b>

    Мұны тек сіз көресіз. Мұнда істегеніңіздің бәрі жазылып отырады.
find-ask =
    <b>🔎 Кімді іздейміз?</b>

    id, @username, аттың басын немесе жұмыс id-ін жазыңыз.
find-none = Ондай ешкім келмеген.
find-many = Қайсысы?
people-list = <b>👥 Барлық адамдар</b> · алдымен жаңалары
person =
    <b>👤 { $name }</b> · { $username }
    id: <code>{ $id }</code>
    Тілі: { $language }
    Келген күні: { $since } UTC
person-referrer = Шақырған: { $referrer }
person-blocked = ⛔️ Бұғатталған: { $at } UTC
person-left = 🚪 Чаттан кеткен: { $at } UTC
person-has =
    Кредиттер: <b>{ $available }</b>, оның сатып алынғаны: { $bought }; резервте: { $held }
    Аватарлар: { $avatars } · орындалып жатқаны: { $jobs }

credits-ask =
    <b>💎 { $person } кредиттері</b>

    Қанша және не үшін? Мысалы:
    <code>100 күткені үшін кешірім</code>
    <code>-50 байқаусызда берілген</code>
credits-unclear = Алдымен сан, содан кейін себебі.
credits-confirm-grant =
    <b>{ $amount }</b> кредит берілсін бе? Кімге: { $person }

    { $why }
credits-confirm-take =
    <b>{ $amount }</b> кредит алынсын ба? Кімнен: { $person }

    { $why }
credits-adjusted = Дайын
credits-too-few = Алуға ондай көп кредит жоқ. Ештеңе өзгерген жоқ.

terms-now =
    <b>🏷️ Бағалар мен шектеулер</b>

    Өзгеріс келесі тапсырыстан бастап күшіне енеді. Басталған тапсырыстардың бағасы сақталады.
terms-no-worth = Олардың қанша әкелетіні белгісіз: <code>STAR_WORTH_USD</code> мәні 0.
margin = { $what }: { $price } 💎 әкелетіні { $income }, fal.ai алатыны { $cost }, қалатыны { $percent }%
margin-loss = ⚠️ { $what }: { $price } 💎 әкелетіні { $income }, fal.ai алатыны { $cost }
margin-pack = Ең арзан жинақтағы сурет
term-loss =
    <b>⚠️ { $term }: шығынмен</b>

    Бұл бағамен fal.ai адамдар ең тиімді пакеттің кредиттерімен төлейтіннен көп алады:
term-ask =
    <b>{ $term }</b>

    Қазір: { $value } · баптауда: { $default }
    Жаңа санды жазыңыз.
term-changed = ✅ { $term }: { $value }
term-training = Оқыту
term-picture = Бір сурет
term-description = Фотодан промпт
term-upscale = Суретті үлкейту
term-welcome = Жаңа келгенге сыйлық
term-referral = Дос үшін сыйақы
term-invited = Шақырылғанға сыйлық
term-daily-welcome = Жаңа келгендерге күндік сыйлық, 0: шексіз
term-open-jobs = Бір уақыттағы тапсырыстар

stats-people =
    <b>📊 Сандар</b>

    Адамдар: <b>{ $people }</b> · 7 күндегі жаңалары: { $newcomers }
    Бұғатталған: { $blocked } · чаттан кеткен: { $left }
stats-jobs = { $what }: <b>{ $ready }</b> ✅ { $open } ⏳ { $lost } 🔁
stats-likeness = 🪞 Алғашқы суреттердің ұқсастығы, 100-ден:
stats-likeness-line = { $family }, қадам: { $steps }, фото { $readiness }: <b>{ $mean }</b> · { $trainings } ×
stats-marks = ✅ дайын · ⏳ орындалып жатыр · 🔁 шықпады
stats-credits =
    Сатылған кредит: { $sold } · берілгені: { $given } · жұмсалғаны: <b>{ $spent }</b>

admin-log = <b>📜 Әрекеттер журналы</b> · уақыт UTC бойынша
admin-log-none = Әзірге ештеңе жоқ.
admin-action-line =
    <b>{ $what }</b> · { $at } · { $admin }
    { $facts }
admin-action-people = { $count } 👥
admin-action-credits = { $credits } 💎
admin-action-grant = Кредит берілді
admin-action-take = Кредит алынды
admin-action-block = Бұғатталды
admin-action-unblock = Қайта кіргізілді
admin-action-retry = Қайталанды
admin-action-release = Қолмен аяқталды
admin-action-look = Суреттер қаралды
admin-action-change-term = Баға немесе шектеу өзгерді
admin-action-create-promo = Промокод жасалды
admin-action-stop-promo = Промокод тоқтатылды
admin-action-refund = Ақша қайтарылды
admin-action-answer = Өтінішке жауап берілді
admin-action-schedule-broadcast = Тарату кейінге қойылды
admin-action-start-broadcast = Тарату басталды
admin-action-cancel-broadcast = Тарату тоқтатылды

order-pictures =
    <b>🖼️ { $what }</b>

    Қалған суреттер: { $count }. Оларды қарағаныңыз журналға жазылды.

timeline-job =
    <b>🛠️ { $what }</b> <code>{ $job }</code>
    { $status } · жеткізілгені { $delivered } / { $ordered }
    Тапсырыс берілген: { $since } UTC
    Бағасы: { $price } · алынғаны: { $captured }
timeline-ordered = Таңдалғаны: { $what }
timeline-request = Сұрау: <code>{ $request }</code>
timeline-photos = Фотолар: дайындығы { $readiness } / 100; белгіленгені: { $marked }
timeline-likeness = Алғашқы суреттердің ұқсастығы: { $score } / 100
timeline-said = Жауабы: { $detail }
timeline-payment =
    <b>{ $money }</b>, { $credits } кредит · { $status }
    Төлем: <code>{ $charge }</code>
button-disputes = 💬 Өтініштер: { $count }
button-replacement = 🔁 Орнына жасалғаны
button-order-pictures = 🖼️ Не шықты
button-give-up = ↩️ Жұлдыздарды қайтару
button-give-up-for-good = ✅ Иә, қайтару
give-up-ask =
    <b>{ $money } қайтарылсын ба?</b>

    Баланстан { $credits } кредит шегеріледі, қазір сатып алынғанынан қолжетімдісі: { $bought }. Сыйлыққа берілгендері қалады.
payment-spent = Бұл төлемге алынған, жұмсалып қойған, сондықтан шегерілмейтін кредиттер: { $spent }
given-up = ↩️ Жұлдыздар қайтарылып жатыр.
rescue-hurried = 🔁 Жұмыс дәл қазір жалғасып жатыр.
rescue-again = 🔁 Тегін қайта тапсырыс берілді. Міне.
rescue-released = 🪂 Аяқталды. Кредиттер қайтты, адамға хабарланады.
rescue-ask-release =
    Бұл жұмыс аяқталсын ба? { $price } кредит қайтады, адамға шықпағаны айтылады.

broadcast-ask =
    <b>📣 Тарату</b>

    { $language }: не айтайын, жазыңыз. Қалың қаріп, сілтемелер және қалғаны сол күйінде қалады.
broadcast-card =
    <b>📣 Тарату</b> · { $status }
    { $languages } · { $part }
broadcast-at = ⏰ { $at } UTC уақытында жіберіледі. Кез келген өзгеріс оны тоқтатады, сонда қайта жібересіз.
payers-all = барлығы
payers-paid = төлегендер
payers-unpaid = төлемегендер
broadcast-idle = { $days ->
    [0] жаңа да, бұрынғы да
   *[other] { $days } күн тапсырыссыз
}
broadcast-seen = 👆 Адамдар мұны осылай, әрқайсысы өз тілінде көреді: { $part }.
broadcast-ask-time =
    <b>⏰ Қашан?</b>

    Күні мен уақытын UTC бойынша жазыңыз; қазір <code>{ $now }</code>.
broadcast-time-unclear = Бұл алдағы бір жыл ішіндегі күн мен уақыт емес. Былай жазылады: <code>2027-01-31 18:30</code>.
broadcast-report = { $start } – { $end } UTC аралығында жіберілді.
broadcast-ready = { $count ->
       *[other] { $count } адам алады.
    } Бұғатталған, кетіп қалған, тыныш режимді қосқан немесе басқа тілде сөйлейтін адамдар алмайды.
broadcast-progress =
    { $bar }  { $told } / { $audience }
    Жеткізілді: <b>{ $delivered }</b> · чаттан кеткен: { $left } · қабылданбады: { $undelivered }
broadcast-not-added = ⚠️ Бұл тарату жіберіліп немесе тасталып қойған, сондықтан мәтініңіз қосылмады:
broadcast-over = Ол аяқталып қойған.
broadcast-status-draft = әлі жіберілмеген
broadcast-status-waiting = уақытын күтіп тұр
broadcast-status-sending = жіберіліп жатыр
broadcast-status-done = жіберілді
broadcast-status-cancelled = тоқтатылды
button-promos = 🎟️ Промокодтар
button-promo-copy = 📋 { $code }
button-promo-stop = ⏹️ { $code }
promos =
    <b>🎟️ Промокодтар</b>

    Жаңасы үшін кодты, кредитін және оны неше адам қолдана алатынын жазыңыз:
    <code>ЖАЗ 50 100</code>
promo-line = <code>{ $code }</code> · { $credits } 💎 · { $used }/{ $uses } { $at }
promo-made = ✅ { $code } дайын.
promo-taken = Мұндай код бар немесе болған.
promo-unclear = Үш нәрсе: 3–32 әріп пен цифрдан тұратын код, кредит саны, адам саны.
stats-income =
    Кіріс: { $income }
    Провайдер алғаны шамамен { $cost }
stats-margin =
    Кіріс: { $income }, шамамен { $worth }
    Провайдер алғаны шамамен { $cost }
    Қалғаны: <b>{ $margin }</b>
button-unanswered = 👻 Жоғалған жауаптар
unanswered-jobs =
    <b>👻 Жоғалған жауаптар</b>

    fal.ai сервисінің тапсырысқа жауабы жоғалса, қайта тапсырыс бермес бұрын оның кітаптарын қараймын. Соның нәтижесі және fal.ai сервисінде екі рет болғаны осында, алдымен жаңалары; уақыт UTC бойынша. Күмәндансаңыз, fal.ai шотымен салыстырыңыз.
unanswered-none = Әзірге жоқ.
unanswered-job =
    <b>{ $at }</b> · { $kind } · { $status }
    Жіберілген сұраулар: { $submits } · { $why }
    { $outcome }
unanswered-pending = 🔎 Әлі анықталып жатыр
unanswered-taken = ✅ fal.ai қабылдаған екен
unanswered-lost = 📭 fal.ai кітаптарында жоқ; олар жаңылысса, екі рет төленген
unanswered-doubled = 👯 fal.ai сервисінде екі рет бар; екінші сұрау жоғарыда аталған және ол да төленген болуы мүмкін
unanswered-unknown = ❓ Анықталмай қалды; бекер төленген болуы мүмкін

admin-sold =
    💰 <b>Сатылды: { $credits } 💎, { $money }</b>

    Кімге: { $person }
digest =
    <b>☕ { $day } (UTC)</b>

    Жаңа адамдар: <b>{ $people }</b> · олардың төлегені: { $buyers }
    Оқыту: <b>{ $trainings }</b> · сурет: <b>{ $pictures }</b> · шықпады: { $failures }
digest-likeness = 🪞 Соңғы оқытулардағы ұқсастық: 100-ден <b>{ $mean }</b>
digest-to-do = <b>Сізді күтіп тұр:</b>
digest-disputes = 💬 Жауапсыз өтініштер: { $count }
digest-incidents = 🚧 Жабылмаған ақаулар: { $count }
digest-unanswered = 👻 Жауабы жоғалған тапсырмалар: { $count }
digest-calm = ✅ Қазір ештеңе араласуды қажет етпейді.

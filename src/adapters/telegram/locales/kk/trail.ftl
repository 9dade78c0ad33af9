# To the admins: what the audit trail says. Events tell what happened, statuses
# what it led to.

entity-avatar = 👤 Аватар
entity-job = 🛠️ Жұмыс
entity-hold = 💎 Кредиттер
entity-payment = ⭐ Төлем
entity-broadcast = 📣 Тарату
entity-incident = 🧯 Ақау

avatar-event-add-photo = фото келді
avatar-event-remove-photo = фото алынып тасталды
avatar-event-start = оқытуға тапсырыс берілді
avatar-event-complete = оқыту аяқталды
avatar-event-fail = оқыту шықпады
avatar-event-cancel = оқытудан бас тартылды
avatar-event-retry = тағы бір рет
avatar-event-reopen = қайтадан фото күтеді
avatar-event-retrain = тегін оқыту үшін қайтадан фото күтеді
avatar-event-expire-photos = фотолардың мерзімі өтіп, жойылды
avatar-event-rename = аты өзгерді
avatar-event-make-main = енді негізгісі
avatar-event-generate = суреттерге тапсырыс берілді
avatar-event-delete = адам жойды

job-event-submit = кезегі келді
job-event-accept = fal.ai қабылдады
job-event-refuse = fal.ai қабылдамады
job-event-restart = fal.ai файлдарымызды жүктей алмады, қайта жіберіледі
job-event-queue = қайтадан fal.ai кезегінде
job-event-run = fal.ai жұмыс істеп жатыр
job-event-succeed = нәтиже бізде
job-event-fail = ештеңе шықпады
job-event-block = мазмұнды тексеру өткізбеді
job-event-ask-cancel = адам бас тартқысы келеді
job-event-cancel = адамның қалауымен бас тартылды
job-event-expire = уақыты бітті

hold-event-capture = бірдеңе жеткізілді
hold-event-release = ештеңе жеткізілмеді
hold-status-held = резервте
hold-status-captured = алынды
hold-status-released = қайтты

payment-event-credit = кредит сатып алынды
payment-event-repeat = Telegram тағы хабарлады
payment-event-refund = қайтарылады
payment-event-return = Telegram қайтарды


broadcast-event-write = мәтін жазылды
broadcast-event-schedule = иесі уақытын белгіледі
broadcast-event-start = иесі бастады
broadcast-event-deliver = тағы біреуге жетті
broadcast-event-finish = бәріне жетті
broadcast-event-cancel = иесі тоқтатты

incident-event-report = байқалды
incident-event-probe = сынауға бір тапсырыс жіберілді
incident-event-resolve = қайта жұмыс істейді
incident-status-open = жалғасып жатыр
incident-status-probing = тексеріліп жатыр
incident-status-resolved = аяқталды

# Why, as far as the bot itself knows.
cause-worker-stopped = процесі әр жолы тоқтап қалды
cause-worker-gone = процесі оралмады
cause-by-hand = иесі аяқтады
cause-not-sent = уақытында жіберілмеді
cause-uncertain = fal.ai қабылдағаны белгісіз қалды
cause-lost = барлық сұрау жолда жоғалды
cause-unreachable = fal.ai сұрақтарға жауап бермеді
cause-too-slow = fal.ai тым ұзақ жұмыс істеді
cause-nothing-usable = жарамды ештеңе келмеді
cause-words-refused = жақсартылған сөздерге рұқсат жоқ екен
cause-all-withheld = мазмұнды тексеру бірде-бір суретті өткізбеді

# What kind of trouble a job is in.
trouble-provider = fal.ai сервисінде бірдеңе болды
trouble-input = fal.ai мұнымен жұмыс істей алмады
trouble-bad-result = бүлінген нәтиже келді
trouble-result-lost = нәтиже жоғалды
trouble-set-aside = кейінге қалдырылды
trouble-released = қолмен аяқталды

timeline-day = <b>{ $day }</b> UTC
timeline-change = <code>{ $at }</code> { $what }: { $event } → { $status }
timeline-change-why = <code>{ $at }</code> { $what }: { $event } → { $status } · { $why }
timeline-posting = <code>{ $at }</code> { $reason } { $amount }{ $bonus ->
        [0] {""}
       *[other] {" "}· 🎁 { $bonus }
    }

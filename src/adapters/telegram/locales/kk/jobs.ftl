# Trainings and pictures: ordering, waiting, receiving.

progress-training =
    <b>⏳ «{ $name }» аватарын оқытып жатырмын</b>

    { $status }
progress-generation =
    <b>🎨 { $count } сурет жасап жатырмын</b>
    «{ $words }»

    { $status }
progress-percent = { $bar }  { $percent }%
progress-queue = Сізден бұрын кезекте { $position } тапсырыс бар.
progress-left = Шамамен { $minutes } минут қалды.
progress-usually = Әдетте бұған шамамен { $minutes } минут кетеді.
progress-first = Мұндай оқыту мұнда алғаш рет болып жатыр, сондықтан тек болжай аламын: көбіне 5–20 минут.
progress-unanswered = 📮 Студия тапсырысты қабылдағанын әлі растаған жоқ, қайта сұрап жатырмын. Сізге ештеңе істеудің қажеті жоқ; бас тартсаңыз, кредиттер қайтады.
progress-no-need-to-wait = Мұнда күтудің қажеті жоқ: дайын болғанда жазамын.
progress-meanwhile = Мұнда күтудің қажеті жоқ: дайын болғанда жазамын. Әзірге өзіңіз басты рөлде ойнайтын көріністерді қарап шығыңыз.
progress-cancelling = ⏹️ Бас тартып жатырмын… Нәтиже ертерек дайын болып үлгерсе, оны аласыз. Қалай аяқталғанын жазамын.
job-status-requested = 📦 Дайындалып жатырмын
job-status-submitting = 📤 Студияға жіберіп жатырмын
job-status-submitted = 🕐 Кезегін күтіп тұр
job-status-running = ⚙️ Жұмыс жүріп жатыр
job-status-succeeded = ✅ Дайын
job-status-failed = 🔁 Шықпады
job-status-blocked = 🚫 Мазмұнды тексеруден өтпеді
job-status-cancelled = ⏹️ Бас тартылды
job-status-expired = ⌛ Тым ұзаққа созылды
button-refresh = 🔄 Жаңарту
button-cancel-job = ⏹️ Бас тарту
ask-cancel =
    <b>⏹️ Бұл тапсырыстан бас тартасыз ба?</b>

    Резервтегі кредиттер қайтады, егер нәтиже ертерек дайын болып үлгермесе.
button-cancel-for-good = ⏹️ Иә, бас тарту
button-go-on = ◀️ Жоқ, жалғастыру
cancel-noted = Бас тартып жатырмын…
this-avatar = аватарыңыз

training-end-succeeded =
    <b>🎉 «{ $name }» дайын!</b>
training-end-failed =
    <b>🔁 «{ $name }» аватарын оқыту шықпады</b>
training-end-blocked =
    <b>🚫 «{ $name }» аватарын оқыту тексеруден өтпеді</b>

    Мазмұнды тексеру бұл фотоларды өткізбеді. Киінген адамның қарапайым фотолары әдетте өтеді.
training-end-cancelled =
    <b>⏹️ «{ $name }» аватарын оқытудан бас тартылды</b>

    Фотоларыңыз орнында — қалаған кезіңізде жалғастырамыз.
training-end-expired =
    <b>⌛ «{ $name }» аватарын оқыту тым ұзаққа созылды</b>

    Мен күтуді тоқтаттым. Екінші рет әдетте шығады; фотоларыңыз орнында.
first-picture = 🎁 Міне, оның алғашқы суреті — сыйлық.
likeness-low = Бетті фотоларыңызбен салыстырдым, ұқсастық әзірге аз: басқа суреттерде де бет бөтен болып шығуы мүмкін.
likeness-offer = Сондықтан оны тағы бір рет тегін оқытуға болады: алдымен кейбір фотоларды алып тастап, жақсырағын қосыңыз. Әр қырынан, әртүрлі жарықта түсірілген анық фотолар бәрінен көп көмектеседі.
button-retrain = 🎁 Тағы бір рет тегін оқыту
ask-retrain =
    <b>🎁 «{ $name }» аватарын тағы бір рет оқытамыз ба?</b>

    Қазіргі аватар жойылады, оның суреттері қалады. Сіз фотоларды өзгертіп, оқытуды бастайсыз, ол тегін. Мұндай оқыту біреу ғана.
button-retrain-for-good = 📸 Иә, фотоларды өзгерту
button-keep-avatar = Осылай қалсын
now-draw-portrait = Енді бір көріністі ойлап табыңыз: Париждегі кафе, скафандр, 1920 жылдардың киносы. Мен сізді соның кейіпкері етемін.
now-draw-style = Енді кез келген суретті сипаттаңыз: қала, аң, натюрморт. Мен оны осы стильде саламын.
training-end-requested = ⏳ «{ $name }» әлі оқытылып жатыр.
training-end-submitting = ⏳ «{ $name }» әлі оқытылып жатыр.
training-end-submitted = ⏳ «{ $name }» әлі оқытылып жатыр.
training-end-running = ⏳ «{ $name }» әлі оқытылып жатыр.
failure-provider = Жұмысты орындайтын студияда бірдеңе болды. Екінші рет әдетте шығады.
failure-input = Студия бұнымен жұмыс істей алмады. Әдетте тапсырысты сәл өзгерту көмектеседі.
failure-bad-result = Нәтиже бүлінген күйде келді, ал сіз жақсысына лайықсыз. Екінші рет әдетте шығады.
failure-result-lost = Нәтиже жолда жоғалып қалды. Екінші рет әдетте шығады.
failure-set-aside = Біздің жақта бірдеңе жұмысқа кедергі жасай берді. Сәл кейінірек шығуы тиіс.
failure-released = Жұмыс тұрып қалды, сондықтан оны қолмен тоқтаттық. Екінші рет әдетте шығады.
money-returned = 💎 { $credits } кредит балансыңызға қайтты.
money-spent = 💎 { $credits } кредит жұмсалды, { $available } қалды.
money-partly = 💎 { $credits } кредит жұмсалды, { $returned } қайтты, { $available } қалды.

generate-portrait =
    <b>🎨 Сурет жасау</b>

    Кіммен: <b>{ $name }</b>
    Бір сурет: { $price } кредит · сізде { $available }

    Не көргіңіз келетінін жазыңыз немесе таңдаңыз:
generate-style =
    <b>🎨 Сурет жасау</b>

    Стилі: <b>{ $name }</b>
    Бір сурет: { $price } кредит · сізде { $available }

    Не көргіңіз келетінін жазыңыз немесе таңдаңыз:
generate-no-avatar =
    <b>🎨 Сурет жасау</b>

    Алдымен түр-әлпетіңізді білуім керек. Аватар жасайық: фотоларды жүктеуге бір минут кетеді.
generate-not-yet =
    <b>🎨 Сурет жасау</b>

    «{ $name }»: { $why }
why-no-pictures-draft = әзірге фотосы жоқ. Фото қоссаңыз, бастауға болады.
why-no-pictures-photos-uploading = фотолары әлі жиналып жатыр. Қалғанын қосып, оқытуды бастаңыз.
why-no-pictures-training = әлі оқытылып жатыр. Дайын болған бойда жазамын.
why-no-pictures-completed = сурет жасауға дайын!
why-no-pictures-failed = оқыту шықпады. Қайталап көріңіз: ештеңе жұмсалған жоқ.
why-no-pictures-cancelled = оқытудан бас тартылды. Қалаған кезіңізде қайта бастаңыз.
why-no-pictures-deleted = жойылған. Басқасын таңдаңыз немесе жаңасын жасаңыз.
button-own-words = ✍️ Суретті сипаттау
button-change-avatar = 🎭 Басқа аватар
ask-words =
    <b>✍️ Суретте не болады?</b>

    Бір-екі сөйлеммен сипаттаңыз, { $min }–{ $max } таңба.
ask-words-polished =
    Кез келген тілде жазыңыз: мен аударып, детальдар қосамын.

    Мысалы: <code>Марста скафандр киіп, камераға қарап тұрмын</code>
ask-words-as-they-are =
    Дәл жазғаныңыздай саламын; ағылшынша жақсырақ шығады.

    Мысалы: <code>as an astronaut on Mars, cinematic light, looking at the camera</code>
words-fault-too-short = Тым қысқа. Кемінде { $min } таңбамен сипаттаңызшы.
words-fault-too-long = Міне, әңгіме! Онда { $length } таңба бар, ал ең көбі — { $max }. Қысқартайық па?
choose-size =
    <b>📐 Қандай пішім?</b>

    «{ $words }»
size-1-1 = ◻️ Шаршы 1:1 · { $width }×{ $height }
size-3-4 = 📱 Портрет 3:4 · { $width }×{ $height }
size-4-3 = 🖼️ Көлденең 4:3 · { $width }×{ $height }
size-9-16 = 📲 Сторис 9:16 · { $width }×{ $height }
size-16-9 = 🖥️ Кең 16:9 · { $width }×{ $height }
choose-count =
    <b>🔢 Қанша сурет?</b>

    «{ $words }»
    { $size }

    Сізде <b>{ $available } кредит</b> бар.
choose-count-poor = 💎 Бір сурет { $price } кредит тұрады, тағы { $missing } керек.
button-count = { $count } сурет · { $price } кредит
button-other-size = ◀️ Басқа пішім
button-other-words = ✍️ Басқа промпт
prices-changed = Бағалар өзгерген болуы мүмкін. Қазіргілері мынау; ештеңе алынған жоқ.
order-out-of-date = Ол тапсырыс ескірді. Соңғысы мынау.

pictures-delivered =
    <b>🎨 { $name }</b>
    «{ $words }»

    { $size }
pictures-partly = Тапсырыс берілген { $ordered } суреттің { $delivered } данасы шықты, тек солар үшін төлейсіз.
pictures-end-succeeded =
    <b>✨ Дайын!</b>
pictures-end-failed =
    <b>🔁 { $count ->
        [1] Бұл сурет
       *[other] Бұл суреттер
    } шықпады</b>
    «{ $words }»
pictures-end-blocked =
    <b>🚫 { $count ->
        [1] Бұл сурет
       *[other] Бұл суреттер
    } тексеруден өтпеді</b>
    «{ $words }»

    Мазмұнды тексеру { $count ->
        [1] оны
       *[other] оларды
    } өткізбеді. Әдетте жұмсақтау сипаттама көмектеседі.
pictures-end-cancelled =
    <b>⏹️ { $count ->
        [1] Суреттен
       *[other] Суреттерден
    } бас тартылды</b>
    «{ $words }»
pictures-end-expired =
    <b>⌛ { $count ->
        [1] Сурет
       *[other] Суреттер
    } тым ұзаққа созылды</b>
    «{ $words }»

    Мен күтуді тоқтаттым. Екінші рет әдетте шығады.
pictures-end-requested = 🎨 Суреттер әлі жасалып жатыр.
pictures-end-submitting = 🎨 Суреттер әлі жасалып жатыр.
pictures-end-submitted = 🎨 Суреттер әлі жасалып жатыр.
pictures-end-running = 🎨 Суреттер әлі жасалып жатыр.
button-enlarge-again = 🔁 Қайталап көру
which-to-remix = Суретті өзгерту үшін оның нөмірін басыңыз.
button-remix-number = 🪄 { $number }
button-again = 🔁 Сол промптпен тағы бір рет

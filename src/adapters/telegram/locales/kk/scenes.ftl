# A photo in words, better words, larger pictures.

button-from-photo = 📷 Фотодан промпт · { $price ->
        [0] тегін
       *[other] { $price } кредит
    }
ask-photo =
    <b>📷 Осы фотодағыдай сурет</b>

    Кез келген фотоны немесе сурет файлын жіберіңіз (JPEG, PNG, WebP, HEIC). Онда не бейнеленгенін сөзбен айтып беремін, ал сіз сол көріністі өз аватарыңызбен сала аласыз.

    { $price ->
        [0] Бұл тегін
       *[other] Бұл { $price } кредит тұрады
    } · сізде { $available }

    Фотоны сипаттағаннан кейін шамамен бір сағатта жоямын.
photo-not-described = 🤔 Бұл жарамайды: { $fault }
one-photo-at-a-time = 📷 Фотоны бір-бірлеп жіберіңіз: мен әлі біріншісін қарап жатырмын.
one-of-album = 📷 Фотоны бір-бірлеп жіберіңіз: біріншісін сипаттаймын.
wish-kept = ✍️ Фотоның астындағы жазуды промптқа қосамын.
still-looking = 📷 Фотоңызды әлі қарап жатырмын. Сәл күте тұрыңызшы.
photo-wanted = 📷 Қазір фото немесе сурет файлын күтіп тұрмын.
button-another-photo = 📷 Басқа фото
scene = <code>{ $scene }</code>
scene-next = Осылай саламыз — немесе промпттың өз нұсқасын жіберіңіз.
button-draw-scene = 🎨 Осылай салу
button-edit-scene = ✏️ Сипаттаманы өзгерту
edit-scene =
    <b>✏️ Сипаттаманы өзгерту</b>

    Көшіру үшін төмендегі сөздерді басыңыз, қалағаныңызды өзгертіп, маған жіберіңіз: { $min }–{ $max } таңба.
progress-description =
    <b>📷 Фотоңызды қарап жатырмын</b>

    { $status }
description-end-succeeded = <b>📝 Менің көргенім</b>
description-end-failed = <b>🔁 Бұл фотоны сипаттай алмадым</b>
description-end-blocked =
    <b>🚫 Бұл фото тексеруден өтпеді</b>

    Мазмұнды тексеру оны өткізбеді. Әдетте басқа фото көмектеседі.
description-end-cancelled = <b>⏹️ Фотоны сипаттаудан бас тартылды</b>
description-end-expired =
    <b>⌛ Фотоны сипаттау тым ұзаққа созылды</b>

    Мен күтуді тоқтаттым. Екінші рет әдетте шығады.
description-end-requested = 📷 Фотоңызды әлі қарап жатырмын.
description-end-submitting = 📷 Фотоңызды әлі қарап жатырмын.
description-end-submitted = 📷 Фотоңызды әлі қарап жатырмын.
description-end-running = 📷 Фотоңызды әлі қарап жатырмын.

progress-words = ✨ Сөздерді таңдап жатырмын…
words-as-written = ✍️ Бұл жолы сипаттаманы жақсарту шықпады, сондықтан бәрі дәл жазғаныңыздай салынды.
made-with-ai = 🤖 ЖИ көмегімен жасалған: бұл туралы түпнұсқа файлында да белгі бар.
words-polished = ✨ Салмас бұрын сөздеріңізді ағылшыншаға аударып, детальдар қосамын.
words-unpolished = ✍️ Дәл жазғаныңыздай саламын.

progress-upscale =
    <b>🔍 Суретті үлкейтіп жатырмын</b>

    { $status }
upscale-size = 📄 { $size } пиксель, файл ретінде: сығылмаған.
upscale-end-succeeded = <b>🔍 { $name }, үлкейтілген</b>
upscale-end-failed = <b>🔁 Суретті үлкейту шықпады</b>
upscale-end-blocked =
    <b>🚫 Үлкейтілген сурет тексеруден өтпеді</b>

    Мазмұнды тексеру оны өткізбеді.
upscale-end-cancelled = <b>⏹️ Үлкейтуден бас тартылды</b>
upscale-end-expired =
    <b>⌛ Үлкейту тым ұзаққа созылды</b>

    Мен күтуді тоқтаттым. Екінші рет әдетте шығады.
upscale-end-requested = 🔍 Сурет әлі үлкейтіліп жатыр.
upscale-end-submitting = 🔍 Сурет әлі үлкейтіліп жатыр.
upscale-end-submitted = 🔍 Сурет әлі үлкейтіліп жатыр.
upscale-end-running = 🔍 Сурет әлі үлкейтіліп жатыр.

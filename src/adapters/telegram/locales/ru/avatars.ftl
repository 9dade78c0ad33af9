# Making and keeping avatars.

choose-family =
    <b>✨ Новый аватар</b>

    Понадобится { $min }–{ $max } фото, загрузка займёт около минуты. Обучение начнётся, только когда вы скажете.

    Каким будет аватар?
button-family = { $family } · { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }
family-flux-portrait = 🎭 Портрет
family-flux-style = 🎨 Стиль картинок
family-z-image-portrait = ⚡ Портрет, быстрый и лёгкий
family-krea-portrait = 🌟 Портрет, художественный
family-flux2-portrait = 💎 Портрет, тончайшие детали
family-qwen-portrait = 🧩 Портрет, точный
hair-dark = 🖤 Тёмные
hair-brown = 🤎 Каштановые
hair-blond = 💛 Светлые
hair-red = 🧡 Рыжие
hair-grey = 🤍 Седые
hair-none = ✨ Без волос
hair-unsaid = не указано
not-chosen = { $name }
choose-hair =
    <b>💇 Какие волосы у «{ $name }»?</b>

    Они упоминаются в некоторых стилях и наборах: с верным словом вас легче узнать.
button-avatar-hair = 💇 Волосы: { $hair }

choose-gender =
    <b>✨ Новый аватар</b>

    Кто будет на картинках?
gender-female = 👩 Женщина
gender-male = 👨 Мужчина
button-why-gender = 💡 Зачем это нужно?
why-gender =
    <b>💡 Зачем это нужно?</b>

    Я добавляю это слово к каждому вашему описанию. С ним лицо и фигура получаются гораздо более похожими. Больше оно ни на что не влияет.

ask-name-style =
    <b>✨ Новый аватар</b>

    Как назовём стиль? Нажмите на название внизу или пришлите своё: от { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }, например «Акварель».
ask-name-portrait =
    <b>✨ Новый аватар</b>

    Как его назовём? Нажмите на имя внизу или пришлите другое: от { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
name-fault-too-short = Имя коротковато. Пришлите, пожалуйста, хотя бы { $min ->
        [one] { $min } символ
        [few] { $min } символа
       *[other] { $min } символов
    }.
name-fault-too-long = Символов в этом имени: { $length }, а можно не больше { $max }. Попробуем покороче?

consent =
    <b>🤝 Прежде чем прислать фото</b>

    • <b>Кто получит фото:</b> я храню их для «{ $name }» и передаю в fal.ai — сервис, который выполняет вычисления, — и сервисам, которые он для этого использует. Больше никому.
    • <b>Как долго:</b> я удалю их через { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    } после того, как вы прислали последнее или закончилось обучение, а вместе с аватаром — сразу. fal.ai хранит свои копии до двух дней.
    • <b>Чьи фото:</b> только ваши или того, кто на это согласился.
    • <b>На них нет никого младше 18 лет.</b>
button-agree = ✅ Соглашаюсь
photo-not-kept = 📷 Это фото я не взял. Пришлите его, пожалуйста, ещё раз, когда согласитесь.
consent-missing = Сначала нужно ваше согласие на работу с фото: откройте аватар и нажмите «Добавить фото».
consent-outdated = Согласие этого человека дано на прежнюю версию. Перед следующим фото или обучением мы спросим снова.

upload =
    <b>📸 Фото «{ $name }»</b>

    { $bar }  <b>{ $count }</b> из { $max }
upload-empty-portrait = Присылайте фото одного человека, можно сразу несколько. Нужно от { $min } до { $max }.
upload-empty-style = Пришлите картинки в одном стиле, можно по нескольку сразу. Нужно от { $min } до { $max }.
upload-missing = Отличное начало! Ещё <b>{ $missing }</b> фото — и можно начинать.
upload-enough = ✅ Этого уже хватит. А если собрать до { $max } фото, сходство станет ещё лучше.
upload-full = ✅ Это максимум. Можно начинать!
upload-rejected = <b>Эти не подошли:</b>
upload-rejected-line = • { $name } — { $why }
upload-rejected-many = • { $count } × { $why }
unnamed-photo = фото
button-photos = 🖼️ Посмотреть фото ({ $count })
button-ready = 🚀 Перейти к обучению
button-tips = 💡 Какие фото подойдут?
photo-fault-not-an-image = это не фото; подойдут JPEG, PNG, WebP и HEIC
photo-fault-other-format = такие файлы я не читаю; пришлите как фото, а не как файл
photo-fault-damaged = часть файла испорчена или потерялась; попробуйте прислать как фото, а не как файл, или выберите другое
photo-fault-animated = оно движется, а нужен неподвижный кадр
photo-fault-too-small = маловато: короткая сторона в пикселях должна быть от { $side }
photo-fault-too-big = больше 20 МБ; пришлите как фото, а не как файл
photo-fault-too-many-pixels = слишком много пикселей; пришлите как фото, а не как файл
photo-fault-too-narrow = слишком вытянутое, выберите другой кадр
photo-fault-duplicate = { $number ->
        [0] такое фото уже есть
       *[other] такое фото уже есть, это фото { $number }
    }
photo-fault-over-limit = { $max } — это максимум; удалите одно, чтобы добавить другое
photo-tips-portrait =
    <b>💡 Какие фото подойдут?</b>

    ✅ только вы, лицо хорошо видно
    ✅ разные дни, места, одежда и свет
    ✅ крупный план, по пояс, несколько в полный рост
    ✅ где-то улыбка, где-то серьёзный взгляд

    ❌ компании и чужие лица
    ❌ тёмные очки, маски, сильные фильтры
    ❌ тёмные, смазанные, очень старые кадры

    Пятнадцать разных фото лучше двадцати похожих.
photo-tips-style =
    <b>💡 Какие картинки подойдут?</b>

    ✅ один стиль: одна техника, похожие цвета
    ✅ разные сюжеты: люди, места, вещи
    ✅ чёткие, без рамок и надписей

    ❌ несколько стилей вперемешку
    ❌ подписи, водяные знаки, коллажи
    ❌ мелкие и смазанные

    Пятнадцать разных сюжетов лучше двадцати похожих.
photo-page =
    <b>🖼️ Фото { $number } из { $total }</b>
    «{ $name }»
photos-none =
    <b>🖼️ Фото нет</b>

    У «{ $name }» их пока нет.
button-previous = ◀️
button-next = ▶️
button-delete-photo = 🗑️ Удалить это фото
button-to-upload = ◀️ К загрузке
photo-deleted = Фото удалено
draft-taken = 📸 Добавляю к «{ $name }»
several-drafts =
    <b>📸 Отличные фото!</b>

    Для какого они аватара? Выберите; до завтра я их помню.
button-like-this = 🎨 Картинка по этому фото · { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }
button-not-a-person = 🎨 Не человек, а стиль
button-other-kinds = ✨ Другие виды аватаров
proposed-name = Мой аватар
button-take-name = 👌 «{ $name }»
photos-no-draft =
    <b>📸 Отличные фото! Кто на них?</b>

    Одно нажатие — и аватар «{ $name }» начат; переименовать его можно когда угодно. А пока я только помню, какие фото вы прислали, и завтра забуду.
photos-kept = 📸 Спасибо, сохраню их для этого аватара.
photos-wait = 📸 Присланные фото я ещё не взял: до завтра они подождут вашего ответа.
photos-adding = 📸 Добавляю то, что вы прислали раньше…
photos-lost = Некоторых фото, присланных раньше, в Telegram уже нет. Пришлите их, пожалуйста, ещё раз.
uploading-wants-photos = Сейчас я жду фото для «{ $name }».

summary =
    <b>🚀 Всё готово?</b>

    Имя: <b>{ $name }</b>
    Тип: { $kind }
    Фото: { $photos }

    Цена: <b>{ $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }</b>
    У вас: { $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }
summary-free = 🎁 Это обучение — подарок: первые картинки прошлого не были похожи на фото.
summary-ready = Кредиты зарезервируются сейчас и спишутся, только когда аватар будет готов. Если не получится, они вернутся.
summary-missing-photos = 📸 Нужно ещё <b>{ $missing }</b> фото.
summary-missing-credits = 💎 Не хватает <b>{ $missing ->
        [one] { $missing } кредита
       *[other] { $missing } кредитов
    }</b>.
summary-held = { $held ->
        [one] { $held } кредит зарезервирован под текущие заказы и вернётся, если они не получатся.
        [few] { $held } кредита зарезервированы под текущие заказы и вернутся, если они не получатся.
       *[other] { $held } кредитов зарезервированы под текущие заказы и вернутся, если они не получатся.
    }
button-start-training = 🚀 Начать обучение · { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }
button-more-photos = 📸 Изменить фото

avatars =
    <b>🎭 Мои аватары</b>

    У вас { $count ->
        [one] { $count } аватар
        [few] { $count } аватара
       *[other] { $count } аватаров
    }. ⭐ — основной: картинки создаются с ним.
avatars-none =
    <b>🎭 Мои аватары</b>

    Пока ни одного. Давайте создадим первый: нужно { $min }–{ $max } фото, загрузка займёт минуту.
avatars-line = { $star }{ $mark } { $name }
status-mark-draft = ✏️
status-mark-photos-uploading = 📸
status-mark-training = ⏳
status-mark-completed = ✅
status-mark-failed = 🔁
status-mark-cancelled = ⏹️
status-mark-deleted = 🗑️

avatar-card =
    <b>🎭 { $name }</b>

    { $status }
    Тип: { $kind }
    Фото: { $photos ->
        [0] нет
       *[other] { $photos }
    }
    Создан: { $created }
avatar-card-main = ⭐ Это ваш основной аватар
place = { $number } из { $total }
avatar-status-draft = ✏️ Ждёт первых фото
avatar-status-photos-uploading = 📸 Собираем фото
avatar-status-training = ⏳ Обучается
avatar-status-completed = ✅ Готов к картинкам
avatar-status-failed = 🔁 Обучение не удалось, ничего не списано
avatar-status-cancelled = ⏹️ Обучение отменено, ничего не списано
avatar-status-deleted = 🗑️ Удалён
button-avatar-generate = 🎨 Создать картинки
button-avatar-upload = 📸 Добавить фото
button-avatar-start = 🚀 Перейти к обучению
button-avatar-retry = 🔁 Обучить ещё раз
button-avatar-reopen = 📸 Изменить фото и повторить
button-avatar-progress = ⏳ Как идут дела?
button-avatar-main = ⭐ Сделать основным
button-avatar-rename = ✏️ Переименовать
button-avatar-delete = 🗑️ Удалить
button-avatar-card = 🎭 Страница аватара
button-avatar-list = ◀️ Мои аватары
made-main = ⭐ Теперь это ваш основной аватар
ask-new-name =
    <b>✏️ Новое имя</b>

    Сейчас он называется «{ $name }». Пришлите новое имя от { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
renamed = ✏️ Переименован
ask-delete =
    <b>🗑️ Удалить «{ $name }»?</b>

    Его фото и всё, чему я по ним научился, исчезнут навсегда. Уже полученные картинки останутся у вас.
button-delete-for-good = 🗑️ Да, удалить
button-keep = ◀️ Нет, оставить
avatar-deleted = «{ $name }» удалён

# Фото словами, слова получше, картинки побольше.

button-from-photo = 📷 Описание по фото · { $price ->
        [0] бесплатно
        [one] { $price } кредит
        [few] { $price } кредита
       *[many] { $price } кредитов
    }
ask-photo =
    <b>📷 Как на этом фото</b>

    Пришлите любое фото или файл с картинкой (JPEG, PNG, WebP, HEIC). Я расскажу словами, что на нём, и вы сможете нарисовать эту сцену со своим аватаром.

    { $price ->
        [0] Это бесплатно
        [one] Стоит { $price } кредит
        [few] Стоит { $price } кредита
       *[many] Стоит { $price } кредитов
    } · у вас { $available }

    Фото будет удалено примерно через час после того, как я его опишу.
photo-not-described = 🤔 С этим не получится: { $fault }
one-photo-at-a-time = 📷 По одному фото за раз: я ещё смотрю на первое.
still-looking = 📷 Я ещё рассматриваю ваше фото. Подождите, пожалуйста, минутку.
photo-wanted = 📷 Сейчас я жду фото или файл с картинкой.
button-another-photo = 📷 Другое фото
scene = <code>{ $scene }</code>
scene-next = Рисуем так — или пришлите эти слова такими, какими хотите их видеть.
button-draw-scene = 🎨 Рисуем так
button-edit-scene = ✏️ Изменить слова
edit-scene =
    <b>✏️ Ваш вариант</b>

    Нажмите на слова ниже, чтобы скопировать, поменяйте что хочется и пришлите мне: от { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
progress-description =
    <b>📷 Рассматриваю ваше фото</b>

    { $status }
description-end-succeeded = <b>📝 Вот что я вижу</b>
description-end-failed = <b>🔁 Описать это фото не получилось</b>
description-end-blocked =
    <b>🚫 Это фото не пропустили</b>

    Его не пропустила проверка содержимого. Обычно помогает другое фото.
description-end-cancelled = <b>⏹ Описание фото отменено</b>
description-end-expired =
    <b>⌛ Описание фото затянулось</b>

    Ждать дальше не буду. Со второй попытки обычно получается.
description-end-requested = 📷 Я ещё рассматриваю ваше фото.
description-end-submitting = 📷 Я ещё рассматриваю ваше фото.
description-end-submitted = 📷 Я ещё рассматриваю ваше фото.
description-end-running = 📷 Я ещё рассматриваю ваше фото.

progress-words = ✨ Подбираю слова…
words-as-written = ✍️ Помощник по словам был недоступен, поэтому всё нарисовано ровно так, как вы написали.
words-polished = ✨ Перед рисованием я переведу ваши слова на английский и добавлю деталей.
words-unpolished = ✍️ Нарисую ровно так, как вы написали.

progress-upscale =
    <b>🔍 Увеличиваю картинку</b>

    { $status }
upscale-size = 📄 { $size } пикселей, файлом: без сжатия.
upscale-end-succeeded = <b>🔍 { $name }, крупнее</b>
upscale-end-failed = <b>🔁 Увеличить картинку не получилось</b>
upscale-end-blocked =
    <b>🚫 Увеличенную картинку не пропустили</b>

    Её не пропустила проверка содержимого.
upscale-end-cancelled = <b>⏹ Увеличение отменено</b>
upscale-end-expired =
    <b>⌛ Увеличение затянулось</b>

    Ждать дальше не буду. Со второй попытки обычно получается.
upscale-end-requested = 🔍 Картинка ещё увеличивается.
upscale-end-submitting = 🔍 Картинка ещё увеличивается.
upscale-end-submitted = 🔍 Картинка ещё увеличивается.
upscale-end-running = 🔍 Картинка ещё увеличивается.

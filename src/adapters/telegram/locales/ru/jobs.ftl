# Trainings and pictures: ordering, waiting, receiving.

progress-training =
    <b>⏳ Обучаю аватар «{ $name }»</b>

    { $status }
progress-generation =
    <b>🎨 Создаю { $count ->
        [one] { $count } картинку
        [few] { $count } картинки
       *[other] { $count } картинок
    }</b>
    «{ $words }»

    { $status }
progress-percent = { $bar }  { $percent } %
progress-queue = Заказов в очереди перед вашим: { $position }.
progress-left = Осталось около { $minutes ->
        [one] { $minutes } минуты
       *[other] { $minutes } минут
    }.
progress-usually = Обычно это занимает около { $minutes ->
        [one] { $minutes } минуты
       *[other] { $minutes } минут
    }.
progress-first = Такое обучение здесь первое, поэтому могу только предположить: часто это от 5 до 20 минут.
progress-unanswered = 📮 Студия ещё не подтвердила, что приняла заказ, и я переспрашиваю. Делать ничего не нужно; если отменить, кредиты вернутся.
progress-no-need-to-wait = Ждать здесь не нужно: я напишу, когда всё будет готово.
progress-meanwhile = Ждать здесь не нужно: я напишу, когда всё будет готово. А пока можно присмотреть сцены, в которых вы сыграете главную роль.
progress-cancelling = ⏹️ Отменяю… Если всё успеет получиться раньше, вы получите результат. Напишу, чем закончилось.
job-status-requested = 📦 Готовлюсь
job-status-submitting = 📤 Передаю в студию
job-status-submitted = 🕐 Ждёт своей очереди
job-status-running = ⚙️ Работаю
job-status-succeeded = ✅ Готово
job-status-failed = 🔁 Не получилось
job-status-blocked = 🚫 Не прошло проверку контента
job-status-cancelled = ⏹️ Отменено
job-status-expired = ⌛ Заняло слишком много времени
button-refresh = 🔄 Обновить
button-cancel-job = ⏹️ Отменить
ask-cancel =
    <b>⏹️ Отменить этот заказ?</b>

    Зарезервированные кредиты вернутся, если результат не успеет раньше.
button-cancel-for-good = ⏹️ Да, отменить
button-go-on = ◀️ Нет, продолжаем
cancel-noted = Отменяю…
this-avatar = ваш аватар

training-end-succeeded =
    <b>🎉 «{ $name }» готов!</b>
training-end-failed =
    <b>🔁 Обучение «{ $name }» не удалось</b>
training-end-blocked =
    <b>🚫 Обучение «{ $name }» не прошло проверку</b>

    Проверка контента не пропустила эти фото. С обычными фото одетого человека всё получится.
training-end-cancelled =
    <b>⏹️ Обучение «{ $name }» отменено</b>

    Ваши фото на месте — продолжим, когда захотите.
training-end-expired =
    <b>⌛ Обучение «{ $name }» заняло слишком много времени</b>

    Я перестал ждать. Со второй попытки обычно получается, ваши фото на месте.
first-picture = 🎁 Вот его первая картинка — подарок.
likeness-low = Я сравнил лицо с вашими фото, и сходства пока мало: на других картинках лицо тоже может получиться чужим.
likeness-offer = Поэтому можно обучить его ещё раз бесплатно: сначала уберите часть фото и добавьте получше. Больше всего помогают чёткие фото с разных сторон и при разном свете.
button-retrain = 🎁 Обучить ещё раз бесплатно
ask-retrain =
    <b>🎁 Обучить «{ $name }» ещё раз?</b>

    Нынешний аватар исчезнет, его картинки останутся. Вы измените фото и запустите обучение, оно ничего не стоит. Такое обучение одно.
button-retrain-for-good = 📸 Да, изменить фото
button-keep-avatar = Оставить как есть
now-draw-portrait = Теперь придумайте сцену: кафе в Париже, скафандр, кино двадцатых годов. Я сделаю вас её героем.
now-draw-style = Теперь опишите любую картинку — город, зверя, натюрморт, — и я нарисую её в этом стиле.
training-end-requested = ⏳ «{ $name }» ещё обучается.
training-end-submitting = ⏳ «{ $name }» ещё обучается.
training-end-submitted = ⏳ «{ $name }» ещё обучается.
training-end-running = ⏳ «{ $name }» ещё обучается.
failure-provider = У студии, которая выполняет работу, что-то случилось. Со второй попытки обычно получается.
failure-input = Студия не смогла с этим работать. Обычно помогает немного изменить заказ.
failure-bad-result = Результат пришёл повреждённым, а вы достойны лучшего. Со второй попытки обычно получается.
failure-result-lost = Результат потерялся в пути. Со второй попытки обычно получается.
failure-set-aside = Что-то на моей стороне мешало работе. Чуть позже всё должно получиться.
failure-released = Работа застряла, и мы остановили её вручную. Со второй попытки обычно получается.
money-returned = 💎 { $credits ->
        [one] { $credits } кредит снова на вашем балансе.
        [few] { $credits } кредита снова на вашем балансе.
       *[other] { $credits } кредитов снова на вашем балансе.
    }
money-spent = 💎 { $credits ->
        [one] Потрачен { $credits } кредит
        [few] Потрачено { $credits } кредита
       *[other] Потрачено { $credits } кредитов
    }, осталось { $available }.
money-partly = 💎 { $credits ->
        [one] Потрачен { $credits } кредит
        [few] Потрачено { $credits } кредита
       *[other] Потрачено { $credits } кредитов
    }, вернулось { $returned }, осталось { $available }.

generate-portrait =
    <b>🎨 Создать картинки</b>

    С кем: <b>{ $name }</b>
    Одна картинка: { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    } · у вас { $available }

    Просто напишите, что хотите увидеть, или выберите:
generate-style =
    <b>🎨 Создать картинки</b>

    В стиле: <b>{ $name }</b>
    Одна картинка: { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    } · у вас { $available }

    Просто напишите, что хотите увидеть, или выберите:
generate-no-avatar =
    <b>🎨 Создать картинки</b>

    Сначала мне нужно узнать, как вы выглядите. Давайте создадим аватар: загрузка фото займёт минуту.
generate-not-yet =
    <b>🎨 Создать картинки</b>

    «{ $name }»: { $why }
why-no-pictures-draft = фото пока нет. Добавьте их, и можно будет начинать.
why-no-pictures-photos-uploading = фото ещё собираются. Добавьте остальные и запустите обучение.
why-no-pictures-training = ещё обучается. Я напишу, как только всё будет готово.
why-no-pictures-completed = готов к картинкам!
why-no-pictures-failed = обучение не удалось. Попробуйте ещё раз: ничего не списано.
why-no-pictures-cancelled = обучение отменено. Запустите его снова, когда захотите.
why-no-pictures-deleted = удалён. Выберите другой или создайте новый.
button-own-words = ✍️ Описать картинку
button-change-avatar = 🎭 Другой аватар
ask-words =
    <b>✍️ Что будет на картинке?</b>

    Опишите одним-двумя предложениями, от { $min } до { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
ask-words-polished =
    Пишите на любом языке: я переведу и добавлю деталей.

    Например: <code>на Марсе в скафандре, смотрю в камеру</code>
ask-words-as-they-are =
    Нарисую ровно так, как вы напишете; лучше всего получается на английском.

    Например: <code>as an astronaut on Mars, cinematic light, looking at the camera</code>
words-fault-too-short = Совсем коротко. Опишите, пожалуйста, хотя бы { $min ->
        [one] { $min } символом
       *[other] { $min } символами
    }.
words-fault-too-long = Вот это история! Символов в ней: { $length }, а можно не больше { $max }. Сократим?
choose-size =
    <b>📐 Какой формат?</b>

    «{ $words }»
size-1-1 = ◻️ Квадрат 1:1 · { $width }×{ $height }
size-3-4 = 📱 Портрет 3:4 · { $width }×{ $height }
size-4-3 = 🖼️ Альбомный 4:3 · { $width }×{ $height }
size-9-16 = 📲 Сторис 9:16 · { $width }×{ $height }
size-16-9 = 🖥️ Широкий 16:9 · { $width }×{ $height }
choose-count =
    <b>🔢 Сколько картинок?</b>

    «{ $words }»
    { $size }

    У вас <b>{ $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }</b>.
choose-count-poor = 💎 Одна картинка стоит { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }, не хватает { $missing }.
button-count = { $count ->
        [one] { $count } картинка
        [few] { $count } картинки
       *[other] { $count } картинок
    } · { $price ->
        [one] { $price } кредит
        [few] { $price } кредита
       *[other] { $price } кредитов
    }
button-other-size = ◀️ Другой формат
button-other-words = ✍️ Другой промпт
prices-changed = Цены могли измениться. Вот нынешние; ничего не списано.
order-out-of-date = Тот заказ устарел. Вот последний.

pictures-delivered =
    <b>🎨 { $name }</b>
    «{ $words }»

    { $size }
pictures-partly = { $delivered ->
        [one] Получилась { $delivered } картинка из { $ordered }, платите только за неё.
        [few] Получились { $delivered } картинки из { $ordered }, платите только за них.
       *[other] Получилось { $delivered } картинок из { $ordered }, платите только за них.
    }
pictures-end-succeeded =
    <b>✨ Готово!</b>
pictures-end-failed =
    <b>🔁 { $count ->
        [1] Эта картинка не получилась
       *[other] Эти картинки не получились
    }</b>
    «{ $words }»
pictures-end-blocked =
    <b>🚫 { $count ->
        [1] Эта картинка не прошла проверку
       *[other] Эти картинки не прошли проверку
    }</b>
    «{ $words }»

    Проверка контента { $count ->
        [1] её
       *[other] их
    } не пропустила. Обычно помогает описание помягче.
pictures-end-cancelled =
    <b>⏹️ { $count ->
        [1] Картинка отменена
       *[other] Картинки отменены
    }</b>
    «{ $words }»
pictures-end-expired =
    <b>⌛ { $count ->
        [1] Картинка заняла
       *[other] Картинки заняли
    } слишком много времени</b>
    «{ $words }»

    Я перестал ждать. Со второй попытки обычно получается.
pictures-end-requested = 🎨 Картинки ещё создаются.
pictures-end-submitting = 🎨 Картинки ещё создаются.
pictures-end-submitted = 🎨 Картинки ещё создаются.
pictures-end-running = 🎨 Картинки ещё создаются.
button-enlarge-again = 🔁 Попробовать ещё раз
which-to-remix = Нажмите на номер, чтобы изменить эту картинку.
button-remix-number = 🪄 { $number }
button-again = 🔁 Тот же промпт ещё раз

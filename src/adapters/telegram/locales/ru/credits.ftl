# Промокоды, друзья, чеки.

button-promo = 🎟️ Промокод
ask-code =
    <b>🎟️ Промокод</b>

    Есть код? Напишите его сюда.
promo-fault-unknown = Такого кода я не знаю. Проверьте, пожалуйста, нет ли опечатки.
promo-fault-used = Этот код вы уже использовали. Приятных картинок!
promo-fault-expired = Срок этого кода истёк.
promo-fault-full = Другие успели раньше: этот код закончился.
promo-fault-too-many-tried = Последние несколько кодов мне не знакомы. Попробуйте, пожалуйста, снова через час.
code-redeemed =
    <b>🎉 + { $credits ->
        [one] { $credits } кредит
        [few] { $credits } кредита
       *[other] { $credits } кредитов
    }!</b>

    Теперь доступно: <b>{ $available }</b>.

button-invite = 🤝 Пригласить друзей
invite =
    <b>🤝 Пригласите друзей</b>

    Отправьте другу свою ссылку. Когда он пополнит баланс и сделает заказ, вам { $reward ->
        [one] придёт { $reward } кредит
        [few] придут { $reward } кредита
       *[other] придёт { $reward } кредитов
    }.
invite-gift =
    Друг получит в подарок { $gift ->
        [one] ещё { $gift } кредит
        [few] ещё { $gift } кредита
       *[other] ещё { $gift } кредитов
    }.
invite-link = Ваша ссылка: <code>{ $link }</code>
button-copy-link = 📋 Скопировать ссылку
invite-counts = Пришли: { $friends } · пополнили и заказали: { $rewarded } · вы получили кредитов: { $credits }

button-receipts = 🧾 История операций
button-older-receipts = Раньше ▶️
button-newest-receipts = ◀️ К новым
receipts =
    <b>🧾 История операций</b>

    Доступно: { $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }
receipts-none = Пока пусто.
receipt =
    <b>{ $change }</b> · { $date }
    { $what } { $outcome }
receipt-pictures = 🖼️ Картинки: { $words }
receipt-training = 🎓 Обучение «{ $name }»
receipt-open = — в работе, зарезервировано
receipt-returned = — вернулось { $credits }, ничего не списано
receipt-partly = — вернулось { $credits }
job-kind-training = 🎓 Обучение
job-kind-generation = 🖼️ Картинки
job-kind-description = 📷 Промпт по фото
job-kind-enrichment = ✨ Улучшение описания
job-kind-upscale = 🔍 Увеличение
reason-welcome = 🎁 Подарок новичку
reason-hold = Зарезервировано
reason-capture = Списано
reason-release = Вернулось
reason-top-up = ⭐ Пополнение за { $money }
reason-refund = ↩️ Возврат пополнения, { $money }
reason-promo = 🎟️ Промокод
reason-referral = 🤝 Первый заказ друга
reason-invited = 🤝 Приглашение друга
reason-grant = 🎁 Подарок от нас
reason-take = Списано нами
reason-amends = 💌 Возвращено с извинениями
reason-retraining = 🎁 Бесплатное обучение: сходства было мало
command-promo = Ввести промокод
command-invite = Пригласить друзей
command-receipts = История операций
notice-grant =
    🎁 <b>{ $amount ->
        [one] { $amount } кредит
        [few] { $amount } кредита
       *[other] { $amount } кредитов
    } вам от нас</b>

    Теперь доступно: { $available }.
notice-take =
    💎 Мы сняли с вашего баланса { $amount ->
        [one] <b>{ $amount } кредит</b>
        [few] <b>{ $amount } кредита</b>
       *[other] <b>{ $amount } кредитов</b>
    }

    Теперь доступно: { $available }.
notice-referral =
    🤝 <b>Друг, которого вы пригласили, пополнил баланс и сделал заказ</b>

    За это вам { $amount ->
        [one] { $amount } кредит
        [few] { $amount } кредита
       *[other] { $amount } кредитов
    }. Теперь доступно: { $available }.
notice-unblock = 👋 <b>С возвращением!</b> Вам снова всё доступно.
notice-photos-expired =
    📸 <b>Фото аватара «{ $name }» удалены</b>

    С ними давно ничего не происходило, а я обещал не хранить их вечно. Аватар вас ждёт: присылайте новые фото, когда захотите.
notice-order-ended =
    📬 <b>Заказ завершён, но прислать результат не получилось</b>

    Я пробовал несколько раз. Ничего не пропало: картинки лежат в галерее, а что с аватаром, видно на его странице. Вы заплатили только за то, что готово.
notice-why = ✍️ { $why }

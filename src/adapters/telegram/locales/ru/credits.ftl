# Промокоды, друзья, чеки.

button-promo = 🎟 Промокод
ask-code =
    <b>🎟 Промокод</b>

    Есть код? Напишите его сюда.
promo-fault-unknown = Такого кода я не знаю. Проверьте, пожалуйста, нет ли опечатки.
promo-fault-used = Этот код вы уже использовали. Приятных картинок!
promo-fault-expired = Время этого кода прошло.
promo-fault-full = Другие успели раньше: этот код закончился.
promo-fault-too-many-tried = Несколько кодов подряд мне не знакомы. Попробуйте, пожалуйста, снова через час.
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

    Отправьте другу свою ссылку. Когда он пополнит счёт и получит следующий аватар или картинку, вам { $reward ->
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
invite-counts = Пришли по ней: { $friends } · уже заплатили: { $rewarded } · кредитов вам: { $credits }

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
receipt-pictures = 🖼 Картинки: { $words }
receipt-training = 🎓 Обучение «{ $name }»
receipt-open = — в работе, отложено
receipt-returned = — вернулось { $credits }, ничего не списано
receipt-partly = — вернулось { $credits }
job-kind-training = 🎓 Обучение
job-kind-generation = 🖼 Картинки
job-kind-description = 📷 Фото словами
job-kind-enrichment = ✨ Слова получше
job-kind-upscale = 🔍 Увеличение
reason-welcome = 🎁 Подарок новичку
reason-hold = Отложено
reason-capture = Списано
reason-release = Вернулось
reason-top-up = ⭐ Пополнение за { $money }
reason-refund = ↩️ Возврат пополнения, { $money }
reason-promo = 🎟 Промокод
reason-referral = 🤝 Первый заказ друга
reason-invited = 🤝 Приглашение друга
reason-grant = 🎁 Подарок от нас
reason-take = Списано нами
reason-amends = 💌 Возвращено с извинениями
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
    🤝 <b>Друг, которого вы привели, пополнил счёт и сделал заказ</b>

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

    Я пробовал несколько раз. Ничего не пропало: картинки лежат среди ваших картинок, а что с аватаром, видно на его карточке. Вы заплатили только за то, что готово.
notice-why = ✍️ { $why }

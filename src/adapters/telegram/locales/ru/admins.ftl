# Админам, об одном задании.
admin-job-trouble =
    🛠️ <b>Задание застряло</b>

    { $kind } <code>{ $job }</code> человека { $person }
    Статус: { $status }
    Причина: { $detail }

    Кредиты человека в безопасности. Незаконченное задание продолжится само, как только сможет.

admin-update-set-aside =
    🛠️ <b>Обновление отложено</b>

    { $kind ->
        [message] Сообщение
        [callback_query] Нажатие
        [my_chat_member] Блокировка бота
       *[pre_checkout_query] Вопрос Telegram перед оплатой
    } от { $person }, обновление { $update }, не удаётся обработать, сколько ни пробуй: <code>{ $error }</code>. Человеку сказано, что что-то пошло не так. Остальное — в журнале.
    { $others ->
        [0] {""}
       *[other] Ещё отложено с прошлого такого сообщения: { $others }.
    }

admin-update-unreadable =
    🛠️ <b>Обновление не удалось прочитать</b>

    Telegram прислал обновление в незнакомом виде: <code>{ $error }</code> (номер { $update }). Оно отложено; тот, от кого оно, остался без ответа. Возможно, новая версия бота его поймёт.
    { $others ->
        [0] {""}
       *[other] Ещё отложено с прошлого такого сообщения: { $others }.
    }

admin-picture-refused =
    🛠️ <b>Telegram не принимает картинку</b>

    Telegram не принимает её ни как фото, ни как файл: <code>{ $reason }</code>. Чья она: { $person }. Человеку об этом сказано, картинка лежит в его галерее. Больше попыток не будет; если такое случается часто, посмотрите, что присылает модель.

admin-refund-trouble =
    🛠️ <b>Платёж не удаётся вернуть</b>

    { $money }, человек { $person }, платёж <code>{ $charge }</code>
    Причина: { $detail }

    Попытки продолжаются, сколько понадобится.

command-admin = Стол владельца
button-admin = 🛠️ Стол владельца
button-find = 🔎 Найти человека
button-people = 👥 Все люди
button-stats = 📊 Цифры
button-prices = 🏷️ Цены и лимиты
button-broadcast = 📣 Рассылка
button-admin-log = 📜 Журнал действий
button-block = ⛔️ Заблокировать
button-unblock = ✅ Впустить снова
button-credits = 💎 Выдать или забрать кредиты
button-confirm-credits = ✅ Да, сделать
button-term = { $term }: { $value }
button-term-restore = ↩️ Как в настройках: { $value }
button-term-loss = 🔥 Да, продавать в убыток
button-older = ▶️
button-newer = ◀️
button-timeline = 🕰️ Что происходило
button-retry-job = 🔁 Попробовать ещё раз
button-release-job = 🪂 Закончить, кредиты вернуть
button-release-for-good = ✅ Да, закончить
button-person = 👤 { $person }
button-broadcast-write = ✏️ { $language }
button-broadcast-look = 👀 Посмотреть, как увидят люди
button-broadcast-later = ⏰ Отправить позже
button-broadcast-start = 🚀 Отправить сейчас
button-broadcast-discard = 🗑️ Выбросить
button-broadcast-stop = ⏹️ Остановить

admin =
    <b>🛠️ Стол владельца</b>

    Это видите только вы. Всё, что вы здесь делаете, записывается.
find-ask =
    <b>🔎 Кого ищем?</b>

    Напишите id, @username, начало имени или id задания.
find-none = Никто такой не приходил.
find-many = Кто из них?
people-list = <b>👥 Все</b> · сначала новые
person =
    <b>👤 { $name }</b> · { $username }
    id: <code>{ $id }</code>
    Язык: { $language }
    С нами с { $since } UTC
person-referrer = Кто привёл: { $referrer }
person-blocked = ⛔️ Блокировка: { $at } UTC
person-left = 🚪 Нет в чате с { $at } UTC
person-has =
    Кредиты: <b>{ $available }</b>, из них куплено: { $bought }; зарезервировано: { $held }
    Аватары: { $avatars } · сейчас в работе: { $jobs }

credits-ask =
    <b>💎 Кредиты человека { $person }</b>

    Сколько и за что? Например:
    <code>100 извинение за ожидание</code>
    <code>-50 выданы случайно</code>
credits-unclear = Сначала число, потом причина.
credits-confirm-grant =
    Выдать { $amount ->
        [one] <b>{ $amount }</b> кредит
        [few] <b>{ $amount }</b> кредита
       *[other] <b>{ $amount }</b> кредитов
    } человеку { $person }?

    { $why }
credits-confirm-take =
    Забрать { $amount ->
        [one] <b>{ $amount }</b> кредит
        [few] <b>{ $amount }</b> кредита
       *[other] <b>{ $amount }</b> кредитов
    } у { $person }?

    { $why }
credits-adjusted = Готово
credits-too-few = Столько забрать нельзя, их меньше. Ничего не изменилось.

terms-now =
    <b>🏷️ Цены и лимиты</b>

    Изменение действует со следующего заказа. Начатые заказы сохраняют свою цену.
terms-no-worth = Сколько они приносят, неизвестно: <code>STAR_WORTH_USD</code> равно 0.
margin = { $what }: { $price } 💎 приносят { $income }, fal.ai берёт { $cost }, остаётся { $percent } %
margin-loss = ⚠️ { $what }: { $price } 💎 приносят { $income }, fal.ai берёт { $cost }
margin-pack = Картинка из самого дешёвого набора
term-loss =
    <b>⚠️ { $term }: в убыток</b>

    По такой цене fal.ai берёт больше, чем люди платят кредитами из самого выгодного пакета:
term-ask =
    <b>{ $term }</b>

    Сейчас: { $value } · в настройках: { $default }
    Напишите новое число.
term-changed = ✅ { $term }: { $value }
term-training = Обучение
term-picture = Одна картинка
term-description = Промпт по фото
term-upscale = Увеличение картинки
term-welcome = Подарок новичку
term-referral = Награда за друга
term-invited = Подарок приглашённому
term-daily-welcome = Подарки новичкам за день, 0: без предела
term-open-jobs = Заказов одновременно

stats-people =
    <b>📊 Цифры</b>

    Людей: <b>{ $people }</b> · новых за 7 дней: { $newcomers }
    Заблокировано: { $blocked } · ушли из чата: { $left }
stats-jobs = { $what }: <b>{ $ready }</b> ✅ { $open } ⏳ { $lost } 🔁
stats-likeness = 🪞 Сходство первых картинок, из 100:
stats-likeness-line = { $family }, шаги: { $steps }, фото { $readiness }: <b>{ $mean }</b> · { $trainings } ×
stats-marks = ✅ готово · ⏳ в работе · 🔁 не получилось
stats-credits =
    Кредитов продано: { $sold } · выдано: { $given } · потрачено: <b>{ $spent }</b>

admin-log = <b>📜 Журнал действий</b> · время UTC
admin-log-none = Пока ничего.
admin-action-line =
    <b>{ $what }</b> · { $at } · { $admin }
    { $facts }
admin-action-people = { $count } 👥
admin-action-credits = { $credits } 💎
admin-action-grant = Выданы кредиты
admin-action-take = Забраны кредиты
admin-action-block = Блокировка
admin-action-unblock = Снова впущен
admin-action-retry = Новая попытка
admin-action-release = Закончено вручную
admin-action-look = Просмотр картинок
admin-action-change-term = Изменена цена или лимит
admin-action-create-promo = Создан промокод
admin-action-stop-promo = Остановлен промокод
admin-action-refund = Возвращены деньги
admin-action-answer = Ответ на обращение
admin-action-schedule-broadcast = Рассылка отложена
admin-action-start-broadcast = Начата рассылка
admin-action-cancel-broadcast = Остановлена рассылка

order-pictures =
    <b>🖼️ { $what }</b>

    Картинок осталось: { $count }. То, что вы их смотрели, записано в журнал.

timeline-job =
    <b>🛠️ { $what }</b> <code>{ $job }</code>
    { $status } · получено { $delivered } из { $ordered }
    Заказано: { $since } UTC
    Цена: { $price } · списано: { $captured }
timeline-ordered = Выбрано: { $what }
timeline-request = Запрос: <code>{ $request }</code>
timeline-photos = Фото: готовность { $readiness } из 100; с пометками: { $marked }
timeline-likeness = Сходство первых картинок: { $score } из 100
timeline-said = Ответ: { $detail }
timeline-payment =
    <b>{ $money }</b> за { $credits ->
        [one] { $credits } кредит
        [few] { $credits } кредита
       *[other] { $credits } кредитов
    } · { $status }
    Платёж: <code>{ $charge }</code>
button-disputes = 💬 Обращения: { $count }
button-replacement = 🔁 Сделанное взамен
button-order-pictures = 🖼️ Что получилось
button-give-up = ↩️ Вернуть звёзды
button-give-up-for-good = ✅ Да, вернуть
give-up-ask =
    <b>Вернуть { $money }?</b>

    С баланса { $credits ->
        [one] уйдёт { $credits } кредит
        [few] уйдут { $credits } кредита
       *[other] уйдут { $credits } кредитов
    }, купленных сейчас доступно: { $bought }. Подаренные останутся.
payment-spent = Из купленного за него уже потрачено и не снимется: { $spent }
given-up = ↩️ Звёзды возвращаются.
rescue-hurried = 🔁 Работа продолжается прямо сейчас.
rescue-again = 🔁 Заказано заново, бесплатно. Вот оно.
rescue-released = 🪂 Закончено. Кредиты вернулись, человеку сообщим.
rescue-ask-release =
    Закончить эту работу? { $price ->
        [one] Вернётся { $price } кредит
        [few] Вернутся { $price } кредита
       *[other] Вернутся { $price } кредитов
    }, и человек узнает, что не получилось.

broadcast-ask =
    <b>📣 Рассылка</b>

    { $language }: напишите, что мне сказать. Жирный шрифт, ссылки и прочее останутся как есть.
broadcast-card =
    <b>📣 Рассылка</b> · { $status }
    { $languages } · { $part }
broadcast-at = ⏰ Уйдёт { $at } UTC. Любая правка её остановит, и отправлять придётся заново.
payers-all = все
payers-paid = платившие
payers-unpaid = не платившие
broadcast-idle = { $days ->
    [0] новые и давние
   *[other] без заказов { $days } дн.
}
broadcast-seen = 👆 Так это увидят люди, каждый на своём языке: { $part }.
broadcast-ask-time =
    <b>⏰ Когда?</b>

    Напишите день и время по UTC; сейчас <code>{ $now }</code>.
broadcast-time-unclear = Это не день и время в ближайшем году. Нужно вот так: <code>2027-01-31 18:30</code>.
broadcast-report = Отправлялась с { $start } до { $end } UTC.
broadcast-ready = { $count ->
        [one] Получит { $count } человек.
        [few] Получат { $count } человека.
       *[other] Получат { $count } человек.
    } Не получат те, кто заблокирован, ушёл, включил тихий режим или говорит на другом языке.
broadcast-progress =
    { $bar }  { $told } из { $audience }
    Доставлено: <b>{ $delivered }</b> · ушли из чата: { $left } · не приняты: { $undelivered }
broadcast-not-added = ⚠️ Эту рассылку уже отправили или выбросили, поэтому текст не добавлен:
broadcast-over = Она уже закончилась.
broadcast-status-draft = ещё не отправлена
broadcast-status-waiting = ждёт своего времени
broadcast-status-sending = отправляется
broadcast-status-done = отправлена
broadcast-status-cancelled = остановлена
button-promos = 🎟️ Промокоды
button-promo-copy = 📋 { $code }
button-promo-stop = ⏹️ { $code }
promos =
    <b>🎟️ Промокоды</b>

    Для нового напишите код, сколько в нём кредитов и сколько человек могут его использовать:
    <code>ЛЕТО 50 100</code>
promo-line = <code>{ $code }</code> · { $credits } 💎 · { $used }/{ $uses } { $at }
promo-made = ✅ { $code } готов.
promo-taken = Такой код уже есть или был.
promo-unclear = Три вещи: код из 3–32 букв и цифр, кредиты, число людей.
stats-income =
    Доход: { $income }
    Провайдер взял около { $cost }
stats-margin =
    Доход: { $income }, около { $worth }
    Провайдер взял около { $cost }
    Осталось: <b>{ $margin }</b>
button-unanswered = 👻 Пропавшие ответы
unanswered-jobs =
    <b>👻 Пропавшие ответы</b>

    Если ответ fal.ai на заказ потерялся, я смотрю в его книги, прежде чем заказать снова. Вот чем это кончилось и что у fal.ai оказалось дважды, сначала новые; время UTC. Если сомневаетесь, сверьте со счётом fal.ai.
unanswered-none = Пока ни одного.
unanswered-job =
    <b>{ $at }</b> · { $kind } · { $status }
    Отправлено запросов: { $submits } · { $why }
    { $outcome }
unanswered-pending = 🔎 Ещё выясняется
unanswered-taken = ✅ fal.ai его принял
unanswered-lost = 📭 В книгах fal.ai его нет; если они ошиблись, оплачено дважды
unanswered-doubled = 👯 У fal.ai он дважды; второй запрос назван выше и, возможно, тоже оплачен
unanswered-unknown = ❓ Так и не выяснилось; возможно, оплачено зря

admin-sold =
    💰 <b>Продано: { $credits } 💎 за { $money }</b>

    Кому: { $person }
digest =
    <b>☕ { $day } (UTC)</b>

    Новых людей: <b>{ $people }</b> · из них заплатили: { $buyers }
    Обучений: <b>{ $trainings }</b> · картинок: <b>{ $pictures }</b> · не получилось: { $failures }
digest-likeness = 🪞 Сходство в последних обучениях: <b>{ $mean }</b> из 100
digest-to-do = <b>Ждёт вас:</b>
digest-disputes = { $count ->
    [one] 💬 { $count } обращение без ответа
    [few] 💬 { $count } обращения без ответа
   *[many] 💬 { $count } обращений без ответа
}
digest-incidents = { $count ->
    [one] 🚧 { $count } незакрытая неполадка
    [few] 🚧 { $count } незакрытые неполадки
   *[many] 🚧 { $count } незакрытых неполадок
}
digest-unanswered = { $count ->
    [one] 👻 { $count } задание с потерянным ответом
    [few] 👻 { $count } задания с потерянным ответом
   *[many] 👻 { $count } заданий с потерянным ответом
}
digest-calm = ✅ Вмешательства ничего не требует.

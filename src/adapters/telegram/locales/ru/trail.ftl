# Админам: что записано в журнале. События говорят, что произошло, статусы —
# к чему это привело.

entity-avatar = 👤 Аватар
entity-job = 🛠️ Задание
entity-hold = 💎 Кредиты
entity-payment = ⭐ Платёж
entity-broadcast = 📣 Рассылка
entity-incident = 🧯 Неполадка

avatar-event-add-photo = пришло фото
avatar-event-remove-photo = фото убрано
avatar-event-start = заказано обучение
avatar-event-complete = обучение закончено
avatar-event-fail = обучение не удалось
avatar-event-cancel = обучение отменено
avatar-event-retry = ещё одна попытка
avatar-event-reopen = снова ждёт фото
avatar-event-retrain = снова ждёт фото, обучение бесплатно
avatar-event-expire-photos = срок фото вышел, они удалены
avatar-event-rename = новое имя
avatar-event-make-main = теперь основной
avatar-event-generate = заказаны картинки
avatar-event-delete = удалён человеком

job-event-submit = подошла очередь
job-event-accept = fal.ai взял в работу
job-event-refuse = fal.ai не взял в работу
job-event-restart = fal.ai не смог скачать наши файлы, отправим ещё раз
job-event-queue = снова в очереди fal.ai
job-event-run = fal.ai работает
job-event-succeed = результат у нас
job-event-fail = ничего не вышло
job-event-block = проверка контента против
job-event-ask-cancel = человек хочет отменить
job-event-cancel = отменено по желанию человека
job-event-expire = время вышло

hold-event-capture = что-то доставлено
hold-event-release = ничего не доставлено
hold-status-held = зарезервированы
hold-status-captured = списаны
hold-status-released = вернулись

payment-event-credit = куплены кредиты
payment-event-repeat = Telegram сообщил ещё раз
payment-event-refund = будет возвращён
payment-event-return = Telegram вернул его


broadcast-event-write = написан текст
broadcast-event-schedule = владелец назначил время
broadcast-event-start = владелец начал
broadcast-event-deliver = узнал ещё один человек
broadcast-event-finish = узнали все
broadcast-event-cancel = владелец остановил

incident-event-report = заметна
incident-event-probe = один заказ пропущен на пробу
incident-event-resolve = снова работает
incident-status-open = продолжается
incident-status-probing = проверяется
incident-status-resolved = позади

# Почему, насколько это знает сам бот.
cause-worker-stopped = процесс каждый раз прерывался
cause-worker-gone = процесс не вернулся
cause-by-hand = закончил владелец
cause-not-sent = не удалось отправить вовремя
cause-uncertain = так и не ясно, взял ли fal.ai
cause-lost = все запросы потерялись в пути
cause-unreachable = fal.ai не отвечал на вопросы
cause-too-slow = fal.ai работал слишком долго
cause-nothing-usable = не пришло ничего годного
cause-words-refused = улучшенные слова оказались под запретом
cause-all-withheld = проверка контента не пропустила ни одной картинки

# Что не так с заданием.
trouble-provider = у fal.ai что-то случилось
trouble-input = fal.ai не смог с этим работать
trouble-bad-result = пришло повреждённое
trouble-result-lost = результат пропал
trouble-set-aside = отложено
trouble-released = закончено вручную

timeline-day = <b>{ $day }</b> UTC
timeline-change = <code>{ $at }</code> { $what }: { $event } → { $status }
timeline-change-why = <code>{ $at }</code> { $what }: { $event } → { $status } · { $why }
timeline-posting = <code>{ $at }</code> { $reason } { $amount }{ $bonus ->
        [0] {""}
       *[other] {" "}· 🎁 { $bonus }
    }

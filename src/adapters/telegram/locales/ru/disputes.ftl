# Когда с заказом или платежом что-то не так.

button-dispute = 💬 Что-то не так?
button-dispute-other = ◀️ Про другое
button-dispute-about = { $date } · { $change } · { $what }
dispute-choose =
    <b>💬 Что-то не так?</b>

    Жаль, что так вышло. О чём речь? Выберите и напишите одним предложением, что случилось. Посмотрит живой человек.
dispute-nothing-yet =
    <b>💬 Что-то не так?</b>

    У вас пока нет ни заказов, ни платежей. Может быть, помогут страницы ниже.
dispute-about = <b>{ $what }</b>
dispute-ask = ✍️ Что случилось? Хватит одного сообщения.
dispute-filed =
    <b>💌 Спасибо, мы получили</b>

    Человек посмотрит всё, что происходило, и напишет вам сюда.
too-many-disputes = Мы ещё разбираем ваши сообщения, их уже { $limit }. Сначала ответим на них.
dispute-answered =
    <b>💌 Мы во всём разобрались</b>

    Вы писали: <i>{ $words }</i>
dispute-reply = ✍️ { $words }
outcome-retry = 🔁 Делаем ещё раз, бесплатно. Я напишу, когда будет готово.
outcome-credits = 💎 { $credits ->
    [one] { $credits } кредит вернулся
    [few] { $credits } кредита вернулись
   *[other] { $credits } кредитов вернулись
} на баланс. Доступно: { $available }.
outcome-refund = ⭐ Возвращаем вам { $money }, а купленное на них снято с баланса. Доступно: { $available }.
outcome-words = Вот наш ответ:

# Админам.
dispute-file =
    <b>💬 Что-то не так</b>

    От <b>{ $person }</b>, { $at }, доступно { $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }

    <i>{ $words }</i>
dispute-answered-by = ✅ Ответил { $admin }: { $remedy }
dispute-not-sent = ⚠️ Пока вы писали, ответил кто-то другой, поэтому ваш ответ не отправлен:
dispute-ask-reply = ✍️ Что передать?
disputes-waiting =
    <b>💬 Ждут ответа: { $count }</b>
button-remedy-retry = 🔁 Сделать ещё раз бесплатно
button-remedy-credits = 💎 Вернуть кредиты
button-remedy-refund = ⭐ Вернуть звёзды
button-remedy-words = ✍️ Ответить словами
remedy-gone = Этого уже не сделать. Вот как обстоят дела.
credits-spent = Кредиты потрачены: осталось { $left } из { $needed }. Ничего не изменилось.
command-paysupport = Что-то не так с заказом или платежом
payment-status-received = 📥 получен
payment-status-credited = ✅ зачислен
payment-status-refunding = ⏳ звёзды возвращаются
payment-status-refunded = ↩️ звёзды вернулись
command-disputes = Обращения

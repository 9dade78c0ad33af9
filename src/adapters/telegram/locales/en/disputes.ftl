# When something is wrong with an order or a payment.

button-dispute = 💬 Something wrong?
button-dispute-other = ◀️ About something else
button-dispute-about = { $date } · { $change } · { $what }
dispute-choose =
    <b>💬 Something wrong?</b>

    I am sorry. What is it about? Pick one, then say in a sentence what happened. A human will look at it.
dispute-nothing-yet =
    <b>💬 Something wrong?</b>

    There are no orders and no payments of yours yet. The pages below may help.
dispute-about = <b>{ $what }</b>
dispute-ask = ✍️ What happened? One message is enough.
dispute-filed =
    <b>💌 Thank you, it is with us</b>

    A human will look at everything that happened and write to you here.
too-many-disputes = We are still looking at { $limit } of your messages. Please let us answer those first.
dispute-answered =
    <b>💌 We have looked at it</b>

    You wrote: <i>{ $words }</i>
dispute-reply = ✍️ { $words }
outcome-retry = 🔁 We are making it again, for free. I’ll write when it’s done.
outcome-credits = 💎 { $credits ->
    [one] { $credits } credit is
   *[other] { $credits } credits are
} back on your balance. Available: { $available }.
outcome-refund = ⭐ Your { $money } are on their way back, and the credits they bought are off your balance. Available: { $available }.
outcome-words = Here is our answer:

# To the admins.
dispute-file =
    <b>💬 Something is wrong</b>

    From <b>{ $person }</b>, { $at }, { $available ->
        [one] { $available } credit
       *[other] { $available } credits
    } available

    <i>{ $words }</i>
dispute-answered-by = ✅ Answered by { $admin }: { $remedy }
dispute-not-sent = ⚠️ Somebody else has answered meanwhile, so your reply was not sent:
dispute-ask-reply = ✍️ What should I tell them?
disputes-waiting =
    <b>💬 Waiting for an answer: { $count }</b>
button-remedy-retry = 🔁 Do it again for free
button-remedy-credits = 💎 Give the credits back
button-remedy-refund = ⭐ Give the Stars back
button-remedy-words = ✍️ Answer in words
remedy-gone = That cannot be done about it any more. Here is how it stands.
credits-spent = The credits are spent: { $left } of { $needed } are left. Nothing was changed.
command-paysupport = Something is wrong with an order or a payment
payment-status-received = 📥 received
payment-status-credited = ✅ credited
payment-status-refunding = ⏳ the Stars are on their way back
payment-status-refunded = ↩️ the Stars are back
command-disputes = Disputes

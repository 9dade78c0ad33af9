# Buying credits with Telegram Stars.

top-up =
    <b>⭐ Top up</b>

    You have <b>{ $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }</b>. How many more would you like?

    You pay in Telegram Stars; the credits arrive at once and do not expire.
button-top-up = ⭐ Top up
button-package = { $credits ->
    [one] { $credits } credit
   *[other] { $credits } credits
} · { $price }
button-other-package = ◀️ Other amounts
money = { $currency ->
    [XTR] { $amount } ⭐
   *[other] { $amount } { $currency } in its smallest unit
}
payment-page =
    <b>{ $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    } · { $price }</b>

    Pay here: { $url }
    The credits arrive at once and do not expire.
button-pay = Pay { $price }
button-go-on-order = ▶️ Continue the order
invoice-title = { $credits ->
    [one] { $credits } credit
   *[other] { $credits } credits
}
invoice-description = Credits for trainings and pictures. They are added at once; what does not work out is never charged.
paid =
    <b>🎉 Thank you!</b>

    + { $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    }. Available now: <b>{ $available }</b>.
paid-for-nothing =
    <b>↩️ Your { $money } are on their way back</b>

    I could not match this payment with anything I sell, so nothing was bought. It is being returned to you.
money-back = <b>↩️ { $money } are back with you.</b>
money-back-credits =
    <b>↩️ { $money } are back with you.</b>

    The { $credits ->
        [one] { $credits } credit they had bought is
       *[other] { $credits } credits they had bought are
    } off your balance. Available: { $available }.
package-gone = This amount is not offered any more. Here are the present ones.
payment-fault-unknown = I do not know this bill. Please take a fresh one: /topup
payment-fault-not-offered = This amount is not offered any more. Please take a fresh bill: /topup
payment-fault-wrong-amount = The price has changed meanwhile. Please take a fresh bill: /topup
payment-fault-not-yours = This bill was made for somebody else. Get your own: /topup
payment-fault-blocked = Top-ups are closed for this account.
command-topup = Top up
top-up-worthless =
    🔧 New orders are on a short break just now. Credits you buy keep for as long as you like, but there is no hurry.

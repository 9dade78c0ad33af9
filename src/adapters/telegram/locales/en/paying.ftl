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
invoice-description = Credits for trainings and pictures. They are added at once; you pay only for what you receive.
paid =
    <b>🎉 Thank you!</b>

    + { $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    }. Available now: <b>{ $available }</b>.
paid-for-nothing =
    <b>↩️ Your { $money } are on their way back</b>

    I could not match this payment to anything I sell, so nothing was bought. You are getting it back.
money-back = <b>↩️ { $money } are back with you.</b>
money-back-credits =
    <b>↩️ { $money } are back with you.</b>

    The { $credits ->
        [one] { $credits } credit they had bought is
       *[other] { $credits } credits they had bought are
    } no longer on your balance. Available: { $available }.
package-gone = This amount is no longer offered. Here are the current ones.
payment-fault-unknown = I don’t know this invoice. Please get a new one: /topup
payment-fault-not-offered = This amount is no longer offered. Please get a new invoice: /topup
payment-fault-wrong-amount = The price has changed in the meantime. Please get a new invoice: /topup
payment-fault-not-yours = This invoice was made for somebody else. Get your own: /topup
payment-fault-blocked = Top-ups are closed for this account.
command-topup = Top up
top-up-worthless =
    🔧 New orders are on a short break just now. Credits never expire, so there is no hurry to buy any.

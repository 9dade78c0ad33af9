# Buying credits with Telegram Stars.

top-up =
    <b>⭐ Толтыру</b>

    Сізде <b>{ $available } кредит</b> бар. Тағы қанша қосамыз?

    Төлем — Telegram жұлдыздарымен; кредиттер бірден түседі және мерзімі өтпейді.
button-top-up = ⭐ Толтыру
button-package = { $credits } кредит · { $price }
button-other-package = ◀️ Басқа сома
money = { $currency ->
    [XTR] { $amount } ⭐
   *[other] { $amount } { $currency } (ең кіші бірлікпен)
}
payment-page =
    <b>{ $credits } кредит · { $price }</b>

    Осында төлеңіз: { $url }
    Кредиттер бірден түседі және мерзімі өтпейді.
button-pay = { $price } төлеу
button-go-on-order = ▶️ Тапсырысты жалғастыру
invoice-title = { $credits } кредит
invoice-description = Оқыту мен суреттерге арналған кредиттер. Бірден түседі; тек алған нәтижеңіз үшін төлейсіз.
paid =
    <b>🎉 Рақмет!</b>

    + { $credits } кредит. Енді қолжетімді: <b>{ $available }</b>.
paid-for-nothing =
    <b>↩️ { $money } сізге қайтарылып жатыр</b>

    Бұл төлемнің не үшін екенін түсінбедім, сондықтан ештеңе сатылған жоқ. Ақша сізге қайтады.
money-back = <b>↩️ { $money } сізге қайтты.</b>
money-back-credits =
    <b>↩️ { $money } сізге қайтты.</b>

    Оған алынған { $credits } кредит балансыңыздан шегерілді. Қолжетімді: { $available }.
package-gone = Мұндай сома енді ұсынылмайды. Қазіргілері мынау.
payment-fault-unknown = Бұл шот маған таныс емес. Жаңасын алыңызшы: /topup
payment-fault-not-offered = Мұндай сома енді ұсынылмайды. Жаңа шот алыңызшы: /topup
payment-fault-wrong-amount = Бағасы өзгеріп кетті. Жаңа шот алыңызшы: /topup
payment-fault-not-yours = Бұл шот басқа адамға жазылған. Өзіңіздікін алыңыз: /topup
payment-fault-blocked = Бұл аккаунт үшін толтыру жабық.
command-topup = Балансты толтыру
top-up-worthless =
    🔧 Қазір жаңа тапсырыстар аз уақытқа тоқтатылған. Кредиттердің мерзімі өтпейді, сондықтан сатып алуға асықпаңыз.

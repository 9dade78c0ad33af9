# Покупка кредитов за звёзды Telegram.

top-up =
    <b>⭐ Пополнить</b>

    У вас <b>{ $available ->
        [one] { $available } кредит
        [few] { $available } кредита
       *[other] { $available } кредитов
    }</b>. Сколько добавить?

    Оплата — звёздами Telegram; кредиты появятся сразу и не сгорают.
button-top-up = ⭐ Пополнить
button-package = { $credits ->
    [one] { $credits } кредит
    [few] { $credits } кредита
   *[other] { $credits } кредитов
} · { $price }
button-other-package = ◀️ Другая сумма
money = { $currency ->
    [XTR] { $amount } ⭐
   *[other] { $amount } { $currency } в наименьших единицах
}
payment-page =
    <b>{ $credits ->
        [one] { $credits } кредит
        [few] { $credits } кредита
       *[other] { $credits } кредитов
    } · { $price }</b>

    Оплатить здесь: { $url }
    Кредиты появятся сразу и не сгорают.
button-pay = Заплатить { $price }
button-go-on-order = ▶️ Продолжить заказ
invoice-title = { $credits ->
    [one] { $credits } кредит
    [few] { $credits } кредита
   *[other] { $credits } кредитов
}
invoice-description = Кредиты на обучение и картинки. Появятся сразу; вы платите только за то, что получили.
paid =
    <b>🎉 Спасибо!</b>

    + { $credits ->
        [one] { $credits } кредит
        [few] { $credits } кредита
       *[other] { $credits } кредитов
    }. Теперь доступно: <b>{ $available }</b>.
paid-for-nothing =
    <b>↩️ Возвращаем вам { $money }</b>

    Я не понял, за что этот платёж, и ничего не продал. Деньги возвращаются к вам.
money-back = <b>↩️ К вам вернулись { $money }.</b>
money-back-credits =
    <b>↩️ К вам вернулись { $money }.</b>

    С баланса { $credits ->
        [one] снят { $credits } кредит, купленный
        [few] сняты { $credits } кредита, купленные
       *[other] снято { $credits } кредитов, купленных
    } на них. Доступно: { $available }.
package-gone = Такая сумма больше не предлагается. Вот нынешние.
payment-fault-unknown = Этот счёт мне не знаком. Возьмите, пожалуйста, новый: /topup
payment-fault-not-offered = Такая сумма больше не предлагается. Возьмите, пожалуйста, новый счёт: /topup
payment-fault-wrong-amount = Цена успела измениться. Возьмите, пожалуйста, новый счёт: /topup
payment-fault-not-yours = Этот счёт выписан другому человеку. Получите свой: /topup
payment-fault-blocked = Для этого аккаунта пополнение закрыто.
command-topup = Пополнить
top-up-worthless =
    🔧 Сейчас новые заказы ненадолго приостановлены. Кредиты не сгорают, так что торопиться с покупкой незачем.

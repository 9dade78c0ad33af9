# When something is wrong with an order or a payment.

button-dispute = 💬 Бірдеңе дұрыс емес пе?
button-dispute-other = ◀️ Басқа нәрсе туралы
button-dispute-about = { $date } · { $change } · { $what }
dispute-choose =
    <b>💬 Бірдеңе дұрыс емес пе?</b>

    Осылай болғаны өкінішті. Не туралы? Біреуін таңдап, не болғанын бір сөйлеммен жазыңыз. Оны адам қарайды.
dispute-nothing-yet =
    <b>💬 Бірдеңе дұрыс емес пе?</b>

    Сізде әзірге тапсырыс та, төлем де жоқ. Төмендегі беттер көмектесуі мүмкін.
dispute-about = <b>{ $what }</b>
dispute-ask = ✍️ Не болды? Бір хабарлама жеткілікті.
dispute-filed =
    <b>💌 Рақмет, біз алдық</b>

    Адам болғанның бәрін қарап, осында жауап жазады.
too-many-disputes = { $limit } хабарламаңызды әлі қарап жатырмыз. Алдымен соларға жауап берейік.
dispute-answered =
    <b>💌 Біз бәрін қарап шықтық</b>

    Сіз жаздыңыз: <i>{ $words }</i>
dispute-reply = ✍️ { $words }
outcome-retry = 🔁 Тегін қайта жасап жатырмыз. Дайын болғанда жазамын.
outcome-credits = 💎 { $credits } кредит балансыңызға қайтты. Қолжетімді: { $available }.
outcome-refund = ⭐ { $money } сізге қайтарылып жатыр, ал оған алынған кредиттер балансыңыздан шегерілді. Қолжетімді: { $available }.
outcome-words = Біздің жауабымыз:

# To the admins.
dispute-file =
    <b>💬 Бірдеңе дұрыс емес</b>

    Кімнен: <b>{ $person }</b>, { $at }, қолжетімді { $available } кредит

    <i>{ $words }</i>
dispute-answered-by = ✅ Жауап берген { $admin }: { $remedy }
dispute-not-sent = ⚠️ Сіз жазып жатқанда басқа біреу жауап берді, сондықтан жауабыңыз жіберілмеді:
dispute-ask-reply = ✍️ Не деп айтайын?
disputes-waiting =
    <b>💬 Жауап күткендер: { $count }</b>
button-remedy-retry = 🔁 Тегін қайта жасау
button-remedy-credits = 💎 Кредиттерді қайтару
button-remedy-refund = ⭐ Жұлдыздарды қайтару
button-remedy-words = ✍️ Сөзбен жауап беру
remedy-gone = Олай істеуге енді болмайды. Қазіргі жағдай мынадай.
credits-spent = Кредиттер жұмсалған: { $needed } ішінен { $left } қалды. Ештеңе өзгерген жоқ.
command-paysupport = Тапсырыста немесе төлемде бірдеңе дұрыс емес
payment-status-received = 📥 алынды
payment-status-credited = ✅ есепке жазылды
payment-status-refunding = ⏳ жұлдыздар қайтарылып жатыр
payment-status-refunded = ↩️ жұлдыздар қайтты
command-disputes = Өтініштер

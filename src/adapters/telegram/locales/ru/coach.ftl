# The coach: what the photos of a portrait are good for.

coach-found = 🧐 { $photos } фото: <b>{ $good ->
        [one] { $good } хорошее
       *[other] { $good } хороших
    }</b>; { $marked }.
coach-all-good = 🧐 { $photos ->
        [1] Это фото хорошее.
       *[other] Все { $photos } фото хорошие.
    }
mark-somebody-else = с кем-то другим: { $count }
mark-no-face = без лица: { $count }
mark-several-faces = с несколькими людьми: { $count }
mark-cut-off = с обрезанным лицом: { $count }
mark-small-face = с мелким лицом: { $count }
mark-blurred = смазанных: { $count }
mark-dark-glasses = в тёмных очках: { $count }
mark-too-dark = слишком тёмных: { $count }
mark-too-bright = пересвеченных: { $count }
mark-nearly-the-same = почти повторов: { $count }
coach-missing = Не хватает: { $wishes }.
wish-side-view = фото вполоборота
wish-other-light = фото при другом свете
coach-enough = ☑️ Начинать уже можно, но фото получше помогут.
coach-readiness = 🎯 Фото готовы: <b>{ $readiness } из 100</b>. Здесь учтены хорошие фото, ракурсы и свет. Это не обещание, но чем выше, тем лучше.
coach-offer-comparing = 👥 Проверить, что на всех фото один человек? Для этого я сравню лица: только здесь и только в памяти. Сохраню ответ, но не лица. Отключить можно в любой момент в настройках.
button-compare = 👥 Да, сравнить лица
button-stop-comparing = 👥 Больше не сравнивать лица
comparing = Сравниваю лица…
comparing-stopped = 👥 Лица больше не сравниваю, а что нашёл — забыл.
button-marked = 🔍 Посмотреть отмеченные ({ $count })
coach-marked = <b>🔍 Фото { $number } из { $total }</b>
coach-you-decide = Если оставить, оно тоже пойдёт в обучение. Решать вам.
coach-none-marked = 👍 Отмеченных фото больше нет.
button-drop-marked = 🗑️ Убрать это фото
advice-somebody-else = 👤 Похоже, здесь не тот человек, что на большинстве фото. Если в обучении два лица, аватар не будет похож ни на одно.
advice-no-face = 🔎 Не вижу здесь лица. Больше пользы от фото, где его хорошо видно.
advice-several-faces = 👥 Здесь несколько лиц. Обрежьте фото так, чтобы остались только вы.
advice-cut-off = ✂️ Лицо обрезано краем. Лучше фото, где оно видно целиком.
advice-small-face = 🔬 Лицо совсем маленькое. На снимке поближе видно, какой вы.
advice-blurred = 🌫️ Лицо смазано, и аватар запомнит его таким.
advice-dark-glasses = 🕶️ Не видно глаз. Без тёмных очков сходство лучше.
advice-too-dark = 🌑 Слишком темно, лицо плохо видно.
advice-too-bright = ☀️ Лицо засвечено.
advice-nearly-the-same = 👯 Почти то же, что на фото { $number }, поэтому нового даёт мало.
coach-your-set = <b>💡 О ваших фото</b>
advice-set-somebody-else = 👤 { $count ->
        [one] На { $count } фото, похоже, кто-то другой: без него лучше.
       *[other] На { $count } фото, похоже, кто-то другой: без них лучше.
    }
advice-set-no-face = 🔎 На { $count } фото не видно лица: выберите такие, где видно хорошо.
advice-set-several-faces = 👥 На { $count } фото несколько человек: обрежьте так, чтобы остались только вы.
advice-set-cut-off = ✂️ На { $count } фото лицо обрезано: покажите его целиком.
advice-set-small-face = 🔬 На { $count } фото лицо совсем маленькое: снимите поближе.
advice-set-blurred = 🌫️ { $count ->
        [one] { $count } фото смазано: протрите объектив, замрите, добавьте света.
       *[other] { $count } фото смазаны: протрите объектив, замрите, добавьте света.
    }
advice-set-dark-glasses = 🕶️ На { $count } фото не видно глаз: лучше без тёмных очков.
advice-set-too-dark = 🌑 { $count ->
        [one] { $count } фото слишком тёмное: повернитесь к окну.
       *[other] { $count } фото слишком тёмные: повернитесь к окну.
    }
advice-set-too-bright = ☀️ { $count ->
        [one] { $count } фото пересвечено: отойдите от солнца или вспышки.
       *[other] { $count } фото пересвечены: отойдите от солнца или вспышки.
    }
advice-set-nearly-the-same = 👯 { $count ->
        [one] { $count } фото повторяет другое: новый день или место расскажут больше.
       *[other] { $count } фото повторяют другие: новый день или место расскажут больше.
    }
advice-side-view = ↗️ Добавьте фото вполоборота.
advice-other-light = 💡 Добавьте два-три фото при другом свете: у окна, на улице, вечером.
coach-ask =
    <b>🎯 Фото готовы: { $readiness } из 100</b>

    С фото получше «{ $name }» был бы больше похож на вас.
coach-expect = С такими фото лицо на одних картинках выйдет верным, на других нет, а второе обучение стоит столько же, сколько первое. Несколько фото получше меняют больше всего. Спрашиваю один раз, решать вам.
button-better-photos = 📸 Улучшить фото
button-as-they-are = 🚀 Продолжить с этими

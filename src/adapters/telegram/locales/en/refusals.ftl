# When something cannot be done just now.

not-understood =
    <b>🤔 I didn’t get that</b>

    I understand words, photos and the buttons below.
button-expired = This button has expired. Send /menu for the main menu.
not-found = That was deleted, or never existed.
not-found-photo = That photo was deleted.
not-found-picture = That picture was deleted.
not-found-avatar = That avatar was deleted.
not-found-job = I can’t find that order any more.
not-found-pack = These scenes are no longer offered.
not-found-family = This kind of avatar is no longer offered.
avatar-gone =
    <b>🎭 The avatar of this picture was deleted</b>

    Make a new one, or choose another, and the scene can be drawn again.
not-allowed-avatar = That can’t be done with this avatar now: { $status }
photo-count =
    A training needs { $min } to { $max } photos; so far there { $count ->
        [one] is { $count }
       *[other] are { $count }
    }.
not-allowed-job = This has already ended: { $status }
too-many-jobs =
    <b>⏳ You have enough orders running</b>

    { $limit ->
        [one] You have { $limit } order running, and that is the most at once.
       *[other] You have { $limit } orders running, and that is the most at once.
    } As soon as one is done, the next can start.
too-many-avatars =
    <b>🗂️ No room for another avatar</b>

    { $limit ->
        [one] You can have { $limit } avatar.
       *[other] You can have { $limit } avatars.
    } Delete one you don’t need, then come back.
poor =
    <b>💎 A few credits short</b>

    Price: { $price } · you have { $available } · { $missing ->
        [one] { $missing } more is needed.
       *[other] { $missing } more are needed.
    } Nothing was spent.
words-wanted = Now I’m waiting for a description. Please type it.
name-wanted = Now I’m waiting for a name. Please type it.
complaint-wanted = Now I’m waiting to hear what went wrong. Please type it.
code-wanted = Now I’m waiting for a promo code. Please type it.
answer-wanted = Now I’m waiting for an answer. Please type it.
button-wanted = Please tap one of the buttons below.
edit-unheard = ✏️ I don’t see edits here. Please send it as a new message.
bill-forwarded = 🧾 That is a copy of an invoice. To top up, get a new one: /topup
gift-thanks = 🎁 Thank you, that is very kind!
voice-unheard = 🎙️ I can’t listen yet. Please type it: a few words are enough.
photos-not-kept = 📷 No photo is needed here, so I didn’t keep it.
blocked = The owner has closed this chat for you; what you have ordered will still be finished.
concern-minors = I draw nobody who may be under 18 undressed or in a romantic scene. Leave one of the two out, and I will gladly draw the rest.
concern-nudity = I do not draw nudity or sex. Dress the scene, or leave that part out, and I will gladly draw it.
concern-public-figure = I do not draw well-known people. Leave the name out, or write “a singer” instead, and I will gladly draw it.
number-fault = A whole number from { $min } to { $max }, please.

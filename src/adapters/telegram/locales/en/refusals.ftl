# When something cannot be done just now.

not-understood =
    <b>🤔 I did not get that</b>

    Words, photos and the buttons below are what I work with.
button-expired = This button has expired. Send /menu for the main menu.
not-found = That was deleted, or never was.
not-found-photo = That photo was deleted.
not-found-picture = That picture was deleted.
not-found-avatar = That avatar was deleted.
not-found-job = I can’t find that order any more.
not-found-pack = These scenes are no longer offered.
not-found-family = This kind of avatar is no longer offered.
avatar-gone =
    <b>🎭 The avatar of this picture was deleted</b>

    Make a new one, or choose another, and the scene can be drawn again.
not-allowed-avatar = This cannot be done with the avatar right now: { $status }
photo-count =
    A training needs { $min } to { $max } photos; so far there { $count ->
        [one] is { $count }
       *[other] are { $count }
    }.
not-allowed-job = This has already come to its end: { $status }
too-many-jobs =
    <b>⏳ You have enough orders running</b>

    { $limit ->
        [one] You have { $limit } order running, and that is the most at a time.
       *[other] You have { $limit } orders running, and that is the most at a time.
    } As soon as one is done, the next can start.
too-many-avatars =
    <b>🗂 No room for another avatar</b>

    { $limit ->
        [one] { $limit } avatar is the most one can have.
       *[other] { $limit } avatars are the most one can have.
    } Delete one you do not need, then come back.
poor =
    <b>💎 A few credits short</b>

    Price: { $price } · you have { $available } · { $missing ->
        [one] { $missing } more is needed.
       *[other] { $missing } more are needed.
    } Nothing was spent.
words-wanted = I am waiting for a description in words now.
name-wanted = I am waiting for a name in words now.
complaint-wanted = I am waiting for what went wrong, in words.
code-wanted = I am waiting for a promo code in words now.
answer-wanted = I am waiting for an answer in words now.
button-wanted = Please go on with one of the buttons below.
edit-unheard = ✏️ I cannot follow edits here. Please send it as a new message.
bill-forwarded = 🧾 That is a copy of a bill. To top up, take a fresh one: /topup
gift-thanks = 🎁 Thank you, that is very kind!
photos-not-kept = 📷 No photo is needed here, and I have kept none.
blocked = The owner has closed this chat for you; what you have ordered will still be finished.
concern-minors = I draw nobody who may be under 18 undressed or in a romantic scene. Leave one of the two out, and I will gladly draw the rest.
concern-nudity = I do not draw nudity or sex. Dress the scene, or leave that part out, and I will gladly draw it.
concern-public-figure = I do not draw well-known people. Leave the name out, or write “a singer” instead, and I will gladly draw it.
number-fault = A whole number from { $min } to { $max }, please.

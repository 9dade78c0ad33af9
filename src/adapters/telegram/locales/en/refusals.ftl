# When something cannot be done just now.

not-understood =
    <b>🤔 I did not get that</b>

    I work with the buttons below.
button-expired = This button has served its time. Here is a fresh menu.
not-found = It is not here any more. Here is a fresh menu.
not-found-photo = This photo is not here any more.
not-found-picture = This picture is not here any more.
not-allowed-avatar = This cannot be done with the avatar right now: { $status }
photo-count =
    A training needs { $min } to { $max } photos; so far there { $count ->
        [one] is { $count }
       *[other] are { $count }
    }.
not-allowed-job = This has already come to its end: { $status }
too-many-jobs =
    <b>⏳ Your hands are full</b>

    { $limit ->
        [one] { $limit } piece of work is under way, and that is the most at a time.
       *[other] { $limit } pieces of work are under way, and that is the most at a time.
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
blocked = The owner has closed this chat for you; what you have ordered will still be finished.
number-fault = A whole number from { $min } to { $max }, please.

# Styles and packs.

button-packs = 🎁 Styles and packs
packs =
    <b>🎁 Styles and packs</b>

    Ready-made scenes, no prompt needed. A style makes one picture, a pack several that go together.
category-work = 💼 Work · { $count }
category-travel = ✈️ Travel · { $count }
category-seasons = 🍁 Seasons · { $count }
category-fantasy = 🧝 Fantasy · { $count }
category-history = 🏛️ History · { $count }
category-film = 🎬 Film · { $count }
category-sport = ⚽ Sport · { $count }
category-love = 💍 Love · { $count }
button-all-packs = 🎁 All of them · { $count }
button-find-pack = 🔎 Search by a word
button-categories = ◀️ Categories
ask-pack-word =
    <b>🔎 What are you looking for?</b>

    A word will do: sea, winter, castle…
word-wanted = 🔎 I am waiting for a word to search for.
packs-found =
    <b>🔎 “{ $words }”</b>

    { $count ->
        [0] I found no scene with it. Try another word, or describe the picture in your own words.
       *[other] Here is what I found. You can send another word.
    }
packs-none =
    <b>🎁 Styles and packs</b>

    There is nothing here at the moment. Describe a picture in your own words instead!
packs-none-for-one =
    <b>🎁 Styles and packs</b>

    There are no scenes for this avatar yet. But it can draw anything you describe!
packs-line = { $title } · { $count } 🖼️ · { $price } 💎
pack-card =
    <b>{ $title }</b>

    { $description }

    { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    } · { $size }
pack-with =
    With: <b>{ $name }</b> · you have { $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }
pack-poor = 💎 It costs { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }, so { $missing ->
        [one] { $missing } more is needed.
       *[other] { $missing } more are needed.
    }
pack-not-yet =
    { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }

    “{ $name }”: { $why }
pack-no-avatar =
    { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }

    First I need to know what you look like: create an avatar, then come back to this pack.
button-take-pack = 🎨 Make { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    } · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
button-other-packs = 🎁 Other styles and packs
progress-pack =
    <b>{ $title }</b>

    { $bar }  { $delivered } of { $ordered } ready
pack-delivered =
    <b>{ $title }</b>
    With: { $name }
button-again-pack = 🔁 Same again
page = Page { $number } of { $total }

# The gallery of pictures, and what can be made of one of them.

button-gallery = 🖼️ My pictures
button-in-gallery = 🖼️ In the gallery
button-to-gallery = ◀️ To the pictures
button-avatar-pictures = 🖼️ Pictures: { $count }
gallery-card =
    { $star }<b>{ $number } of { $total }</b>
    🎭 { $name }
    { $size }
    🗓️ { $date }
picture-not-shown = ⚠️ Telegram does not accept this picture, either as a photo or as a file. It is safe in your gallery; please try “Original file” there again later.
gallery-empty =
    <b>🖼️ My pictures</b>

    Nothing here yet. Your first picture is one sentence away!
gallery-filtered-out =
    <b>🖼️ My pictures</b>

    Nothing matches this filter. Shall we look at the others?
gallery-filtered = 🔍 Only: { $filter }
gallery-page = <b>🖼️ { $first }–{ $last } of { $total }</b>
gallery-tap-number = Tap a number to open that picture.
button-page = ▦ All pictures
button-choose-pictures = ☑️ Choose several
button-jump = 🗓️ Jump to a month
gallery-jump = <b>🗓️ Jump to which month?</b>
gallery-chosen = { $count ->
        [0] Tap the numbers of the pictures you want to delete, save or add to your favourites.
        [one] { $count } picture chosen.
       *[other] { $count } pictures chosen.
    }
chosen-enough = You have chosen { $limit ->
        [one] { $limit } picture
       *[other] { $limit } pictures
    }. Let’s take care of those first.
button-like-chosen = ❤️ Favourites
button-download-chosen = 💾 Download
button-delete-chosen = 🗑️ Delete · { $count }
button-choosing-done = ◀️ Done choosing
ask-delete-chosen =
    <b>🗑️ { $count ->
        [one] Delete { $count } picture?
       *[other] Delete { $count } pictures?
    }</b>

    { $count ->
        [one] It cannot be brought back.
       *[other] They cannot be brought back.
    }
button-keep-pictures = ◀️ No, keep them
button-download-all = 💾 All as a zip
gallery-packing =
    <b>💾 Packing your pictures…</b>

    { $bar }  { $done } of { $count }
gallery-downloaded =
    <b>💾 { $first ->
        [1] { $last ->
            [1] Your picture is in the zip above.
           *[other] Pictures 1–{ $last } of { $count } are in the zip above.
        }
       *[other] Pictures { $first }–{ $last } of { $count } are in the zip above.
    }</b>
button-download-more = 💾 The next part · { $count } left
download-sent = That zip is already in the chat 👆
deleted-avatar = a deleted avatar
deleted-avatars = deleted avatars
button-like = 🤍 Favourite
button-unlike = ❤️ Favourite
liked = ❤️ Added to favourites
unliked = 🤍 No longer a favourite
button-prompt = 📄 Details
button-original = 💾 Original file
button-share = 📤 Send to a chat
shared = 🎭 Made with { $bot }
button-make-mine = ✨ Make one of me
button-nothing-to-share = ✨ Make your first picture
original =
    <b>💾 { $name }</b>
    { $size }
button-delete-picture = 🗑️ Delete
ask-delete-picture =
    <b>🗑️ Delete this picture?</b>

    It cannot be brought back.
button-keep-picture = ◀️ No, keep it
picture-deleted = 🗑️ Deleted
button-filters = 🔍 Filter
button-statistics = 📊 Statistics

gallery-filters =
    <b>🔍 Which pictures?</b>

    { $count ->
        [0] None match.
        [one] { $count } picture matches.
       *[other] { $count } pictures match.
    }
button-favourites-on = ❤️ Favourites only
button-favourites-off = 🤍 Favourites only
button-filter-avatar = 🎭 Avatar: { $value }
button-filter-shape = 📐 Shape: { $value }
button-filter-month = 🗓️ Month: { $value }
filter-any = all
filter-favourites = favourites
button-show-pictures = 🖼️ Show them · { $count }
button-no-filter = ✖️ Show all pictures
button-of-avatar = 🎭 { $name }
gallery-by-avatar = <b>🎭 Pictures of which avatar?</b>
gallery-by-shape = <b>📐 Pictures of which shape?</b>
gallery-by-month = <b>🗓️ Pictures of which month?</b>
month = { $number ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

statistics =
    <b>📊 My pictures</b>

    🖼️ Pictures: <b>{ $total }</b>
    ❤️ Favourites: <b>{ $favourites }</b>
    🗓️ In the last 30 days: <b>{ $recent }</b>
    💎 Spent on pictures: <b>{ $spent ->
        [one] { $spent } credit
       *[other] { $spent } credits
    }</b>
statistics-line = 🎭 { $name }: { $count }
statistics-since = Your first one: { $date }.

button-remix = 🪄 Remix
remix =
    <b>🪄 What would you like to change?</b>

    🎭 { $name }
    { $size }

    You have { $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }.
remix-avatar-gone = The avatar of this picture was deleted, so I can only draw the scene with another one.
button-remix-again = { $count ->
        [1] 🔁 The very same again
       *[other] 🔁 The very same again ×{ $count }
    } · { $price } 💎
button-remix-anew = 🎲 Same scene, another take · { $price } 💎
button-remix-size = 📐 Other shape · { $price } 💎
button-remix-words = ✍️ Edit prompt · from { $price } 💎
button-remix-avatar = 🎭 Other avatar · from { $price } 💎
button-enlarge = 🔬 Enlarge · { $price } 💎
button-at-price = { $name } · { $price } 💎
remix-sizes =
    <b>📐 Which shape?</b>

    The scene stays as it is. A tap orders one picture.
remix-avatars =
    <b>🎭 Who takes the part?</b>

    The scene stays as it is. A tap orders one picture.
remix-no-avatars =
    <b>🎭 Who takes the part?</b>

    There is no other trained avatar yet.
ask-rewording =
    <b>✍️ Edit prompt</b>

    Tap to copy, change what you like and send it back:
ask-rewording-limits = { $min } to { $max } characters.
prompt-words = <b>📄 Your words</b>
prompt-sent = <b>🤖 What the model was sent</b>
prompt-negative = <b>🚫 What it was told to leave out</b>
prompt-facts =
    Seed: <code>{ $seed }</code>
    { $size }
    Model: <code>{ $model }</code>
command-gallery = My pictures

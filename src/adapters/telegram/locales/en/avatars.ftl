# Making and keeping avatars.

choose-family =
    <b>✨ New avatar</b>

    I will need { $min }–{ $max } photos and about a minute to send them. Training starts only when you say so.

    What kind of avatar would you like?
button-family = { $family } · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
family-flux-portrait = 🎭 Portrait
family-flux-style = 🎨 Style of pictures
family-z-image-portrait = ⚡ Portrait, quick and light
family-krea-portrait = 🌟 Portrait, artistic
family-flux2-portrait = 💎 Portrait, the finest detail
family-qwen-portrait = 🧩 Portrait, precise
hair-dark = 🖤 Dark
hair-brown = 🤎 Brown
hair-blond = 💛 Blond
hair-red = 🧡 Red
hair-grey = 🤍 Grey
hair-none = ✨ No hair
hair-unsaid = not given
not-chosen = { $name }
choose-hair =
    <b>💇 What hair does “{ $name }” have?</b>

    Some styles and packs mention it; with the right word you will be easier to recognise.
button-avatar-hair = 💇 Hair: { $hair }

choose-gender =
    <b>✨ New avatar</b>

    Who will be in the pictures?
gender-female = 👩 Woman
gender-male = 👨 Man
button-why-gender = 💡 Why does it matter?
why-gender =
    <b>💡 Why does it matter?</b>

    I add this one word to each of your descriptions. With it the face and the figure turn out much more like you. Nothing else depends on it.

ask-name-style =
    <b>✨ New avatar</b>

    What should we call the style? Send a name of { $min } to { $max } characters, for example “Watercolour”, or tap the one below.
ask-name-portrait =
    <b>✨ New avatar</b>

    What should we call it? Tap the name below, or send another one of { $min } to { $max } characters.
name-fault-too-short = That name is a bit short. Please send at least { $min } characters.
name-fault-too-long = That name has { $length } characters, and { $max } is the most. Shall we try a shorter one?

consent =
    <b>🤝 Before the first photo</b>

    • <b>Who gets your photos:</b> I keep them for “{ $name }” and pass them to fal.ai, the service that does the computing, and to the services it uses for that. Nobody else.
    • <b>How long:</b> I delete them { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after you last sent some or their training ended, or at once when you delete the avatar. fal.ai keeps its copies for up to two days.
    • <b>Whose photos:</b> only your own, or those of somebody who has agreed to it.
    • <b>Nobody under 18</b> is in them.
button-agree = ✅ I agree
photo-not-kept = 📷 I have not taken this photo. Please send it again once you have agreed.
consent-missing = Please agree first to what happens to photos: open the avatar and tap “Add photos”.
consent-outdated = They agreed to an older version of the consent. They are asked again before their next photo or training.

upload =
    <b>📸 Photos of “{ $name }”</b>

    { $bar }  <b>{ $count }</b> of { $max }
upload-empty-portrait = Send photos of one person, several at once if you like. I need { $min } to { $max } of them.
upload-empty-style = Send pictures that share one style, several at once if you like. I need { $min } to { $max } of them.
upload-missing = { $missing ->
        [one] Great start! Just <b>{ $missing }</b> more photo, and we can begin.
       *[other] Great start! <b>{ $missing }</b> more photos, and we can begin.
    }
upload-enough = ✅ That is enough to begin. Up to { $max } photos make the likeness even better.
upload-full = ✅ That’s the maximum. You can begin!
upload-rejected = <b>I couldn’t use these:</b>
upload-rejected-line = • { $name } — { $why }
upload-rejected-many = • { $count } × { $why }
unnamed-photo = a photo
button-photos = 🖼️ Look through photos ({ $count })
button-ready = 🚀 Continue to training
button-tips = 💡 Which photos are good?
photo-fault-not-an-image = this is not a photo; JPEG, PNG, WebP or HEIC will do
photo-fault-other-format = I cannot read this kind of file; please send it as a photo, not as a file
photo-fault-damaged = part of the file is broken or missing; try sending it as a photo, not as a file, or choose another
photo-fault-animated = it moves; a still photo is needed
photo-fault-too-small = too small; the shorter side needs { $side } pixels
photo-fault-too-big = over 20 MB; please send it as a photo, not as a file
photo-fault-too-many-pixels = too many pixels; please send it as a photo, not as a file
photo-fault-too-narrow = too long and narrow; please choose another shot
photo-fault-duplicate = { $number ->
        [0] you have sent this one already
       *[other] you have sent this one already, it is photo { $number }
    }
photo-fault-over-limit = { $max } is the maximum; delete one to add another
photo-tips-portrait =
    <b>💡 Which photos are good?</b>

    ✅ only you, the face clearly visible
    ✅ different days, places, clothes and light
    ✅ close-ups, half figure, a few full figure
    ✅ a smile here, a serious look there

    ❌ groups, other faces
    ❌ sunglasses, masks, heavy filters
    ❌ dark, blurred, very old shots

    Fifteen varied photos work better than twenty similar ones.
photo-tips-style =
    <b>💡 Which pictures are good?</b>

    ✅ one style: one technique, similar colours
    ✅ different subjects: people, places, things
    ✅ sharp, without frames or lettering

    ❌ several styles mixed
    ❌ captions, watermarks, collages
    ❌ small or blurred ones

    Fifteen different subjects work better than twenty similar ones.
photo-page =
    <b>🖼️ Photo { $number } of { $total }</b>
    “{ $name }”
photos-none =
    <b>🖼️ No photos here</b>

    “{ $name }” has none at the moment.
button-previous = ◀️
button-next = ▶️
button-delete-photo = 🗑️ Delete this photo
button-to-upload = ◀️ Back to uploading
photo-deleted = The photo is deleted
draft-taken = 📸 Adding to “{ $name }”
several-drafts =
    <b>📸 Nice photos!</b>

    Which avatar are they for? Choose one; I’ll remember them until tomorrow.
photos-no-draft =
    <b>📸 Nice photos! Who is in them?</b>

    One tap starts an avatar called “{ $name }”; you can rename it any time. Until you tap, I only note which photos you sent, and I forget them tomorrow.
button-like-this = 🎨 A picture like this · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
button-not-a-person = 🎨 No person: a style
button-other-kinds = ✨ Other kinds of avatar
proposed-name = My avatar
button-take-name = 👌 “{ $name }”
photos-kept = 📸 Thank you, I am keeping these for the avatar.
photos-wait = 📸 I have not taken the photos you sent yet: they wait for your answer, until tomorrow.
photos-adding = 📸 Adding what you have sent before…
photos-lost = Telegram no longer has some of the photos you sent before. Please send them again.
uploading-wants-photos = I am waiting for photos of “{ $name }” now.

summary =
    <b>🚀 Everything ready?</b>

    Name: <b>{ $name }</b>
    Kind: { $kind }
    Photos: { $photos }

    Price: <b>{ $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }</b>
    You have: { $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }
summary-free = 🎁 This training is a gift: the first pictures of the one before did not resemble the photos.
summary-ready = The credits are set aside now and spent only when the avatar is ready. If it does not work out, they come back.
summary-missing-photos = 📸 { $missing ->
        [one] <b>{ $missing }</b> more photo is needed.
       *[other] <b>{ $missing }</b> more photos are needed.
    }
summary-missing-credits = 💎 { $missing ->
        [one] <b>{ $missing }</b> more credit is needed.
       *[other] <b>{ $missing }</b> more credits are needed.
    }
summary-held = { $held ->
        [one] { $held } credit is set aside for work in progress and comes back if that does not work out.
       *[other] { $held } credits are set aside for work in progress and come back if that does not work out.
    }
button-start-training = 🚀 Start the training · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
button-more-photos = 📸 Change photos

avatars =
    <b>🎭 My avatars</b>

    { $count ->
        [one] You have { $count } avatar.
       *[other] You have { $count } avatars.
    } ⭐ marks your main avatar: pictures are made with it.
avatars-none =
    <b>🎭 My avatars</b>

    None yet. Let’s create the first one: uploading takes a minute and { $min }–{ $max } photos.
avatars-line = { $star }{ $mark } { $name }
status-mark-draft = ✏️
status-mark-photos-uploading = 📸
status-mark-training = ⏳
status-mark-completed = ✅
status-mark-failed = 🔁
status-mark-cancelled = ⏹️
status-mark-deleted = 🗑️

avatar-card =
    <b>🎭 { $name }</b>

    { $status }
    Kind: { $kind }
    Photos: { $photos ->
        [0] none
       *[other] { $photos }
    }
    Created: { $created }
avatar-card-main = ⭐ This is your main avatar
place = { $number } of { $total }
avatar-status-draft = ✏️ Waiting for the first photos
avatar-status-photos-uploading = 📸 Collecting photos
avatar-status-training = ⏳ In training
avatar-status-completed = ✅ Ready for pictures
avatar-status-failed = 🔁 The training did not work out, nothing was spent
avatar-status-cancelled = ⏹️ The training was cancelled, nothing was spent
avatar-status-deleted = 🗑️ Deleted
button-avatar-generate = 🎨 Create pictures
button-avatar-upload = 📸 Add photos
button-avatar-start = 🚀 Continue to training
button-avatar-retry = 🔁 Try the training again
button-avatar-reopen = 📸 Change photos and try again
button-avatar-progress = ⏳ How is it going?
button-avatar-main = ⭐ Make it my main avatar
button-avatar-rename = ✏️ Rename
button-avatar-delete = 🗑️ Delete
button-avatar-card = 🎭 Avatar page
button-avatar-list = ◀️ My avatars
made-main = ⭐ This is your main avatar now
ask-new-name =
    <b>✏️ New name</b>

    It is called “{ $name }” now. Send a new name of { $min } to { $max } characters.
renamed = ✏️ Renamed
ask-delete =
    <b>🗑️ Delete “{ $name }”?</b>

    Its photos and everything I have learned from them will be gone for good. Pictures you have already received stay with you.
button-delete-for-good = 🗑️ Yes, delete
button-keep = ◀️ No, keep it
avatar-deleted = “{ $name }” is deleted

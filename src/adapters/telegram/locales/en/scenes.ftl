# A photo in words, better words, larger pictures.

button-from-photo = 📷 Prompt from a photo · { $price ->
        [0] free
        [one] { $price } credit
       *[other] { $price } credits
    }
ask-photo =
    <b>📷 A picture like this one</b>

    Send me any photo or image file (JPEG, PNG, WebP, HEIC). I will put what it shows into words, and you can draw that scene with your avatar.

    { $price ->
        [0] It is free
        [one] It costs { $price } credit
       *[other] It costs { $price } credits
    } · you have { $available }

    The photo is deleted about an hour after I have described it.
photo-not-described = 🤔 I cannot use this one: { $fault }
one-photo-at-a-time = 📷 One photo at a time: I am still looking at the first.
one-of-album = 📷 One photo at a time: I describe the first of them.
wish-kept = ✍️ I’ll add your caption to the prompt.
still-looking = 📷 I am still looking at your photo. Please wait a moment.
photo-wanted = 📷 I am waiting for a photo or an image file now.
button-another-photo = 📷 Another photo
scene = <code>{ $scene }</code>
scene-next = Draw it like this, or send me your own version of the prompt.
button-draw-scene = 🎨 Draw it like this
button-edit-scene = ✏️ Edit the description
edit-scene =
    <b>✏️ Edit the description</b>

    Tap the words below to copy them, change what you like and send them to me: { $min } to { $max } characters.
progress-description =
    <b>📷 Looking at your photo</b>

    { $status }
description-end-succeeded = <b>📝 This is what I see</b>
description-end-failed = <b>🔁 I could not describe this photo</b>
description-end-blocked =
    <b>🚫 This photo was held back</b>

    It did not pass the content check. Another photo usually helps.
description-end-cancelled = <b>⏹️ Looking at the photo was cancelled</b>
description-end-expired =
    <b>⌛ Looking at the photo took too long</b>

    I stopped waiting for it. Trying again usually works.
description-end-requested = 📷 I am still looking at your photo.
description-end-submitting = 📷 I am still looking at your photo.
description-end-submitted = 📷 I am still looking at your photo.
description-end-running = 📷 I am still looking at your photo.

progress-words = ✨ Looking for the best words…
words-as-written = ✍️ I couldn’t polish your words this time, so I drew them exactly as you wrote them.
made-with-ai = 🤖 Made with AI, and the original file carries a mark that says so.
words-polished = ✨ Before drawing, I translate your words into English and add detail.
words-unpolished = ✍️ Your words are drawn exactly as you wrote them.

progress-upscale =
    <b>🔍 Enlarging your picture</b>

    { $status }
upscale-size = 📄 { $size } pixels, as a file: nothing is compressed.
upscale-end-succeeded = <b>🔍 { $name }, larger</b>
upscale-end-failed = <b>🔁 The picture could not be enlarged</b>
upscale-end-blocked =
    <b>🚫 The larger picture was held back</b>

    It did not pass the content check.
upscale-end-cancelled = <b>⏹️ Enlarging was cancelled</b>
upscale-end-expired =
    <b>⌛ Enlarging took too long</b>

    I stopped waiting for it. Trying again usually works.
upscale-end-requested = 🔍 The picture is still being enlarged.
upscale-end-submitting = 🔍 The picture is still being enlarged.
upscale-end-submitted = 🔍 The picture is still being enlarged.
upscale-end-running = 🔍 The picture is still being enlarged.

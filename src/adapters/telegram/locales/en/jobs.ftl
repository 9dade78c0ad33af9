# Trainings and pictures: ordering, waiting, receiving.

progress-training =
    <b>⏳ Training “{ $name }”</b>

    { $status }
progress-generation =
    <b>🎨 Making { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    }</b>
    “{ $words }”

    { $status }
progress-percent = { $bar }  { $percent }%
progress-queue = { $position ->
        [one] { $position } order is ahead of yours.
       *[other] { $position } orders are ahead of yours.
    }
progress-left = About { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } left.
progress-usually = This usually takes about { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
progress-first = This is the first training of its kind here, so I can only guess: often 5 to 20 minutes.
progress-unanswered = 📮 The studio has not confirmed this order yet, so I keep asking. You don’t need to do anything; if you cancel, your credits come back.
progress-no-need-to-wait = No need to wait here: I’ll write when it’s ready.
progress-meanwhile = No need to wait here: I’ll write when it’s ready. Meanwhile, have a look at the scenes you can star in.
progress-cancelling = ⏹️ Cancelling… If it is ready before I can stop it, you get it. I’ll tell you how it ended.
job-status-requested = 📦 Getting ready
job-status-submitting = 📤 Sending it to the studio
job-status-submitted = 🕐 Waiting for its turn
job-status-running = ⚙️ Working on it
job-status-succeeded = ✅ Ready
job-status-failed = 🔁 Did not work out
job-status-blocked = 🚫 Held back by the content check
job-status-cancelled = ⏹️ Cancelled
job-status-expired = ⌛ Took too long
button-refresh = 🔄 Refresh
button-cancel-job = ⏹️ Cancel
ask-cancel =
    <b>⏹️ Cancel this order?</b>

    The credits set aside for it come back, unless it is ready first.
button-cancel-for-good = ⏹️ Yes, cancel
button-go-on = ◀️ No, go on
cancel-noted = Cancelling…
this-avatar = your avatar

training-end-succeeded =
    <b>🎉 “{ $name }” is ready!</b>
training-end-failed =
    <b>🔁 The training of “{ $name }” did not work out</b>
training-end-blocked =
    <b>🚫 The training of “{ $name }” was held back</b>

    These photos did not pass the content check. Ordinary photos of a dressed person usually do.
training-end-cancelled =
    <b>⏹️ The training of “{ $name }” was cancelled</b>

    Your photos are still here. Start it again whenever you like.
training-end-expired =
    <b>⌛ The training of “{ $name }” took too long</b>

    I stopped waiting for it. Trying again usually works; your photos are still here.
first-picture = 🎁 Here is its first picture, a gift.
likeness-low = I compared the face with your photos, and it is not close enough yet: other pictures may be off as well.
likeness-offer = So you may train it once more, free of charge: drop some photos and add better ones first. Sharp ones from several sides, in different light, help most.
button-retrain = 🎁 Train once more, free
ask-retrain =
    <b>🎁 Train “{ $name }” once more?</b>

    The avatar as it is now goes away; its pictures stay. You change the photos and start the training, which costs nothing. There is one such training.
button-retrain-for-good = 📸 Yes, change the photos
button-keep-avatar = Keep it as it is
now-draw-portrait = Now think of a scene: a café in Paris, a spacesuit, a 1920s film. I will make you its hero.
now-draw-style = Now describe any picture: a city, an animal, a still life. I will draw it in this style.
training-end-requested = ⏳ “{ $name }” is still in training.
training-end-submitting = ⏳ “{ $name }” is still in training.
training-end-submitted = ⏳ “{ $name }” is still in training.
training-end-running = ⏳ “{ $name }” is still in training.
failure-provider = The studio that does the work had a problem. Trying again usually helps.
failure-input = The studio could not work with this. Changing it a little usually helps.
failure-bad-result = What came back was damaged, and you deserve better. Trying again usually helps.
failure-result-lost = The result was lost on its way. Trying again usually helps.
failure-set-aside = Something on my side kept getting in the way. It should work a little later.
failure-released = It was stuck, so we stopped it by hand. Trying again usually helps.
money-returned = 💎 { $credits ->
        [one] { $credits } credit is back on your balance.
       *[other] { $credits } credits are back on your balance.
    }
money-spent = 💎 { $credits ->
        [one] { $credits } credit spent
       *[other] { $credits } credits spent
    }, { $available } left.
money-partly = 💎 { $credits ->
        [one] { $credits } credit spent
       *[other] { $credits } credits spent
    }, { $returned ->
        [one] { $returned } is back
       *[other] { $returned } are back
    }, { $available } left.

generate-portrait =
    <b>🎨 Create pictures</b>

    With: <b>{ $name }</b>
    { $price ->
        [one] One picture: { $price } credit
       *[other] One picture: { $price } credits
    } · you have { $available }

    Just write what you want to see, or choose:
generate-style =
    <b>🎨 Create pictures</b>

    In the style of: <b>{ $name }</b>
    { $price ->
        [one] One picture: { $price } credit
       *[other] One picture: { $price } credits
    } · you have { $available }

    Just write what you want to see, or choose:
generate-no-avatar =
    <b>🎨 Create pictures</b>

    First I need to know what you look like. Let’s create an avatar: uploading your photos takes a minute.
generate-not-yet =
    <b>🎨 Create pictures</b>

    “{ $name }”: { $why }
why-no-pictures-draft = it has no photos yet. Add some, and we can begin.
why-no-pictures-photos-uploading = its photos are still being collected. Add the rest and start the training.
why-no-pictures-training = it is still in training. I will write as soon as it is ready.
why-no-pictures-completed = it is ready for pictures!
why-no-pictures-failed = its training did not work out. Try again: nothing was spent.
why-no-pictures-cancelled = its training was cancelled. Start it again whenever you like.
why-no-pictures-deleted = it was deleted. Choose another one or create a new one.
button-own-words = ✍️ Describe a picture
button-change-avatar = 🎭 Another avatar
ask-words =
    <b>✍️ What should the picture show?</b>

    Describe it in a sentence or two, { $min } to { $max } characters.
ask-words-polished =
    Any language will do: I translate it and add detail.

    For example: <code>as an astronaut on Mars, looking at the camera</code>
ask-words-as-they-are =
    I draw exactly what you write; English works best.

    For example: <code>as an astronaut on Mars, cinematic light, looking at the camera</code>
words-fault-too-short = That is very short. Please give me at least { $min } characters to work with.
words-fault-too-long = What a story! It has { $length } characters, and { $max } is the most. Shall we shorten it?
choose-size =
    <b>📐 Which shape?</b>

    “{ $words }”
size-1-1 = ◻️ Square 1:1 · { $width }×{ $height }
size-3-4 = 📱 Portrait 3:4 · { $width }×{ $height }
size-4-3 = 🖼️ Landscape 4:3 · { $width }×{ $height }
size-9-16 = 📲 Story 9:16 · { $width }×{ $height }
size-16-9 = 🖥️ Wide 16:9 · { $width }×{ $height }
choose-count =
    <b>🔢 How many?</b>

    “{ $words }”
    { $size }

    You have <b>{ $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }</b>.
choose-count-poor = 💎 One picture costs { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }, so { $missing ->
        [one] { $missing } more is needed.
       *[other] { $missing } more are needed.
    }
button-count = { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    } · { $price ->
        [one] { $price } credit
       *[other] { $price } credits
    }
button-other-size = ◀️ Another shape
button-other-words = ✍️ Another prompt
prices-changed = Prices may have changed in the meantime. Here are the current ones; nothing was charged.
order-out-of-date = That order is out of date. Here is the latest one.

pictures-delivered =
    <b>🎨 { $name }</b>
    “{ $words }”

    { $size }
pictures-partly = { $delivered ->
        [one] { $delivered } of { $ordered } pictures came out, and you pay only for it.
       *[other] { $delivered } of { $ordered } pictures came out, and you pay only for those.
    }
pictures-end-succeeded =
    <b>✨ Here you are!</b>
pictures-end-failed =
    <b>🔁 { $count ->
        [1] This picture
       *[other] These pictures
    } did not work out</b>
    “{ $words }”
pictures-end-blocked =
    <b>🚫 { $count ->
        [1] This picture was held back
       *[other] These pictures were held back
    }</b>
    “{ $words }”

    { $count ->
        [1] It did not pass the content check.
       *[other] They did not pass the content check.
    } A milder description usually helps.
pictures-end-cancelled =
    <b>⏹️ { $count ->
        [1] The picture was cancelled
       *[other] The pictures were cancelled
    }</b>
    “{ $words }”
pictures-end-expired =
    <b>⌛ { $count ->
        [1] The picture
       *[other] The pictures
    } took too long</b>
    “{ $words }”

    { $count ->
        [1] I stopped waiting for it.
       *[other] I stopped waiting for them.
    } Trying again usually works.
pictures-end-requested = 🎨 The pictures are still being made.
pictures-end-submitting = 🎨 The pictures are still being made.
pictures-end-submitted = 🎨 The pictures are still being made.
pictures-end-running = 🎨 The pictures are still being made.
button-enlarge-again = 🔁 Try again
which-to-remix = Tap a number to change that picture.
button-remix-number = 🪄 { $number }
button-again = 🔁 Same prompt again

# The coach: what the photos of a portrait are good for.

coach-found = 🧐 { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }: <b>{ $good } good</b>; { $marked }.
coach-all-good = 🧐 { $photos ->
        [one] This photo is good.
       *[other] All { $photos } photos are good.
    }
mark-somebody-else = { $count ->
        [one] { $count } shows somebody else
       *[other] { $count } show somebody else
    }
mark-no-face = { $count } without a face
mark-several-faces = { $count } with several people
mark-cut-off = { $count } with the face cut off
mark-small-face = { $count } with a very small face
mark-blurred = { $count } blurred
mark-dark-glasses = { $count } with dark glasses
mark-too-dark = { $count } too dark
mark-too-bright = { $count } too bright
mark-nearly-the-same = { $count ->
        [one] { $count } much like another
       *[other] { $count } much like others
    }
coach-missing = Missing: { $wishes }.
wish-side-view = a photo from the side
wish-other-light = one in different light
coach-enough = ☑️ These are enough to begin, but better ones would help.
coach-readiness = 🎯 Photos ready: <b>{ $readiness } of 100</b>. That counts good photos, angles and light. It is no promise, but higher is better.
coach-offer-comparing = 👥 Shall I check that all photos show the same person? To do that I compare the faces, only here and only in memory. I keep the result, never the faces, and you can stop it any time in the settings.
button-compare = 👥 Yes, compare the faces
button-stop-comparing = 👥 Stop comparing faces
comparing = I am comparing the faces…
comparing-stopped = 👥 Faces are no longer compared, and what I had found is forgotten.
button-marked = 🔍 Look at the marked ones ({ $count })
coach-marked = <b>🔍 Photo { $number } of { $total }</b>
coach-you-decide = If you keep it, it goes into the training like the others. You decide.
coach-none-marked = 👍 No photos are marked any more.
button-drop-marked = 🗑️ Drop this photo
advice-somebody-else = 👤 This does not look like the person in most of your photos. With two different faces, the avatar ends up looking like neither.
advice-no-face = 🔎 I cannot find a face here. A photo where it is clearly visible helps more.
advice-several-faces = 👥 There are several faces. If you crop the photo to your own, it is clear which one is you.
advice-cut-off = ✂️ The face is cut off at the edge. A photo that shows all of it helps more.
advice-small-face = 🔬 The face is very small. A closer shot shows better what you look like.
advice-blurred = 🌫️ The face is blurred, and the avatar would learn the blur.
advice-dark-glasses = 🕶️ I cannot see the eyes. Without dark glasses the likeness is better.
advice-too-dark = 🌑 It is too dark to see the face well.
advice-too-bright = ☀️ The light has washed the face out.
advice-nearly-the-same = 👯 It is nearly the same as photo { $number }, so it adds little.
coach-your-set = <b>💡 For your photos</b>
advice-set-somebody-else = 👤 { $count ->
        [one] One photo seems to show somebody else: better without it.
       *[other] { $count } photos seem to show somebody else: better without them.
    }
advice-set-no-face = 🔎 { $count ->
        [one] In one photo I cannot find a face: choose one where it is clearly visible.
       *[other] In { $count } photos I cannot find a face: choose some where it is clearly visible.
    }
advice-set-several-faces = 👥 { $count ->
        [one] One photo shows several people: crop it to yourself.
       *[other] { $count } photos show several people: crop them to yourself.
    }
advice-set-cut-off = ✂️ { $count ->
        [one] In one photo the face is cut off: show it whole.
       *[other] In { $count } photos the face is cut off: show it whole.
    }
advice-set-small-face = 🔬 { $count ->
        [one] In one photo the face is very small: come closer.
       *[other] In { $count } photos the face is very small: come closer.
    }
advice-set-blurred = 🌫️ { $count ->
        [one] One photo is blurred: hold still, wipe the lens, look for more light.
       *[other] { $count } photos are blurred: hold still, wipe the lens, look for more light.
    }
advice-set-dark-glasses = 🕶️ { $count ->
        [one] In one photo I cannot see the eyes: better without dark glasses.
       *[other] In { $count } photos I cannot see the eyes: better without dark glasses.
    }
advice-set-too-dark = 🌑 { $count ->
        [one] One photo is too dark: turn to a window.
       *[other] { $count } photos are too dark: turn to a window.
    }
advice-set-too-bright = ☀️ { $count ->
        [one] One photo is too bright: step out of the sun or the flash.
       *[other] { $count } photos are too bright: step out of the sun or the flash.
    }
advice-set-nearly-the-same = 👯 { $count ->
        [one] One photo repeats another: a different place or day says more.
       *[other] { $count } photos repeat others: a different place or day says more.
    }
advice-side-view = ↗️ Add a photo with the head turned to the side.
advice-other-light = 💡 Add two or three in different light: by a window, outdoors, in the evening.
coach-ask =
    <b>🎯 Photos ready: { $readiness } of 100</b>

    With better photos, “{ $name }” could look more like you.
coach-expect = With these photos the face will probably be right in some pictures and off in others, and a second training costs as much as the first. Nothing helps more than a few better photos. I ask this only once; you decide.
button-better-photos = 📸 Improve the photos
button-as-they-are = 🚀 Go on with these

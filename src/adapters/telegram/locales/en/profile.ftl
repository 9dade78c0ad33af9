# The person's own page and their settings; pages to read.

profile =
    <b>👤 Profile</b>

    With us since { $since }
    Avatars: { $avatars ->
        [0] none yet
       *[other] { $ready } ready of { $avatars }
    }
    Pictures: { $pictures }
button-profile = 👤 Profile
button-to-profile = ◀️ Profile
button-settings = ⚙️ Settings
settings =
    <b>⚙️ Settings</b>

    A tap changes a setting at once. Silent mode also turns off announcements.
setting-saved = ✅ Saved
button-setting-language = 🌐 Language: { $language }
button-sound-on = 🔔 Messages with a sound
button-sound-off = 🔕 Messages without a sound
button-enrich-on = ✨ Polish my words: yes
button-enrich-off = ✍️ Polish my words: no
button-default-size = 📐 Shape: { $size }
size-asked = 🙋 ask me every time
default-size =
    <b>📐 Which shape do you like best?</b>

    I will use it without asking. You can still choose another one when you order.
button-time-zone = 🕰️ Time: { $zone }
time-zone =
    <b>🕰️ Where are you?</b>

    I’ll show dates and times as they are there. Choose your city, or one with the same time.
zone-at = { $name } · { $offset }

button-support = 💌 Support
button-terms = 📜 Terms
button-privacy = 🔒 Your photos and data
support =
    <b>💌 Support</b>

    Most questions are answered under “How it works”. If something went wrong with an order, its credits usually come back by themselves; look at your balance first.
contact = You can also write to us: { $contact }
terms =
    <b>📜 Terms, in short</b>

    • Credits pay for trainings and pictures here and for nothing else. They do not expire.
    • You pay only for what you receive. Credits for what doesn’t work out come back to your balance by themselves.
    • Send only photos of yourself, or of an adult who agreed to it. No children.
    • Nothing that is against the law, degrading or sexual. A content check sees to that.
    • The pictures are yours. They are made by AI: please do not pass them off as photographs of real events.
    • Anyone who breaks these rules can lose access; we refund the bought credits they have left.
privacy =
    <b>🔒 Your photos and data</b>

    • I keep your photos, avatars and pictures, your language and settings, and what you ordered. Nothing about you is sold or used for anything else.
    • Photos are stripped of place and camera data as soon as they arrive.
    • I look at photos for faces myself, to say which ones help. I compare faces only if you allow it, in memory and nowhere else; you can stop that any time in the settings.
    • To train, draw and describe, photos and words go to fal.ai, a service that does the computing, and to the services it uses for that. We pass them on to nobody else. fal.ai keeps files for up to two days and words for up to 30 days.
    • Photos are deleted { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after you last sent some, even if you never start a training. If you start one, the count begins anew when it ends, whether it worked out or not. I tell you when an avatar needs new ones.
    • A photo sent only to be described is deleted about an hour after that.
    • Deleting an avatar deletes its photos at once, and everything learned from them an hour later.
    • The button below deletes everything about you. Only records of credits and payments stay, as the law requires.
data-map = <b>🗺️ What we keep about you, and where</b>
data-photos = • In our storage: { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    } since { $since }, until { $until }.
data-avatars = • In our storage: what was learned for { $avatars ->
        [one] { $avatars } avatar
       *[other] { $avatars } avatars
    }, until you delete it.
data-pictures = • In our storage: { $pictures ->
        [one] { $pictures } picture
       *[other] { $pictures } pictures
    } since { $since }, until you delete them.
data-words = • In our database: your Telegram name, your orders, what you wrote and your settings, since { $since }, until you delete everything.
data-consent = • In our database: your consent to what happens to photos: since { $since }, until you delete everything.
data-money = • In our database: records of credits and payments, which stay.
data-provider = • At fal.ai: what your orders said, until { $until } at the latest. There you have a random name, never your Telegram number.
data-elsewhere = • Beyond our reach: the messages in this chat, which you can delete yourself, and old backups of our database, which expire.
button-mydata = 📦 Send me everything
mydata = <b>📦 Here is everything</b>

    { $parts ->
        [one] The file above holds
       *[other] The { $parts } files above hold
    } your photos, your pictures and what our database says about you. What I learned from your photos is too large for a chat. You can get a new copy tomorrow.
mydata-wait = You got a copy within the last day. You can get the next one after { $again }.
button-forget = 🗑️ Delete everything about me
forget =
    <b>🗑️ Delete everything about you?</b>

    This is deleted for good, and nobody can bring it back:
    • { $avatars ->
        [0] all photos
        [one] { $avatars } avatar, all photos
       *[other] { $avatars } avatars, all photos
    } and everything I have learned from them
    • { $pictures ->
        [0] everything in the gallery
        [one] { $pictures } picture in the gallery
       *[other] { $pictures } pictures in the gallery
    }
    • what you wrote to me, your settings and your Telegram name
forget-stays = Your records of credits and payments stay, under your Telegram number and without a word of yours, as the law requires.
forget-credits = 💎 Your { $credits ->
        [one] { $credits } credit stays, too,
       *[other] { $credits } credits stay, too,
    } in case you come back. If you want a refund, please tell us first.
forget-elsewhere = The messages in this chat are yours: you can delete them in Telegram.
button-keep-all = ◀️ No, keep everything
button-forget-for-good = 🗑️ Yes, delete everything
forgotten =
    <b>✅ Done</b>

    I know nothing about you any more. Your last files leave our storage within the hour.
forgotten-return = If you ever come back, I’ll be happy to meet you again.
receipt-gone = 🧾 Gone: { $photos ->
        [one] { $photos } photo
       *[other] { $photos } photos
    }, { $avatars ->
        [one] { $avatars } avatar
       *[other] { $avatars } avatars
    }, { $pictures ->
        [one] { $pictures } picture
       *[other] { $pictures } pictures
    }, everything you wrote, your settings and your name.
receipt-soon = ⏳ Gone by { $by }: what I learned from your photos, and all your other files.
receipt-stays = 📒 Stays: records of credits and payments, under your Telegram number and without a word of yours.
receipt-provider = ☁️ Not ours to delete at once: what your orders said at fal.ai. We ask fal.ai to delete it, where it lets us; if not, it expires by { $until }.
receipt-elsewhere = 💬 Not ours to delete: the messages in this chat, and old backups, which expire.
work-unfinished =
    <b>⏳ Almost</b>

    { $count ->
        [one] { $count } order is still under way.
       *[other] { $count } orders are still under way.
    } Wait for the end or cancel, then tap “Delete” again.
work-unfinished-yet = ⏳ { $count ->
        [one] { $count } order is still under way.
       *[other] { $count } orders are still under way.
    } Wait for the end or cancel, then tap “Delete” again.
button-unfinished = { $what } · how is it going?
command-profile = Profile
command-settings = Settings
command-tips = Which photos are good?
command-support = Support
command-terms = Terms
command-privacy = Your photos and data
command-mydata = A copy of everything about you

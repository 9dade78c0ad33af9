# The main menu, help, balance, language.

welcome =
    <b>👋 Welcome!</b>

    Here you become the hero of any picture: on Mars, in a Renaissance portrait, on a magazine cover.

    1️⃣ Send me { $min }–{ $max } photos of yourself, right here
    2️⃣ I learn what you look like
    3️⃣ Tap a scene or describe one, and get pictures of <b>you</b>

    💎 { $credits ->
        [0] You have no credits at the moment.
        [one] You have <b>{ $credits }</b> credit.
       *[other] You have <b>{ $credits }</b> credits.
    }
welcome-missed = 🎁 Today’s welcome gifts have all been given out, sorry! Everything else works as usual.
main-menu =
    <b>🏠 Main menu</b>

    What would you like to do today?
main-menu-draft = 📸 “{ $name }” is waiting for you: { $count ->
        [one] { $count } photo so far
       *[other] { $count } photos so far
    }, at least { $min } are needed.
main-menu-draft-ready = 📸 “{ $name }” has enough photos ({ $count }): training can begin.
dialog-left = Cancelled. Nothing was lost.
dialog-none = There is nothing to cancel just now.

button-home = 🏠 Main menu
button-back = ◀️ Back
button-generate = 🎨 Create pictures
button-avatars = 🎭 My avatars
button-create = ✨ New avatar
button-continue-draft = ▶️ Continue “{ $name }”
button-learning = ⏳ In training: “{ $name }”
button-balance = 💎 Balance
button-help = 💡 How it works

help =
    <b>💡 How it works</b>

    <b>An avatar</b> is your digital double. I learn it from { $min }–{ $max } of your photos, once. After that you can make as many pictures with it as you like.

    <b>What it costs</b>
    { $prices }

    Credits are set aside when you order and spent only on what you receive. If something doesn’t work out, they come back by themselves.

    <b>Your photos</b> are used for your avatar and nothing else. I delete them { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after you last sent some or their training ended, or at once when you delete the avatar.
    <b>Made with AI</b>
    Every picture is, and its file carries a mark that says so. Telegram removes the mark from photos; it stays in the original, which the gallery sends as a file.
help-commands = <b>Commands</b>
help-command = /{ $command } — { $does }

balance = <b>💎 Balance</b>
balance-available =
    Available: <b>{ $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }</b>
balance-bonus = 🎁 Gifts among them: { $bonus ->
        [one] { $bonus } credit
       *[other] { $bonus } credits
    }. They are spent first, and cannot be turned back into Stars.
balance-held = Set aside for work in progress: <b>{ $held ->
        [one] { $held } credit
       *[other] { $held } credits
    }</b>. Only what you receive is charged.
balance-prices =
    <b>Prices</b>
    { $prices }
price-line = • { $family }: training { $training ->
        [one] { $training } credit
       *[other] { $training } credits
    }, one picture { $picture ->
        [one] { $picture } credit
       *[other] { $picture } credits
    }
balance-enough = Enough for { $pictures ->
        [one] { $pictures } picture
       *[other] { $pictures } pictures
    }.

language-choice =
    <b>🌐 Language</b>

    Which language should I speak?
language-name = 🇬🇧 English
chosen = ✅ { $name }
language-set = I speak English now

bot-description =
    ✨ Become the hero of any picture!

    Send photos of yourself, let me learn what you look like, then describe any scene.

    Tap the button below to begin.
command-start = Start
command-menu = Main menu
command-new = New avatar
command-avatars = My avatars
command-balance = Balance
command-language = Language
command-help = How it works
command-packs = Styles and packs
command-cancel = Cancel what you are doing
date = { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year }
date-and-time = { $date }, { $time }

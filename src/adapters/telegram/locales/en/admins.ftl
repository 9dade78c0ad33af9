# To the admins, about one job.
admin-job-trouble =
    🛠️ <b>A job is in trouble</b>

    { $kind } <code>{ $job }</code> of { $person }
    Status: { $status }
    Why: { $detail }

    The person's credits are safe. An open job goes on by itself as soon as it can.

admin-update-set-aside =
    🛠️ <b>An update was set aside</b>

    { $kind ->
        [message] A message
        [callback_query] A tap
        [my_chat_member] A block or unblock of the bot
       *[pre_checkout_query] A question of Telegram before a payment
    } of { $person }, update { $update }, could not be handled, however often it came: <code>{ $error }</code>. The person was told that something went wrong. The log has the rest.
    { $others ->
        [0] {""}
       *[other] More set aside since the last such message: { $others }.
    }

admin-update-unreadable =
    🛠️ <b>An update could not be read</b>

    Telegram sent update { $update } in a form I do not know: <code>{ $error }</code>. I set it aside; whoever it is from got no answer. A newer version of me may know it.
    { $others ->
        [0] {""}
       *[other] More set aside since the last such message: { $others }.
    }

admin-picture-refused =
    🛠️ <b>Telegram refuses a picture</b>

    A picture of { $person } can be sent neither as a photo nor as a file: <code>{ $reason }</code>. The person was told, and the picture is in their gallery. Nothing more is tried; if this happens often, look at what the model delivers.

admin-refund-trouble =
    🛠️ <b>A payment cannot be given back</b>

    { $money } of { $person }, charge <code>{ $charge }</code>
    Why: { $detail }

    It is tried again for as long as it takes.

command-admin = Owner's desk
button-admin = 🛠️ Owner's desk
button-find = 🔎 Find a person
button-people = 👥 Everybody
button-stats = 📊 Numbers
button-prices = 🏷️ Prices and limits
button-broadcast = 📣 Broadcast
button-admin-log = 📜 Action log
button-block = ⛔️ Block
button-unblock = ✅ Let in again
button-credits = 💎 Give or take credits
button-confirm-credits = ✅ Yes, do it
button-term = { $term }: { $value }
button-term-restore = ↩️ As in the settings: { $value }
button-term-loss = 🔥 Yes, sell it below cost
button-older = ▶️
button-newer = ◀️
button-timeline = 🕰️ What happened
button-retry-job = 🔁 Try again now
button-release-job = 🪂 End it, credits back
button-release-for-good = ✅ Yes, end it
button-person = 👤 { $person }
button-broadcast-write = ✏️ { $language }
button-broadcast-look = 👀 See it as people will
button-broadcast-later = ⏰ Send it later
button-broadcast-start = 🚀 Send it now
button-broadcast-discard = 🗑️ Throw it away
button-broadcast-stop = ⏹️ Stop

admin =
    <b>🛠️ Owner's desk</b>

    Only you see this. Everything you do here is written down.
find-ask =
    <b>🔎 Whom are we looking for?</b>

    Write an id, a @username, how the name begins, or the id of a job.
find-none = Nobody like that has come in.
find-many = Who is it?
people-list = <b>👥 Everybody</b> · newest first
person =
    <b>👤 { $name }</b> · { $username }
    Id: <code>{ $id }</code>
    Language: { $language }
    Since: { $since } UTC
person-referrer = Brought by: { $referrer }
person-blocked = ⛔️ Blocked: { $at } UTC
person-left = 🚪 Left the chat: { $at } UTC
person-has =
    Credits: <b>{ $available }</b>, of these bought: { $bought }; set aside: { $held }
    Avatars: { $avatars } · work in progress: { $jobs }

credits-ask =
    <b>💎 Credits of { $person }</b>

    How many, and why? For example:
    <code>100 sorry for the wait</code>
    <code>-50 given by mistake</code>
credits-unclear = First the number, then the reason.
credits-confirm-grant =
    Give { $amount ->
        [one] <b>{ $amount }</b> credit
       *[other] <b>{ $amount }</b> credits
    } to { $person }?

    { $why }
credits-confirm-take =
    Take { $amount ->
        [one] <b>{ $amount }</b> credit
       *[other] <b>{ $amount }</b> credits
    } from { $person }?

    { $why }
credits-adjusted = Done
credits-too-few = There are not that many to take. Nothing was changed.

terms-now =
    <b>🏷️ Prices and limits</b>

    A change counts for the next order. Orders under way keep their price.
terms-no-worth = What they earn is not known: <code>STAR_WORTH_USD</code> is 0.
margin = { $what }: { $price } 💎 bring { $income }, fal.ai bills { $cost }, { $percent }% is left
margin-loss = ⚠️ { $what }: { $price } 💎 bring { $income }, fal.ai bills { $cost }
margin-pack = Cheapest pack, a picture
term-loss =
    <b>⚠️ { $term }: below cost</b>

    At this price fal.ai bills more than people pay with credits of the cheapest package:
term-ask =
    <b>{ $term }</b>

    Now: { $value } · in the settings: { $default }
    Write the new number.
term-changed = ✅ { $term }: { $value }
term-training = A training
term-picture = One picture
term-description = Describing a photo
term-upscale = Enlarging a picture
term-welcome = Welcome gift
term-referral = Referral reward
term-invited = Gift to the invited
term-daily-welcome = Welcome gifts a day, 0: no bound
term-open-jobs = Orders at a time

stats-people =
    <b>📊 Numbers</b>

    People: <b>{ $people }</b> · new in 7 days: { $newcomers }
    Blocked: { $blocked } · left the chat: { $left }
stats-jobs = { $what }: <b>{ $ready }</b> ✅ { $open } ⏳ { $lost } 🔁
stats-likeness = 🪞 Likeness of the first pictures, of 100:
stats-likeness-line = { $family }, { $steps } steps, photos { $readiness }: <b>{ $mean }</b> · { $trainings } ×
stats-marks = ✅ ready · ⏳ under way · 🔁 did not work out
stats-credits =
    Credits sold: { $sold } · given: { $given } · spent: <b>{ $spent }</b>

admin-log = <b>📜 Action log</b> · times in UTC
admin-log-none = Nothing yet.
admin-action-line =
    <b>{ $what }</b> · { $at } · { $admin }
    { $facts }
admin-action-people = { $count } 👥
admin-action-credits = { $credits } 💎
admin-action-grant = Credits given
admin-action-take = Credits taken
admin-action-block = Blocked
admin-action-unblock = Let in again
admin-action-retry = Tried again
admin-action-release = Ended by hand
admin-action-look = Looked at pictures
admin-action-change-term = Price or limit changed
admin-action-create-promo = Promo code made
admin-action-stop-promo = Promo code stopped
admin-action-refund = Money given back
admin-action-answer = Complaint answered
admin-action-schedule-broadcast = Broadcast scheduled
admin-action-start-broadcast = Broadcast started
admin-action-cancel-broadcast = Broadcast stopped

order-pictures =
    <b>🖼️ { $what }</b>

    Pictures still there: { $count }. That you looked is in the action log.

timeline-job =
    <b>🛠️ { $what }</b> <code>{ $job }</code>
    { $status } · { $delivered } of { $ordered } delivered
    Ordered: { $since } UTC
    Price: { $price } · charged: { $captured }
timeline-ordered = With: { $what }
timeline-request = Request: <code>{ $request }</code>
timeline-photos = Photos: readiness { $readiness } of 100; marked: { $marked }
timeline-likeness = Likeness of the first pictures: { $score } of 100
timeline-said = Said: { $detail }
timeline-payment =
    <b>{ $money }</b> for { $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    } · { $status }
    Charge: <code>{ $charge }</code>
button-disputes = 💬 Disputes: { $count }
button-replacement = 🔁 The one made in its place
button-order-pictures = 🖼️ What it made
button-give-up = ↩️ Give the Stars back
button-give-up-for-good = ✅ Yes, give them back
give-up-ask =
    <b>Give { $money } back?</b>

    { $credits ->
        [one] { $credits } credit goes
       *[other] { $credits } credits go
    } off the balance, where { $bought ->
        [one] { $bought } bought credit is
       *[other] { $bought } bought credits are
    } available. Gifts stay.
payment-spent = Spent of its credits, so not to be taken back: { $spent }
given-up = ↩️ The Stars are on their way back.
rescue-hurried = 🔁 A worker looks at it now.
rescue-again = 🔁 Made anew, for free. Here it is.
rescue-released = 🪂 Ended. The credits are back, and the person is told.
rescue-ask-release =
    End this piece of work? { $price ->
        [one] { $price } credit goes
       *[other] { $price } credits go
    } back, and the person is told that it did not work out.

broadcast-ask =
    <b>📣 Broadcast</b>

    { $language }: write what I should say. Bold, links and the rest stay as you make them.
broadcast-card =
    <b>📣 Broadcast</b> · { $status }
    { $languages } · { $part }
broadcast-at = ⏰ Goes out at { $at } UTC. A change stops it, and you send it again.
payers-all = everybody
payers-paid = paid before
payers-unpaid = never paid
broadcast-idle = { $days ->
    [0] new or old
   *[other] no order for { $days } days
}
broadcast-seen = 👆 This is what people see, each in their own language: { $part }.
broadcast-ask-time =
    <b>⏰ When?</b>

    Write the day and the time in UTC; now it is <code>{ $now }</code>.
broadcast-time-unclear = That is not a day and a time in the coming year. It looks like <code>2027-01-31 18:30</code>.
broadcast-report = Sent from { $start } to { $end } UTC.
broadcast-ready = { $count ->
        [one] { $count } person gets it.
       *[other] { $count } people get it.
    } Whoever is blocked, has left, wants it quiet or speaks another language does not.
broadcast-progress =
    { $bar }  { $told } of { $audience }
    Delivered: <b>{ $delivered }</b> · left the chat: { $left } · not taken: { $undelivered }
broadcast-not-added = ⚠️ This broadcast has been sent or thrown away meanwhile, so your text was not added:
broadcast-over = It has already come to its end.
broadcast-status-draft = not sent yet
broadcast-status-waiting = waits for its time
broadcast-status-sending = being sent
broadcast-status-done = sent
broadcast-status-cancelled = stopped
button-promos = 🎟️ Promo codes
button-promo-copy = 📋 { $code }
button-promo-stop = ⏹️ { $code }
promos =
    <b>🎟️ Promo codes</b>

    For another one write the code, its credits, and how many people may use it:
    <code>SUMMER 50 100</code>
promo-line = <code>{ $code }</code> · { $credits } 💎 · { $used }/{ $uses } { $at }
promo-made = ✅ { $code } is ready.
promo-taken = There is such a code already, or was.
promo-unclear = Three things: a code of 3 to 32 letters and digits, the credits, how many people.
stats-income =
    Income: { $income }
    The provider billed about { $cost }
stats-margin =
    Income: { $income }, about { $worth }
    The provider billed about { $cost }
    Left: <b>{ $margin }</b>
button-unanswered = 👻 Lost answers
unanswered-jobs =
    <b>👻 Lost answers</b>

    When fal.ai's answer to an order is lost, I look in its books before I order again. Here is what came of it, and what fal.ai has twice, the newest first; times in UTC. Compare with fal.ai's bill if in doubt.
unanswered-none = None so far.
unanswered-job =
    <b>{ $at }</b> · { $kind } · { $status }
    Requests sent: { $submits } · { $why }
    { $outcome }
unanswered-pending = 🔎 Still being looked up
unanswered-taken = ✅ fal.ai had taken it
unanswered-lost = 📭 Not in fal.ai's books; if they were wrong, it was paid twice
unanswered-doubled = 👯 fal.ai has it twice; the other request is named above, and is perhaps paid as well
unanswered-unknown = ❓ Never cleared up; perhaps paid for nothing

admin-sold =
    💰 <b>Sold: { $credits } 💎 for { $money }</b>

    To { $person }
digest =
    <b>☕ { $day } (UTC)</b>

    New people: <b>{ $people }</b> · of them have paid: { $buyers }
    Trainings: <b>{ $trainings }</b> · pictures: <b>{ $pictures }</b> · did not work out: { $failures }
digest-likeness = 🪞 Likeness of the newest trainings: <b>{ $mean }</b> of 100
digest-to-do = <b>Needs a hand:</b>
digest-disputes = { $count ->
    [one] 💬 { $count } dispute without an answer
   *[other] 💬 { $count } disputes without an answer
}
digest-incidents = { $count ->
    [one] 🚧 { $count } open incident
   *[other] 🚧 { $count } open incidents
}
digest-unanswered = { $count ->
    [one] 👻 { $count } job whose answer was lost
   *[other] 👻 { $count } jobs whose answers were lost
}
digest-calm = ✅ Nothing needs a hand.

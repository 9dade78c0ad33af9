# To the admins: what the audit trail says. Events tell what happened, statuses
# what it led to.

entity-avatar = 👤 Avatar
entity-job = 🛠️ Job
entity-hold = 💎 Credits
entity-payment = ⭐ Payment
entity-broadcast = 📣 Broadcast
entity-incident = 🧯 Trouble

avatar-event-add-photo = a photo came
avatar-event-remove-photo = a photo was taken out
avatar-event-start = the training was ordered
avatar-event-complete = the training is done
avatar-event-fail = the training did not work out
avatar-event-cancel = the training was cancelled
avatar-event-retry = once more
avatar-event-reopen = open for photos again
avatar-event-retrain = open for photos and a free training
avatar-event-expire-photos = the photos had their time and were deleted
avatar-event-rename = has another name
avatar-event-make-main = is the main one now
avatar-event-generate = pictures were ordered
avatar-event-delete = the person deleted it

job-event-submit = its turn has come
job-event-accept = fal.ai took it
job-event-refuse = fal.ai did not take it
job-event-restart = fal.ai could not fetch our files, so it is sent again
job-event-queue = back in fal.ai's queue
job-event-run = fal.ai works on it
job-event-succeed = the result is ours
job-event-fail = nothing came of it
job-event-block = the content check said no
job-event-ask-cancel = the person wants to stop it
job-event-cancel = stopped as the person wished
job-event-expire = its time is up

hold-event-capture = something was delivered
hold-event-release = nothing was delivered
hold-status-held = set aside
hold-status-captured = charged
hold-status-released = came back

payment-event-credit = it bought credits
payment-event-repeat = Telegram told of it again
payment-event-refund = it is to go back
payment-event-return = Telegram gave it back


broadcast-event-write = words were written
broadcast-event-schedule = an owner set its time
broadcast-event-start = an owner started it
broadcast-event-deliver = one more was told
broadcast-event-finish = everybody was told
broadcast-event-cancel = an owner stopped it

incident-event-report = it shows
incident-event-probe = one is let through, to try
incident-event-resolve = it works again
incident-status-open = there
incident-status-probing = being tried
incident-status-resolved = over

# Why, as far as the bot itself knows.
cause-worker-stopped = its worker kept stopping
cause-worker-gone = its worker did not come back
cause-by-hand = an owner ended it
cause-not-sent = it could not be sent in time
cause-uncertain = nobody can say whether fal.ai took it
cause-lost = every request was lost on its way
cause-unreachable = fal.ai could not be asked
cause-too-slow = fal.ai took too long
cause-nothing-usable = nothing usable came back
cause-words-refused = the better words were not allowed
cause-all-withheld = the content check kept every picture

# What kind of trouble a job is in.
trouble-provider = fal.ai stumbled
trouble-input = fal.ai could not work with it
trouble-bad-result = what came back was damaged
trouble-result-lost = the result is gone
trouble-set-aside = set aside
trouble-released = ended by hand

timeline-day = <b>{ $day }</b> UTC
timeline-change = <code>{ $at }</code> { $what }: { $event } → { $status }
timeline-change-why = <code>{ $at }</code> { $what }: { $event } → { $status } · { $why }
timeline-posting = <code>{ $at }</code> { $reason } { $amount }{ $bonus ->
        [0] {""}
       *[other] {" "}· 🎁 { $bonus }
    }

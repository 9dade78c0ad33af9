# Promo codes, friends, receipts.

button-promo = 🎟️ Promo code
ask-code =
    <b>🎟️ Promo code</b>

    Do you have a code? Type it here.
promo-fault-unknown = I don’t know this code. Is there a typo in it?
promo-fault-used = You have already used this code. Enjoy the credits!
promo-fault-expired = This code has expired.
promo-fault-full = Others were faster: this code is used up.
promo-fault-too-many-tried = I didn’t know any of your last few codes. Please try again in an hour.
code-redeemed =
    <b>🎉 + { $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    }!</b>

    Available now: <b>{ $available }</b>.

button-invite = 🤝 Invite friends
invite =
    <b>🤝 Invite friends</b>

    Send a friend your link. When they place an order after their first top-up, you get { $reward ->
        [one] { $reward } credit
       *[other] { $reward } credits
    }.
invite-gift =
    Your friend begins with { $gift ->
        [one] { $gift } extra credit
       *[other] { $gift } extra credits
    }.
invite-link = Your link: <code>{ $link }</code>
button-copy-link = 📋 Copy the link
invite-counts = Joined: { $friends } · paid and ordered: { $rewarded } · credits you got: { $credits }

button-receipts = 🧾 Receipts
button-newest-receipts = ◀️ The newest
button-older-receipts = Older ▶️
receipts =
    <b>🧾 Receipts</b>

    Available: { $available ->
        [one] { $available } credit
       *[other] { $available } credits
    }
receipts-none = Nothing yet.
receipt =
    <b>{ $change }</b> · { $date }
    { $what } { $outcome }
receipt-pictures = 🖼️ Pictures: { $words }
receipt-training = 🎓 Training of “{ $name }”
receipt-open = — in progress, set aside
receipt-returned = — { $credits } came back, nothing was charged
receipt-partly = — { $credits } came back
job-kind-training = 🎓 Training
job-kind-generation = 🖼️ Pictures
job-kind-description = 📷 Prompt from a photo
job-kind-enrichment = ✨ Better words
job-kind-upscale = 🔍 Enlargement
reason-welcome = 🎁 Welcome
reason-hold = Set aside
reason-capture = Charged
reason-release = Came back
reason-top-up = ⭐ Top-up for { $money }
reason-refund = ↩️ Returned top-up, { $money }
reason-promo = 🎟️ Promo code
reason-referral = 🤝 A friend’s first order
reason-invited = 🤝 A friend’s invitation
reason-grant = 🎁 A gift from us
reason-take = Taken back by us
reason-amends = 💌 Given back, with our apologies
reason-retraining = 🎁 Free training, as the likeness was too low
command-promo = Use a promo code
command-invite = Invite friends
command-receipts = Receipts
notice-grant =
    🎁 <b>{ $amount ->
        [one] { $amount } credit
       *[other] { $amount } credits
    } for you, from us</b>

    Available now: { $available }.
notice-take =
    💎 We took { $amount ->
        [one] <b>{ $amount } credit</b>
       *[other] <b>{ $amount } credits</b>
    } off your balance

    Available now: { $available }.
notice-referral =
    🤝 <b>A friend you brought has topped up and ordered</b>

    That is { $amount ->
        [one] { $amount } credit
       *[other] { $amount } credits
    } for you. Available now: { $available }.
notice-unblock = 👋 <b>Good to have you back.</b> Everything is open to you again.
notice-photos-expired =
    📸 <b>The photos of “{ $name }” are deleted</b>

    You hadn’t used them for a while, and I promised not to keep them forever. The avatar is waiting for you: send new photos whenever you like.
notice-order-ended =
    📬 <b>Your order has ended, but I could not send you the result</b>

    I tried several times. Nothing is lost: your pictures are in the gallery, and an avatar’s page shows how it is doing. You paid only for what was made.
notice-why = ✍️ { $why }

# Promo codes, friends, receipts.

button-promo = 🎟 Promo code
ask-code =
    <b>🎟 Promo code</b>

    Do you have a code? Type it here.
promo-fault-unknown = I do not know this code. Is it spelled right?
promo-fault-used = You have used this code already. Enjoy the credits!
promo-fault-expired = This code has had its time.
promo-fault-full = Others were faster: this code is used up.
promo-fault-too-many-tried = Those were a few codes in a row that I do not know. Please try again in an hour.
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
invite-counts = Came by it: { $friends } · paid already: { $rewarded } · credits for you: { $credits }

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
receipt-pictures = 🖼 Pictures: { $words }
receipt-training = 🎓 Training of “{ $name }”
receipt-open = — under way, set aside
receipt-returned = — { $credits } came back, nothing was charged
receipt-partly = — { $credits } came back
job-kind-training = 🎓 Training
job-kind-generation = 🖼 Pictures
job-kind-description = 📷 Photo in words
job-kind-enrichment = ✨ Better words
job-kind-upscale = 🔍 Enlargement
reason-welcome = 🎁 Welcome
reason-hold = Set aside
reason-capture = Charged
reason-release = Came back
reason-top-up = ⭐ Top-up for { $money }
reason-refund = ↩️ Returned top-up, { $money }
reason-promo = 🎟 Promo code
reason-referral = 🤝 A friend’s first order
reason-invited = 🤝 A friend’s invitation
reason-grant = 🎁 A gift from us
reason-take = Taken back by us
reason-amends = 💌 Given back, with our apologies
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

    Nothing had been done with them for a while, and I had promised you not to keep them for ever. The avatar is waiting for you: send new photos whenever you like.
notice-order-ended =
    📬 <b>Your order has ended, but I could not send you the result</b>

    I tried several times. Nothing is lost: pictures are among your pictures, and avatars show how they are on their cards. You paid only for what was made.
notice-why = ✍️ { $why }

# To the admins, about what only they can mend.
incident-balance =
    🧯 <b>fal.ai's account is out of money, or locked</b>

    <code>{ $detail }</code>

    New orders are not taken until it is topped up; what was ordered waits, and nothing is lost. It goes on by itself a minute later.
incident-key =
    🧯 <b>fal.ai does not accept FAL_KEY</b>

    <code>{ $detail }</code>

    New orders are not taken until the bot has a good key; what was ordered waits, and nothing is lost.
incident-endpoint =
    🧯 <b>fal.ai does not offer { $model } any more</b>

    <code>{ $detail }</code>

    Nothing that needs it is sold. Take its family out of FAMILIES, or update the bot.
incident-webhooks =
    📡 <b>No webhook gets through</b>

    Orders come to a good end, but none of the newest was told of by a webhook. Everything works on, only slower: fal.ai is asked instead. Please look whether PUBLIC_URL can be reached from outside.
incident-deprecated =
    📉 <b>fal.ai is going to take this off: { $model }</b>

    <code>{ $detail }</code>

    It still works and is still sold. Please look for what takes its place before it is gone: FAMILIES, or the setting that names it, or a newer version of the bot.
incident-unlisted =
    📉 <b>The catalogue of fal.ai lacks { $model }</b>

    <code>{ $detail }</code>

    I go on selling what needs it until an order is refused. Please look at its page at fal.ai: FAMILIES, or the setting that names it, can offer another.
incident-price =
    💵 <b>Not the price I reckon with: { $model }</b>

    <code>{ $detail }</code>

    Orders go on at your prices. Please look whether these still bring more than they cost.
incident-over-balance = ✅ fal.ai takes our orders again; selling goes on.
incident-over-key = ✅ fal.ai takes our key again; selling goes on.
incident-over-endpoint = ✅ fal.ai takes orders for { $model } again; selling goes on.
incident-over-webhooks = ✅ Webhooks get through again.
incident-over-deprecated = ✅ fal.ai no longer means to take off { $model }.
incident-over-unlisted = ✅ The catalogue of fal.ai has it again: { $model }.
incident-over-price = ✅ The price I reckon with is right again: { $model }.
sales-stopped =
    <b>🔧 A short break for new orders</b>

    The studio that draws and trains for me takes no work just now. What you have ordered waits its turn, your credits are safe and nothing was spent. Please come back in a little while — your pictures and avatars are here meanwhile.

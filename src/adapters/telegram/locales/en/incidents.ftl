# To the owners, about what only they can mend.
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
incident-over-balance = ✅ fal.ai takes our orders again; selling goes on.
incident-over-key = ✅ fal.ai takes our key again; selling goes on.
incident-over-endpoint = ✅ fal.ai takes orders for { $model } again; selling goes on.
incident-over-webhooks = ✅ Webhooks get through again.
sales-stopped =
    <b>🔧 A short break for new orders</b>

    The studio that draws and trains for me takes no work just now. What you have ordered waits its turn, your credits are safe and nothing was spent. Please come back in a little while — your pictures and avatars are here meanwhile.

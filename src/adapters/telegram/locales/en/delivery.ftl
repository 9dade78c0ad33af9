oops = Something went wrong on our side. Nothing was charged twice. Please open the menu and try again.
slower = ⏳ That was a lot at once. Give me a few seconds, then carry on.
photo-unfetched =
    <b>📷 Your photo did not reach me</b>

    Telegram could not hand it over. Please send it once more.
photos-unfetched =
    <b>📷 { $count ->
        [one] One photo of your album did not reach me
       *[other] { $count } photos of your album did not reach me
    }</b>

    { $count ->
        [one] Telegram could not hand over number { $numbers } of { $all }. Please send it once more.
       *[other] Telegram could not hand over numbers { $numbers } of { $all }. Please send them once more.
    }

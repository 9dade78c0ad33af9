# To the owners, about one job.
owner-job-trouble =
    🛠 <b>A job is in trouble</b>

    { $kind } <code>{ $job }</code> of { $person }
    Status: { $status } { $failure }
    Why: { $detail }

    The person's credits are safe. An open job goes on by itself as soon as it can.
owner-refund-trouble =
    🛠 <b>Stars cannot be given back</b>

    { $stars } ⭐ of { $person }, charge <code>{ $charge }</code>
    Why: { $detail }

    It is tried again for as long as it takes.

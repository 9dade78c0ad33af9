oops = Something went wrong on our side, and nothing was charged twice. Please look at the menu and try again.
slower = ⏳ That was a lot at once. Give me a few seconds, then go on.

oops = Something went wrong on our side, and nothing was charged twice. Please look at the menu and try again.

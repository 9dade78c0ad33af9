oops = Something went wrong on our side. Nothing was charged twice; please try again.

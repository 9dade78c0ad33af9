"""One module or package per outside system; they do not know each other."""

"""One module or package per outside system; they do not import each other."""

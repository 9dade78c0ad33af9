"""What stops a start."""


class StartError(Exception):
    """The product cannot start; the text says what to do."""

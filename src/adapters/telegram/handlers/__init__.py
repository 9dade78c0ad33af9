"""The handlers of taps, commands and messages."""

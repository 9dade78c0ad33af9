"""The handlers of taps, commands and messages."""

from .dispatch import Handlers


__all__ = ["Handlers"]

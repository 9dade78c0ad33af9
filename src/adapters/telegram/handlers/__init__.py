"""The handlers of taps, commands and messages."""

from .dispatch import setup


__all__ = ["setup"]

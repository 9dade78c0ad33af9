"""The rows in dictionaries: for tests, and for trying the core out."""

from .store import MemoryStore, Transaction


__all__ = ["MemoryStore", "Transaction"]

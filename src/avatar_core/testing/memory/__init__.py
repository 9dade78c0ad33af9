"""A store in memory, for tests and for trying out the core."""

from .store import MemoryStore, Transaction


__all__ = ["MemoryStore", "Transaction"]

"""The ports in memory keep the contracts of every one."""

import unittest

from collections.abc import Sequence
from datetime import timedelta

from tests.core.memory_billing import MemoryBillingContract
from tests.core.memory_provider import MemoryProviderContract

from avatar_core.ids import JobId
from avatar_core.ports import Store
from avatar_core.testing import MemoryStore
from avatar_core.testing.contracts.store import StoreContract


class TestMemoryStore(StoreContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryStore` under the contract."""

    async def open_store(self) -> Store:
        """Return an empty store."""
        self.memory = MemoryStore()
        return self.memory

    async def woken(self) -> Sequence[tuple[JobId, timedelta]]:
        """Return what the store was asked to wake."""
        return self.memory.enqueued


class TestMemoryBilling(MemoryBillingContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryBilling` under the contract."""


class TestScriptedProvider(MemoryProviderContract, unittest.IsolatedAsyncioTestCase):
    """`ScriptedProvider` under the contract."""

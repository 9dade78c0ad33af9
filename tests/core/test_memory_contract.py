"""The ports in memory keep the shipped contracts."""

import unittest

from collections.abc import Sequence
from datetime import timedelta

from tests.core.contracts import (
    MemoryBillingContract,
    MemoryProviderContract,
    MemoryStoreContract,
)

from avatar_core.ids import JobId


class TestMemoryStore(MemoryStoreContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryStore` under the contract."""

    async def woken(self) -> Sequence[tuple[JobId, timedelta]]:
        """Return what the store was asked to wake."""
        return self.memory.enqueued


class TestMemoryBilling(MemoryBillingContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryBilling` under the contract."""


class TestScriptedProvider(MemoryProviderContract, unittest.IsolatedAsyncioTestCase):
    """`ScriptedProvider` under the contract."""

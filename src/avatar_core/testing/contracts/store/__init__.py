"""What every `Store` promises, as tests.

class TestMyStore(StoreContract, unittest.IsolatedAsyncioTestCase):
    async def open_store(self):
        return MyStore(...)
"""

from .admin import AdminContract
from .avatars import AvatarsContract
from .concurrency import ConcurrencyContract
from .erasure import ErasureContract
from .jobs import JobsContract
from .keeping import KeepingContract
from .ledger import LedgerContract
from .people import PeopleContract
from .pictures import PicturesContract
from .transactions import TransactionsContract


class StoreContract(
    KeepingContract,
    PeopleContract,
    AvatarsContract,
    JobsContract,
    PicturesContract,
    LedgerContract,
    AdminContract,
    TransactionsContract,
    ConcurrencyContract,
    ErasureContract,
):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement `open_store`."""


__all__ = ["StoreContract"]

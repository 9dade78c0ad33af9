"""What every `Store` promises, as tests.

class TestMyStore(StoreContract, unittest.IsolatedAsyncioTestCase):
    async def open_store(self):
        return MyStore(...)
"""

from .erasure import ErasureContract
from .figures import FiguresContract
from .jobs import JobsContract
from .keeping import KeepingContract
from .ledger import LedgerContract
from .people import AdminContract, PeopleContract
from .pictures import AvatarsContract, PicturesContract
from .transactions import ConcurrencyContract, TransactionsContract
from .turns import TurnsContract


class StoreContract(
    KeepingContract,
    PeopleContract,
    AvatarsContract,
    JobsContract,
    TurnsContract,
    PicturesContract,
    LedgerContract,
    AdminContract,
    FiguresContract,
    TransactionsContract,
    ConcurrencyContract,
    ErasureContract,
):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement `open_store`."""


__all__ = ["StoreContract"]

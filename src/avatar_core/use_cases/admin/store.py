"""The store, for admins only."""

from contextlib import AbstractAsyncContextManager

import attrs

from ...admins import Admins
from ...ids import PersonId
from ...ledger import HOUSE
from ...ports import Clock, Reading, Store, Work


@attrs.frozen
class AdminStore:
    """Begin transactions of admins, over everybody's data.

    Both methods raise `NotFoundError` if the caller is not an admin, and so does every
    method of the use cases of admins.
    """

    store: Store
    clock: Clock
    admins: Admins

    def read(self, admin: PersonId) -> AbstractAsyncContextManager[Reading]:
        """Begin a read-only snapshot."""
        self.admins.require(admin)
        return self.store.read()

    def work(
        self, admin: PersonId, person: PersonId = HOUSE
    ) -> AbstractAsyncContextManager[Work]:
        """Begin a transaction of a person, or of the product's own."""
        self.admins.require(admin)
        return self.store.work(person)

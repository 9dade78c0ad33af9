"""The shipped contracts over the ports in memory, sound or faulty."""

import unittest

from collections import deque
from collections.abc import Mapping, Sequence

from avatar_core import Money, Payment
from avatar_core.errors import Refusal
from avatar_core.orders import Order
from avatar_core.ports import Billing, ChatBill, HowToPay, Provider, Queued, Store
from avatar_core.testing import (
    MemoryBilling,
    MemoryStore,
    ScriptedProvider,
    SubmitFault,
)
from avatar_core.testing.billing import Charge
from avatar_core.testing.contracts.billing import BillingContract
from avatar_core.testing.contracts.provider import ProviderContract
from avatar_core.testing.contracts.store import StoreContract


class MemoryStoreContract(StoreContract):
    """`StoreContract` over a `MemoryStore`."""

    kind: type[MemoryStore] = MemoryStore

    async def open_store(self) -> Store:
        self.memory = self.kind()
        return self.memory


class MemoryBillingContract(BillingContract):
    """`BillingContract` over a `MemoryBilling`."""

    billing: MemoryBilling
    kind: type[MemoryBilling] = MemoryBilling

    async def open_billing(self) -> Billing:
        return self.kind()

    async def asked(self, way: HowToPay) -> Money:
        assert isinstance(way, ChatBill)
        return way.price

    async def pay(self, way: HowToPay) -> None:
        assert isinstance(way, ChatBill)
        await self.tell(self.billing.take(self.person, way.payload, way.price))

    async def tell(self, charge: Charge) -> None:
        await self.top_up.receive(
            charge.person,
            charge_id=charge.id,
            payload=charge.payload,
            paid=charge.paid,
        )

    async def give_back(self, payment: Payment) -> None:
        self.billing.give_back(self.billing.charges[payment.charge_id])
        await self.top_up.returned(payment.person, payment.charge_id)

    async def tell_again(self) -> None:
        for charge in self.billing.charges.values():
            await self.tell(charge)
        for charge_id in self.billing.returned:
            await self.top_up.returned(self.person, charge_id)

    async def given_back(self) -> Sequence[Money]:
        return [self.billing.charges[each].paid for each in self.billing.returned]

    async def hold_refunds(self) -> bool:
        self.billing.slow = True
        return True

    async def end_refunds(self) -> None:
        self.billing.settle()


class MemoryProviderContract(ProviderContract):
    """`ProviderContract` over a `ScriptedProvider`."""

    provider: ScriptedProvider
    kind: type[ScriptedProvider] = ScriptedProvider

    async def open_provider(self) -> Provider:
        return self.kind()

    async def link_for(self, order: Order) -> str | None:
        return f"https://our.example/{order.kind}"

    async def taken(self) -> Mapping[str, str]:
        return {one.id: one.token for one in self.provider.requests.values()}

    async def begin(self) -> None:
        """Do nothing: what is taken is being worked on."""

    async def finish(self) -> None:
        for request_id, request in self.provider.requests.items():
            if isinstance(request.script[0], Queued):
                self.provider.finish(request_id)

    async def refuse_next(self) -> None:
        self.provider.faults = deque([Refusal.NOT_NOW])

    async def lose_next_answer(self) -> None:
        self.provider.faults = deque([SubmitFault.AMBIGUOUS_TAKEN])

    async def lose_files(self) -> None:
        self.provider.files.clear()

    async def disconnect(self) -> None:
        self.provider.down = True


def fails(contract: type, test: str) -> bool:
    """Run one test of a contract; return whether it failed."""
    case = type("Case", (contract, unittest.IsolatedAsyncioTestCase), {})
    result = unittest.TestResult()
    case(test).run(result)
    assert 1 == result.testsRun
    return bool(result.failures or result.errors)

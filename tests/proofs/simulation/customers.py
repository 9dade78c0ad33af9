"""People who pay, use promo codes and complain."""

from functools import partial
from typing import Final

import attrs

from tests.schedule import sleep

from avatar_core import JobId, Money, PaymentId, PersonId
from avatar_core.ids import DisputeId
from avatar_core.ports import ChatBill
from avatar_core.testing.billing import Charge

from .weather import Fault
from .world import CODES, PACKAGES, World


#: How long the messenger waits for the check before a payment, in seconds.
_CHECKOUT: Final = 10


@attrs.define(eq=False)
class Customer:
    """One person's payments, codes and complaints."""

    world: World
    id: PersonId

    def live(self) -> None:
        """Start this person's tasks."""
        begin, roll = self.world.begin, self.world.dice.random
        if roll() < 0.4:
            begin("code", self._redeem())
        if roll() < 0.4 or self.world.poor:
            begin("purchase", self._buy())
        if roll() < 0.4:
            begin("complaint", self._complain())

    async def _redeem(self) -> None:
        world = self.world
        await sleep(world.dice.random() * 20)
        redeem = partial(world.cases.redeem_promo, self.id, world.dice.choice([*CODES]))
        if world.dice.random() < 0.3:
            world.serve("code", redeem)
        await world.tap("code", redeem)

    # --- paying -----------------------------------------------------------

    async def _buy(self) -> None:
        world, dice = self.world, self.world.dice
        await sleep(dice.random() * (5 if world.poor else 1200))
        package = dice.choice(PACKAGES)
        whose = self.id if dice.random() < 0.9 else PersonId(self.id + 1)
        bill = await world.cases.top_up.bill(whose, package, title="credits")
        assert isinstance(bill, ChatBill)
        payload = bill.payload
        if world.weather.strikes(Fault.PAYMENT_FOREIGN):
            payload = "another bot's"
        elif not await self._permitted(payload, package.price):
            return
        charge = world.stars.charge(self.id, payload, package.price)
        if world.weather.strikes(Fault.PAYMENT_LATE):
            await sleep(dice.random() * 3000)
        if world.weather.strikes(Fault.PAYMENT_TWICE):
            world.begin("payment again", self._tell(charge))
        await self._tell(charge)
        if world.weather.strikes(Fault.PAYMENT_RETURNED):
            await sleep(dice.random() * dice.choice([600, 3 * 3600]))
            world.stars.give_back_unasked(charge)

    async def _permitted(self, payload: str, price: Money) -> bool:
        """Return whether the product accepts a payment in time."""
        check = partial(self.world.cases.top_up.check, self.id, payload, price)
        answer = self.world.serve("pre-checkout", check)
        for _ in range(_CHECKOUT):
            if answer is None or answer.over:
                break
            await sleep(1.0)
        return answer is not None and answer.done

    async def _tell(self, charge: Charge) -> None:
        receive = partial(
            self.world.cases.top_up.receive,
            charge.person,
            charge_id=charge.id,
            payload=charge.payload,
            paid=charge.paid,
        )
        await self.world.deliver(f"payment {charge.id}", receive)

    # --- complaining ------------------------------------------------------

    async def _complain(self) -> None:
        world, dice = self.world, self.world.dice
        for _ in range(dice.randrange(1, 4)):
            await sleep(dice.random() * 1800)
            about = self._subject()
            if about is not None:
                dispute, words = DisputeId(world.ids()), "this is not right"
                complain = partial(world.cases.disputes, self.id, dispute, about, words)
                await world.tap("complaint", complain)

    def _subject(self) -> JobId | PaymentId | None:
        rows, dice = self.world.rows._rows, self.world.dice
        paid = [one.id for one in rows.payments.values() if one.person == self.id]
        if paid and dice.random() < 0.5:
            return dice.choice(paid)
        own = [one for one in rows.jobs.values() if one.person == self.id]
        heads = [one.head for one in own if not one.silent]
        return dice.choice(heads) if heads else None

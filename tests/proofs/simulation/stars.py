"""The messenger's money: who paid what, and what went back to them."""

from collections.abc import Callable

import attrs

from tests.schedule import Schedule, sleep

from avatar_core import PersonId
from avatar_core.errors import RefundFailedError

from .weather import Fault, Weather


@attrs.define(eq=False)
class Charge:
    """Stars that a person has paid."""

    id: str
    person: PersonId
    payload: str
    stars: int
    given_back: bool = False
    #: Given back by the messenger, though nobody here had asked for it.
    unasked: bool = False


@attrs.define(eq=False)
class SimulatedStars:
    """A `StarRefunds` with books of its own."""

    schedule: Schedule
    weather: Weather
    #: Called for everything that is given back, so that the product hears of it.
    on_given_back: Callable[[Charge], None]
    note: Callable[[str], None]
    down: bool = False
    charges: dict[str, Charge] = attrs.field(factory=dict)

    def charge(self, person: PersonId, payload: str, stars: int) -> Charge:
        """Take Stars from a person, who has agreed to it."""
        made = Charge(f"charge-{len(self.charges) + 1}", person, payload, stars)
        self.charges[made.id] = made
        self.note(f"person {person} pays {stars} stars: {made.id}")
        return made

    def give_back(self, charge: Charge, *, unasked: bool = False) -> None:
        """Give Stars back, unless they went back before."""
        if charge.given_back:
            return
        charge.given_back, charge.unasked = True, unasked
        self.note(f"{charge.id} is given back{' unasked' if unasked else ''}")
        self.on_given_back(charge)

    async def refund(self, person: PersonId, charge_id: str, /) -> None:
        """Give a payment back, if all goes well, and say so, if all goes well."""
        await sleep(self.schedule.dice.random())
        if self.down or self.weather.strikes(Fault.REFUND_FAILED):
            raise RefundFailedError("500")
        charge = self.charges[charge_id]
        if charge.person != person:
            raise RefundFailedError("somebody else's payment")
        self.give_back(charge)
        if self.weather.strikes(Fault.REFUND_UNANSWERED):
            raise RefundFailedError("timed out")
        await sleep(self.schedule.dice.random())

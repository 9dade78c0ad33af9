"""Bringing friends."""

import attrs

from ..ids import PersonId
from ..ledger import Reason
from ..ports import Store
from ..prices import PriceBook


@attrs.frozen(kw_only=True)
class Invitation:
    """What bringing friends has come to, and what it is worth."""

    person: PersonId
    #: Who came in by the person's link.
    friends: int
    #: Those whose first job was paid, and the credits that brought.
    rewarded: int
    credits: int
    #: For the next friend.
    reward: int


@attrs.frozen
class InviteFriends:
    """Count the friends that a person brought."""

    store: Store
    prices: PriceBook

    async def __call__(self, person: PersonId) -> Invitation:
        """Return how the person's invitations stand."""
        async with self.store.read() as reading:
            gain = await reading.ledger.gained(person, reason=Reason.REFERRAL)
            prices = self.prices.under(await reading.terms.changed())
            return Invitation(
                person=person,
                friends=await reading.people.brought_by(person),
                rewarded=gain.times,
                credits=gain.credits,
                reward=prices.referral,
            )

"""Rewards for inviting friends."""

import attrs

from ..ids import PersonId
from ..ledger import Reason
from ..ports import Store
from ..prices import PriceBook


@attrs.frozen(kw_only=True)
class Invitation:
    """The friends that a person has invited, and the credits that brought."""

    person: PersonId
    #: How many registered by the person's link.
    friends: int
    #: How many of them have paid for a first job, and the credits earned by that.
    rewarded: int
    credits: int
    #: Credits for the next friend.
    reward: int


@attrs.frozen
class InviteFriends:
    """Count the friends that a person has invited."""

    store: Store
    prices: PriceBook

    async def __call__(self, person: PersonId) -> Invitation:
        """Return what the person's invitations have brought."""
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

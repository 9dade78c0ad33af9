"""Register people, change their settings, and count what they are given."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError, PromoFault, PromoRefusedError
from ..galleries import ALL_PICTURES, PictureFilter
from ..ids import Alias, Ids, PersonId
from ..ledger import GRANTS, Balance, Posting, Reason, available
from ..people import NAME_SEEN_MAX, Language, Person, Seen
from ..pictures import Picture
from ..ports import Clock, Reading, Store, Work
from ..prices import PriceBook
from ..promos import Promo, clean_code
from ..sizes import Size
from ..texts import clean
from ..time_zones import TimeZone
from .removal import ForgetPeople
from .telling import note_departure


@attrs.frozen
class Entry:
    """A person who has entered."""

    person: Person
    balance: Balance
    is_new: bool


@attrs.frozen(kw_only=True)
class Greeted:
    """What a greeting says."""

    balance: Balance
    avatars: Sequence[Avatar]
    #: Whether they came today, after the day's welcome credits were gone.
    missed: bool


@attrs.frozen
class Accounts:
    """Register people, note their coming and going, and read their accounts."""

    store: Store
    clock: Clock
    ids: Ids
    prices: PriceBook
    #: The time zone of those who have not chosen one.
    time_zone: TimeZone = TimeZone.UTC

    def is_in(
        self,
        known: Person,
        language: Language,
        *,
        name: str | None = None,
        username: str | None = None,
        stays_forgotten: bool = False,
    ) -> bool:
        """Return whether entering would change nothing about a person.

        The arguments are those of `enter`.
        """
        if known.forgotten_at is not None:
            return stays_forgotten
        return known == known.back(language, _seen(name, username))

    async def enter(
        self,
        person: PersonId,
        language: Language,
        *,
        name: str | None = None,
        username: str | None = None,
        referrer: PersonId | None = None,
        stays_forgotten: bool = False,
    ) -> Entry:
        """Return the person, registered with welcome credits if they are new.

        Where the welcome credits of a day are bounded, those who come when they are gone
        are registered without.

        *referrer*, who invited them, is used for a new person only; *language* also for
        one who was forgotten. *name* and *username* are updated. A person who had left
        the chat is back, and is told what has waited. With *stays_forgotten*, a
        forgotten person stays so.
        """
        seen = _seen(name, username)
        known = None
        async with self.store.read() as reading:
            with suppress(NotFoundError):
                known = await reading.people.get(person)
            balance = await reading.ledger.balance(person)
        if known is None:
            # Outside the read: waiting for a lock must not keep a read open.
            return await self._register(person, language, seen, referrer)
        if not self.is_in(
            known,
            language,
            name=name,
            username=username,
            stays_forgotten=stays_forgotten,
        ):
            known = await self._come_back(person, language, seen)
        return Entry(known, balance, is_new=False)

    async def _come_back(
        self, person: PersonId, language: Language, seen: Seen
    ) -> Person:
        async with self.store.work(person) as work:
            if not await work.erasure.is_unfinished(person):
                away = await work.people.get(person)
                here = away.back(language, seen, Alias(self.ids()), self.time_zone)
                await work.people.save(here)
                if away.left_at is not None:
                    for job in await work.jobs.unfinished(person):
                        if not job.open:
                            work.enqueue(job.id)
                return here
        # The rest of the erasure would also erase what they do from now on.
        await ForgetPeople(self.store, self.clock).finish(person)
        return await self._come_back(person, language, seen)

    async def leave(self, person: PersonId) -> None:
        """Note that a person has left the chat; messages to them wait.

        People who never entered are ignored.
        """
        async with self.store.work(person) as work:
            with suppress(NotFoundError):
                await note_departure(work, person, at=self.clock())

    async def _register(
        self,
        person: PersonId,
        language: Language,
        seen: Seen,
        referrer: PersonId | None,
    ) -> Entry:
        async with self.store.work(person) as work:
            now = self.clock()
            with suppress(NotFoundError):
                known = await work.people.get(person)
                return Entry(known, await work.ledger.balance(person), is_new=False)
            prices = self.prices.under(await work.terms.changed())
            if referrer is not None and not await _may_bring(work, referrer, person):
                referrer = None
            newcomer = Person(
                id=person,
                language=language,
                time_zone=self.time_zone,
                created_at=now,
                alias=Alias(self.ids()),
                name=seen.name,
                username=seen.username,
                referrer=referrer,
                bounty=0 if referrer is None else prices.referral,
            )
            await work.people.add(newcomer)
            gifts = {}
            if await _may_welcome(work, prices, now):
                gifts[Reason.WELCOME] = prices.welcome
            if referrer is not None:
                gifts[Reason.INVITED] = prices.invited
            for reason, gift in gifts.items():
                if gift:
                    await work.ledger.post(
                        Posting(
                            key=f"{reason}:{person}",
                            source=GRANTS,
                            dest=available(person),
                            amount=gift,
                            reason=reason,
                            at=now,
                        )
                    )
            return Entry(newcomer, await work.ledger.balance(person), is_new=True)

    async def person(self, person: PersonId) -> Person:
        """Return a person, without counting it as a visit.

        Raises:
            NotFoundError: They never entered.
        """
        async with self.store.read() as reading:
            return await reading.people.get(person)

    async def balance(self, person: PersonId) -> Balance:
        """Return the person's credits."""
        async with self.store.read() as reading:
            return await reading.ledger.balance(person)

    async def owned(self, person: PersonId) -> tuple[Balance, Sequence[Avatar]]:
        """Return the person's credits, and their avatars, oldest first."""
        async with self.store.read() as reading:
            balance = await reading.ledger.balance(person)
            return balance, await reading.avatars.of(person)

    async def greeted(self, person: Person) -> Greeted:
        """Return what a greeting says, read in one transaction."""
        async with self.store.read() as reading:
            return Greeted(
                balance=await reading.ledger.balance(person.id),
                avatars=await reading.avatars.of(person.id),
                missed=await self._missed_welcome(reading, person),
            )

    async def _missed_welcome(self, reading: Reading, person: Person) -> bool:
        today = self.clock().astimezone(UTC).date()
        if person.created_at.astimezone(UTC).date() != today:
            return False
        prices = self.prices.under(await reading.terms.changed())
        if not prices.welcome or not prices.daily_welcome:
            return False
        gain = await reading.ledger.gained(person.id, reason=Reason.WELCOME)
        return not gain.times

    async def price_book(self) -> PriceBook:
        """Return the current prices."""
        async with self.store.read() as reading:
            return self.prices.under(await reading.terms.changed())


def _seen(name: str | None, username: str | None) -> Seen:
    """Return what somebody is called as it is kept: one line, and not too long."""
    line = clean(name or "")[:NAME_SEEN_MAX].rstrip()
    return Seen(name=line or None, username=username.lower() if username else None)


async def _may_welcome(work: Work, prices: PriceBook, now: datetime) -> bool:
    """Return whether the day's welcome credits suffice for one more person.

    They are counted only while they are bounded: newcomers then wait for one another.
    """
    if not prices.welcome or not prices.daily_welcome:
        return True
    day = now.astimezone(UTC).date()
    return await work.ledger.within_day(day, prices.welcome, most=prices.daily_welcome)


async def _may_bring(work: Work, referrer: PersonId, person: PersonId) -> bool:
    if referrer == person:
        return False
    try:
        await work.people.get(referrer)
    except NotFoundError:
        return False
    return True


@attrs.frozen
class Preferences:
    """Change a person's settings; every method returns the changed person.

    Raises:
        NotFoundError: Nobody has this id.
    """

    store: Store

    async def speak(self, person: PersonId, language: Language) -> Person:
        """Set the language of all messages."""
        return await self._change(person, language=language)

    async def live_in(self, person: PersonId, zone: TimeZone) -> Person:
        """Set the time zone of the dates that the person is shown."""
        return await self._change(person, time_zone=zone)

    async def be_quiet(self, person: PersonId, *, quiet: bool) -> Person:
        """Set whether messages arrive without a sound."""
        return await self._change(person, quiet=quiet)

    async def enrich(self, person: PersonId, *, enrich: bool) -> Person:
        """Set whether the person's words are enriched before they are drawn."""
        return await self._change(person, enrich=enrich)

    async def draw_in(self, person: PersonId, size: Size | None) -> Person:
        """Set the size of pictures; None: ask each time."""
        return await self._change(person, default_size=size)

    async def _change(self, person: PersonId, **settings: Any) -> Person:
        async with self.store.work(person) as work:
            changed = attrs.evolve(await work.people.get(person), **settings)
            await work.people.save(changed)
            return changed


@attrs.frozen(kw_only=True)
class Invitation:
    """The friends that a person has invited, and the credits that brought."""

    person: PersonId
    #: How many registered by the person's link.
    friends: int
    #: How many of them have ordered after a top-up, and the credits earned by that.
    rewarded: int
    credits: int
    #: Credits for the next friend, and those that the friend gets.
    reward: int
    gift: int
    #: One of theirs to show a friend: the newest favourite, or the newest.
    picture: Picture | None = None


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
            favourites = PictureFilter(favourites=True)
            return Invitation(
                person=person,
                friends=await reading.people.brought_by(person),
                rewarded=gain.times,
                credits=gain.credits,
                reward=prices.referral,
                gift=prices.invited,
                picture=await reading.pictures.older(person, favourites)
                or await reading.pictures.older(person, ALL_PICTURES),
            )


@attrs.frozen
class Redeemed:
    """A code that was redeemed."""

    promo: Promo
    balance: Balance


@attrs.frozen
class RedeemPromo:
    """Redeem promo codes for credits."""

    store: Store
    clock: Clock

    async def __call__(self, person: PersonId, words: str) -> Redeemed:
        """Redeem a code, as the person typed it.

        Raises:
            PromoRefusedError: This person cannot redeem it, or not now.
        """
        code = clean_code(words)
        async with self.store.work(person) as work:
            now = self.clock()
            trying = await work.people.get(person)
            if not trying.may_try_code(now):
                raise PromoRefusedError(PromoFault.TOO_MANY_TRIED)
            try:
                promo = await work.promos.get(code)
            except NotFoundError:
                await work.people.save(trying.tried_wrong_code(at=now))
            else:
                return await self._use(work, promo, person, now)
        raise PromoRefusedError(PromoFault.UNKNOWN)

    async def _use(
        self, work: Work, promo: Promo, person: PersonId, now: datetime
    ) -> Redeemed:
        if await work.promos.used_by(person, promo.code):
            raise PromoRefusedError(PromoFault.USED)
        fault = promo.fault(now)
        if fault is not None:
            raise PromoRefusedError(fault)
        if not await work.promos.use(promo.code, person, at=now):
            raise PromoRefusedError(PromoFault.FULL)
        await work.ledger.post(
            Posting(
                key=f"promo:{promo.code}:{person}",
                source=GRANTS,
                dest=available(person),
                amount=promo.credits,
                reason=Reason.PROMO,
                note=promo.code,
                at=now,
            )
        )
        return Redeemed(promo, await work.ledger.balance(person))

"""The people, the promo codes and the notices."""

from datetime import timedelta

import attrs

from ....errors import AlreadyExistsError, NotFoundError, Thing
from ....ids import PersonId
from ....ledger import HOUSE
from ....notices import Notice, NoticeKind
from ....people import Language
from ....sizes import Size
from .case import ANN, BOB, NOBODY, NOW, SECOND, OnPurposeError, StoreCase


class PeopleContract(StoreCase):
    """The people, the promo codes and the notices."""

    async def test_a_person_is_kept(self) -> None:
        """A person is read as written."""
        async with self.store.read() as reading:
            loaded = await reading.people.get(BOB)
        self.assertEqual(loaded, self.bob)
        self.assertIs(loaded.language, Language.RUSSIAN)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    async def test_an_unknown_person_is_not_found(self) -> None:
        """Neither an unknown id nor the product's own is found."""
        async with self.store.read() as reading:
            for person in (NOBODY, HOUSE):
                with self.assertRaises(NotFoundError) as caught:
                    await reading.people.get(person)
                self.assertIs(caught.exception.thing, Thing.PERSON)

    async def test_a_person_is_added_once(self) -> None:
        """A second person with the same id is refused; the transaction can continue."""
        other = attrs.evolve(self.ann, language=Language.RUSSIAN)
        async with self.store.work(ANN) as work:
            with self.assertRaises(AlreadyExistsError):
                await work.people.add(other)
            self.assertEqual(await work.people.get(ANN), self.ann)

    async def test_a_changed_person_is_kept(self) -> None:
        """Every field of a person can be changed and changed back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for changed in (
            attrs.evolve(
                self.ann,
                language=Language.RUSSIAN,
                main_avatar=avatar.id,
                username="ann",
                quiet=True,
                enrich=False,
                default_size=Size.STORY,
                blocked_at=NOW,
                wrong_codes=2,
                wrong_codes_since=NOW,
            ),
            self.ann,
        ):
            async with self.store.work(ANN) as work:
                await work.people.save(changed)
            async with self.store.read() as reading:
                self.assertEqual(await reading.people.get(ANN), changed)
                self.assertEqual(await reading.people.get(BOB), self.bob)

    async def test_who_brought_a_person_is_kept(self) -> None:
        """A referrer is kept, and saving does not change it."""
        friend = attrs.evolve(self.ann, id=PersonId(NOBODY + 1), referrer=BOB)
        async with self.store.work(friend.id) as work:
            await work.people.add(friend)
            await work.people.save(attrs.evolve(friend, referrer=None))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.get(friend.id), friend)

    async def test_people_are_found_by_name(self) -> None:
        """A username finds the people who have it."""
        named = attrs.evolve(self.ann, username="ann_42", left_at=NOW)
        async with self.store.work(ANN) as work:
            await work.people.save(named)
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.named("ann_42"), [named])
            self.assertEqual(await reading.people.named("ann"), [])

    async def test_the_newest_of_a_name_comes_first(self) -> None:
        """A username that changed hands finds both people, the newest first."""
        later = attrs.evolve(
            self.ann, id=NOBODY, username="ann_42", created_at=NOW + SECOND
        )
        async with self.store.work(ANN) as work:
            await work.people.save(attrs.evolve(self.ann, username="ann_42"))
        async with self.store.work(NOBODY) as work:
            await work.people.add(later)
        async with self.store.read() as reading:
            found = await reading.people.named("ann_42")
        self.assertEqual([person.id for person in found], [NOBODY, ANN])

    async def test_the_audience_of_a_broadcast(self) -> None:
        """The audience leaves out the blocked, the absent and the quiet, in order of ids."""
        for person in (
            attrs.evolve(self.ann, id=PersonId(10), blocked_at=NOW),
            attrs.evolve(self.ann, id=PersonId(11), left_at=NOW),
            attrs.evolve(self.ann, id=PersonId(12), quiet=True),
            attrs.evolve(self.ann, id=PersonId(13)),
        ):
            async with self.store.work(person.id) as work:
                await work.people.add(person)
        async with self.store.read() as reading:
            everybody = await reading.people.audience(after=PersonId(0), limit=9)
            some = await reading.people.audience(after=BOB, limit=1)
            count = await reading.people.audience_count()
        self.assertEqual([each.id for each in everybody], [BOB, 13, ANN])
        self.assertEqual([each.id for each in some], [13])
        self.assertEqual(count, 3)

    async def test_promo_codes_are_kept(self) -> None:
        """Promo codes are read as written, the newest first; a code is never reused."""
        first = attrs.evolve(self.new_promo("A"), valid_until=NOW + SECOND)
        second = self.new_promo()
        async with self.store.work(HOUSE) as work:
            for promo in (first, second):
                await work.promos.add(promo)
            with self.assertRaises(AlreadyExistsError):
                await work.promos.add(attrs.evolve(first, credits=1))
        async with self.store.work(HOUSE) as work:
            await work.promos.stop("A", at=NOW + SECOND)
        first = attrs.evolve(first, stopped_at=NOW + SECOND)
        async with self.store.read() as reading:
            self.assertEqual(await reading.promos.get("A"), first)
            newest = await reading.promos.newest(limit=9)
            one = await reading.promos.newest(limit=1)
            with self.assertRaises(NotFoundError):
                await reading.promos.get("B")
        self.assertEqual(list(newest), [second, first])
        self.assertEqual(list(one), [second])

    async def test_a_promo_code_is_used_once_each(self) -> None:
        """A person uses a code once, and only as many people as it allows."""
        promo = self.new_promo(uses=2)
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
        async with self.store.work(ANN) as work:
            self.assertIs(await work.promos.used_by(ANN, promo.code), False)
            self.assertIs(await work.promos.use(promo.code, ANN, at=NOW), True)
            with self.assertRaises(AlreadyExistsError):
                await work.promos.use(promo.code, ANN, at=NOW)
        async with self.store.read() as reading:
            self.assertIs(await reading.promos.used_by(ANN, promo.code), True)
            self.assertIs(await reading.promos.used_by(BOB, promo.code), False)
            self.assertEqual((await reading.promos.get(promo.code)).used, 1)

    async def test_a_use_that_is_rolled_back_is_free_again(self) -> None:
        """A use that is rolled back does not count."""
        promo = self.new_promo()
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                await work.promos.use(promo.code, ANN, at=NOW)
                raise OnPurposeError
        async with self.store.work(BOB) as work:
            self.assertIs(await work.promos.use(promo.code, BOB, at=NOW), True)

    async def test_friends_are_counted(self) -> None:
        """Referrers and promised rewards are kept and counted."""
        friend = attrs.evolve(self.ann, id=NOBODY, referrer=BOB, bounty=50)
        async with self.store.work(NOBODY) as work:
            await work.people.add(friend)
            await work.people.save(attrs.evolve(friend, referrer=ANN, bounty=1))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.get(NOBODY), friend)
            self.assertEqual(await reading.people.brought_by(BOB), 1)
            self.assertEqual(await reading.people.brought_by(ANN), 0)

    async def test_notices_wait_until_they_are_told(self) -> None:
        """Notices are read as written, the longest due first; a key is used once."""
        first, second, third = (
            Notice(
                key=what,
                person=ANN,
                what=what,
                amount=number,
                why="because",
                due_at=NOW + number * SECOND,
            )
            for number, what in enumerate(list(NoticeKind)[:3])
        )
        avatar = self.new_avatar()
        first = attrs.evolve(first, avatar=avatar.id)
        await self.keep(avatar)
        async with self.store.work(BOB) as work:
            for notice in (third, second, first, attrs.evolve(first, amount=9)):
                await work.notices.add(notice)
        async with self.store.read() as reading:
            due = await reading.notices.due(NOW + SECOND, limit=9)
            one = await reading.notices.due(NOW + SECOND, limit=1)
        self.assertEqual(list(due), [first, second])
        self.assertIs(due[0].what, first.what)
        self.assertEqual(list(one), [first])
        later = first.retry_later(NOW + 2 * SECOND)
        async with self.store.work(ANN) as work:
            await work.notices.save(attrs.evolve(later, amount=9))
            removed = [
                await work.notices.remove(key)
                for key in (second.key, second.key, "unknown")
            ]
            await work.notices.save(second)
        self.assertEqual(removed, [True, False, False])
        async with self.store.read() as reading:
            due = await reading.notices.due(NOW + 2 * SECOND, limit=9)
        self.assertEqual(
            {notice.key: notice for notice in due}, {later.key: later, third.key: third}
        )
        async with self.store.work(ANN) as work:
            claims = [
                await work.notices.claim(later, until=NOW + 9 * SECOND),
                await work.notices.claim(later, until=NOW + 9 * SECOND),
                await work.notices.claim(second, until=NOW + 9 * SECOND),
            ]
        async with self.store.read() as reading:
            due = await reading.notices.due(NOW + 2 * SECOND, limit=9)
            lasting = await reading.notices.due(NOW + 9 * SECOND, limit=9)
        self.assertEqual(claims, [True, False, False])
        self.assertEqual(list(due), [third])
        self.assertEqual([notice.key for notice in lasting], [third.key, later.key])

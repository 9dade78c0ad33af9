"""The number of transactions per update, beside the one that stored it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
import sqlalchemy as sa

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.adapters.telegram.plumbing.memory_inbox import LEASE
from tests.adapters.telegram.plumbing.rig import Rig, as_sent, waiting_updates, words
from tests.databases import KINDS, open_without_rows
from tests.steps import Steps

from adapters.chat_store import ProgressCard
from adapters.sql import (
    NoQueue,
    SqlAnchors,
    SqlKnownFiles,
    SqlProgressCards,
    SqlStore,
)
from adapters.sql.updates import SqlInbox
from adapters.telegram import RecentFiles, TelegramNotifier
from adapters.telegram.callbacks import AvatarAction, AvatarMove, Menu, Section
from adapters.telegram.picture_callbacks import (
    ChoosePicture,
    GalleryMenu,
    GalleryMove,
    JumpTo,
    PageMove,
    PictureAction,
    PictureMove,
    ShowPage,
)
from adapters.telegram.updates.intake import arrival_of
from adapters.telegram.updates.reading import read
from avatar_core import (
    AvatarStatus,
    JobId,
    Language,
    Models,
    PersonId,
    PriceBook,
    Size,
)
from avatar_core.testing import (
    MemoryPacks,
    ScriptedProvider,
    SequentialIds,
    memory_ports,
)
from avatar_core.testing.contracts.store.case import StoreCase
from avatar_core.testing.provider import TINY_JPEG
from avatar_core.use_cases import Config, use_cases


@pytest.fixture(params=KINDS)
async def engine(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[AsyncEngine]:
    """Return a database of each kind, migrated and empty."""
    engine = await open_without_rows(request.param, tmp_path)
    yield engine
    await engine.dispose()


@attrs.frozen
class Counted:
    """The product in front of a database whose transactions are counted."""

    rig: Rig
    engine: AsyncEngine

    async def cost(self) -> int:
        """Handle the newest update; return how many transactions that took."""
        process = self.rig.product()
        inbox = SqlInbox(engine=self.engine, clock=self.rig.clock, lease=LEASE)
        scope = attrs.evolve(process.scope, inbox=inbox)
        raw = as_sent((await waiting_updates(self.rig.bot))[-1], self.rig.bot)
        update = read(raw, self.rig.bot)
        assert update is not None
        arrival = arrival_of(update, raw)
        await inbox.take([arrival])
        with self._counting() as begun:
            look = await inbox.look(arrival.line)
            outcome = await scope.attend(look.waiting[0], look)
        assert outcome.emptied
        return len(begun)

    async def tap(self, data: CallbackData) -> int:
        """Tap a button; return how many transactions that took."""
        self.rig.anna.tap(self.rig.anna.messages[0].id, data.pack())
        return await self.cost()

    @contextmanager
    def _counting(self) -> Iterator[list[object]]:
        begun: list[object] = []

        def note(connection: sa.Connection) -> None:
            begun.append(connection)

        engine = self.engine.sync_engine
        sa.event.listen(engine, "begin", note)
        yield begun
        sa.event.remove(engine, "begin", note)


@pytest.fixture
async def counted(rig: Rig, engine: AsyncEngine) -> Counted:
    """Return the product, known to a person who has two pictures."""
    store = SqlStore(engine, NoQueue())
    rig.store = cast("Any", store)
    rig.anchors = cast("Any", SqlAnchors(engine, rig.clock))
    rig.files = cast("Any", RecentFiles(SqlKnownFiles(engine)))
    accounts = rig.cases.accounts
    await accounts.enter(PersonId(rig.anna.id), Language.ENGLISH, name="Anna")
    await rig.messages.show(rig.anna.id, words())
    return Counted(rig, engine)


async def test_start(counted: Counted) -> None:
    """A greeting looks, reads the credits with the avatars, and ends."""
    # What Telegram made of the welcome picture is looked up and written down once.
    for most in (5, 3):
        await counted.rig.anna.send_text("/start")
        assert most >= await counted.cost()


@pytest.mark.parametrize("section", [Section.MAIN, Section.AVATARS])
async def test_menu(counted: Counted, section: Section) -> None:
    """A tap on the menu reads the update, the avatars, and ends."""
    assert 3 >= await counted.tap(Menu(section=section))


async def test_page(counted: Counted) -> None:
    """A static page reads the update and ends."""
    assert 2 == await counted.tap(Menu(section=Section.TERMS))


async def test_gallery(counted: Counted) -> None:
    """Leafing looks, reads one picture, and ends, once Telegram knows the picture."""
    rows = StoreCase()
    rows.store, rows.ids = counted.rig.store, SequentialIds("rows")
    first, second = await rows.drawn(1, 2, owner=PersonId(counted.rig.anna.id))
    for picture in (first, second):
        await counted.rig.blobs.put(picture.key, TINY_JPEG)
    older = PictureAction(move=PictureMove.OLDER, picture=second.id)
    newer = PictureAction(move=PictureMove.NEWER, picture=first.id)

    # What Telegram made of a picture is looked up and written down once each.
    assert 5 >= await counted.tap(newer)
    assert 5 >= await counted.tap(older)
    for step in (newer, older, newer):
        assert 3 >= await counted.tap(step)


async def test_pages(counted: Counted) -> None:
    """A page looks, reads its pictures, and ends; so does choosing some of them.

    What is done with those also takes three, before the next page is drawn.
    """
    rows = StoreCase()
    rows.store, rows.ids = counted.rig.store, SequentialIds("rows")
    pictures = await rows.drawn(*range(12), owner=PersonId(counted.rig.anna.id))
    *_, newest = pictures
    choose = ShowPage(move=PageMove.CHOOSE, picture=newest.id)

    # What Telegram made of a sheet is looked up and written down once each.
    assert 5 >= await counted.tap(GalleryMenu(move=GalleryMove.OPEN))
    again: list[CallbackData] = [
        GalleryMenu(move=GalleryMove.OPEN),
        JumpTo(month="2026-1"),
        ShowPage(move=PageMove.FROM, picture=newest.id),
        choose,
        *(ChoosePicture(picture=one.id, on=True) for one in pictures[:2]),
        GalleryMenu(move=GalleryMove.DELETE),
        GalleryMenu(move=GalleryMove.CHOOSE),
        GalleryMenu(move=GalleryMove.LIKE),
        choose,
        ChoosePicture(picture=pictures[0].id, on=True),
        GalleryMenu(move=GalleryMove.DELETE_FOR_GOOD),
    ]
    for step in again:
        assert 3 >= await counted.tap(step), step
    assert [9] == counted.rig.sheets


async def test_avatar(counted: Counted) -> None:
    """An avatar card is read at once, with the avatars beside it."""
    rows = StoreCase()
    rows.store, rows.ids = counted.rig.store, SequentialIds("rows")
    [picture] = await rows.drawn(1, owner=PersonId(counted.rig.anna.id))
    await counted.rig.blobs.put(picture.key, TINY_JPEG)

    show = AvatarAction(move=AvatarMove.SHOW, avatar=picture.avatar)
    assert 5 >= await counted.tap(show)
    assert 3 >= await counted.tap(show)


@pytest.mark.parametrize(("enricher", "most"), [(None, 9), ("a/writer", 15)])
async def test_generation(counted: Counted, enricher: str | None, most: int) -> None:
    """From its claim until its end is told, a picture takes nine, its better words six.

    Better words are claimed and noted as submitting at once, because they need no file.
    """
    rig, anna = counted.rig, PersonId(counted.rig.anna.id)
    rows = StoreCase()
    rows.store, rows.ids = rig.store, SequentialIds("rows")
    avatar = rows.new_avatar(anna, AvatarStatus.COMPLETED)
    await rows.keep(avatar, person=anna)
    cards = SqlProgressCards(counted.engine)
    provider = ScriptedProvider()
    ports = attrs.evolve(
        memory_ports(),
        store=rig.store,
        blobs=rig.blobs,
        clock=rig.clock,
        provider=provider,
        notifier=TelegramNotifier(rig.messages, cards, MemoryPacks([])),
    )
    config = Config(
        models=Models(enricher=enricher), prices=PriceBook(training=150, welcome=1000)
    )
    cases = use_cases(ports, config)
    await cases.accounts.enter(anna, Language.ENGLISH)
    await rows.grant(anna, 1000)
    job = await cases.pictures.start(
        anna, avatar.id, JobId(rows.ids()), words="at sea", size=Size.SQUARE, count=1
    )
    card = await rig.messages.show(anna, words())
    await cards.put(job.id, ProgressCard(anna, card, ""))

    async with rig.store.read() as reading:
        # The words' job is newer, and first.
        jobs = [*await reading.jobs.unfinished(anna)][::-1]
    assert len(jobs) == (1 if enricher is None else 2)

    told = None
    with counted._counting() as begun:
        for one in jobs:
            await Steps(cases.worker.advance)(one.id)
            [*_, request] = provider.requests
            provider.finish(request)
            assert await cases.worker.advance.webhook_received(one.token, request)
            told = await Steps(cases.worker.advance)(one.id)
            while told is not None and told.told_at is None:
                told = await Steps(cases.worker.advance)(one.id)

    assert told is not None
    assert rig.anna.messages[-1].photo is not None
    assert card not in [message.id for message in rig.anna.messages]
    assert await cards.get(job.id) is None
    assert len(begun) <= most

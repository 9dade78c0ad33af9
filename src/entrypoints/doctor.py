"""Examine everything that the product needs; say what is wrong, and how to mend it."""

import asyncio
import json
import shutil
import tempfile

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeAlias

import attrs
import httpx

from aiogram.exceptions import AiogramError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters import sql
from adapters.blobs import Links, ObstoreBlobs, SignedLinks
from adapters.fal import FalAddresses, FalCatalogue, FalClient, HttpAnswerError
from adapters.sql.address import SqliteAddress, parse
from adapters.sql.migrate import current, latest
from adapters.telegram import make_bot
from avatar_core import Families, Family
from avatar_core.blob_keys import content_type
from avatar_core.errors import AvatarCoreError, ProviderUnavailableError
from avatar_core.margins import Economics

from .clock import wall_clock
from .database import existing_database, require_latest
from .environment import StartError
from .parts import (
    RAISE_PRICES,
    greatest_loss,
    make_links,
    make_marker,
    make_shelf,
    make_storage,
    require_writable,
)
from .settings import Settings


#: Seconds for each check; the ledger's reads all postings.
_SECONDS: Final = 15.0
_LEDGER_SECONDS: Final = 120.0
_KEY: Final = "health/doctor.zip"
_BYTES: Final = b"the doctor was here"
#: An error of Telegram's that is older tells nothing about today.
_RECENT: Final = timedelta(hours=1)
#: Webhooks whose time is further away are refused at five minutes.
_CLOCK_MAY_DIFFER: Final = timedelta(minutes=1)
#: fal.ai keeps the balance from keys of another kind than ADMIN.
_KEPT: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
)
_GIGABYTE: Final = 1 << 30
_LONG_DUE: Final = timedelta(minutes=10)

Check: TypeAlias = Callable[[], Awaitable[str]]


class SickError(Exception):
    """A check has failed; *mend* says what to do."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(says)
        self.mend = mend


@attrs.frozen
class Finding:
    """What a check found."""

    check: str
    well: bool
    says: str
    #: What to do if it is not well.
    mend: str = ""


def unsettled(sentences: str) -> Finding:
    """Return what is found if the settings cannot be read: nothing else can be asked."""
    mend = "set it in the environment or .env: docs/settings.md"
    return Finding("settings", well=False, says=sentences, mend=mend)


def as_text(found: Sequence[Finding], *, colour: bool) -> str:
    """Return a line for each finding, and one more with the mend of a red one."""
    lines = []
    for each in found:
        mark = "ok " if each.well else "BAD"
        if colour:
            mark = f"\033[{32 if each.well else 31}m{mark}\033[0m"
        lines.append(f"{mark}  {each.check}: {each.says}")
        if each.mend:
            lines.append(f"     -> {each.mend}")
    return "\n".join(lines)


def as_json(found: Sequence[Finding], **_: object) -> str:
    """Return the findings as an array of objects."""
    return json.dumps([attrs.asdict(each) for each in found], indent=2)


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Make all checks at once, each within its time."""
    doctor = _Doctor(settings, environment)
    checks: dict[str, Check] = {
        "signing": doctor.signing,
        "database": doctor.database,
        "ledger": doctor.ledger,
        "queue": doctor.queue,
        "storage": doctor.storage,
        "public url": doctor.public_url,
        "telegram": doctor.telegram,
        "fal.ai key": doctor.fal_key,
        "fal.ai models": doctor.fal_models,
        "fal.ai signatures": doctor.fal_signatures,
        "fal.ai balance": doctor.fal_balance,
        "clock": doctor.clock,
        "disk": doctor.disk,
        "prices": doctor.prices,
    }
    found = await asyncio.gather(*(_made(name, make) for name, make in checks.items()))
    return [Finding("settings", well=True, says="each can be used"), *found]


async def _made(name: str, check: Check) -> Finding:
    seconds = _LEDGER_SECONDS if name == "ledger" else _SECONDS
    try:
        async with asyncio.timeout(seconds):
            return Finding(name, well=True, says=await check())
    except SickError as error:
        return Finding(name, False, str(error), error.mend)
    except StartError as error:
        # Its sentence names the setting, and what to do after the last semicolon.
        says, _, mend = str(error).rpartition("; ")
        return Finding(name, False, says or mend, mend)
    except TimeoutError:
        mend = "look whether its host can be reached from here, and is not overloaded"
        return Finding(name, False, f"no answer within {seconds:.0f} s", mend)
    except Exception as error:  # noqa: BLE001 - one check must not end the others
        says = f"{type(error).__name__}: {error}"
        mend = "look whether its host can be reached from here: docs/running.md"
        return Finding(name, False, says, mend)


@attrs.frozen
class _Doctor:
    settings: Settings
    environment: Mapping[str, str]

    async def signing(self) -> str:
        make_marker(self.settings)
        signed = self.settings.c2pa_certificate is not None
        return "pictures are signed" if signed else "no certificate is set"

    # --- what we keep -----------------------------------------------------

    async def database(self) -> str:
        async with existing_database(self.settings.database_url) as engine:
            if engine is None or (version := await current(engine)) is None:
                return "it is empty, and set up by the first start"
            require_latest(version)
            return f"version {version}, the newest"

    async def ledger(self) -> str:
        async with self._filled() as engine:
            if engine is None:
                return "no database yet"
            try:
                await sql.check_books(engine)
            except sql.BooksError as error:
                mend = "stop selling, restore a backup beside it and compare"
                raise SickError("; ".join(error.faults[:3]), mend) from None
            return "every credit is accounted for"

    async def queue(self) -> str:
        async with self._filled() as engine:
            if engine is None:
                return "no database yet"
            oldest = await sql.oldest_due(engine)
        waits = max(timedelta(0), wall_clock() - oldest) if oldest else timedelta(0)
        says = f"the oldest work has been due for {waits.total_seconds():.0f} s"
        if waits > _LONG_DUE:
            mend = "start avatar-bot run, or see its log; /admin shows incidents"
            raise SickError(says, mend)
        return says

    async def storage(self) -> str:
        async with AsyncExitStack() as stack:
            fal = await stack.enter_async_context(self._fal())
            links = make_links(self.settings, fal, wall_clock)
            blobs = self._blobs(links, stack)
            await require_writable(blobs)
            await blobs.put(_KEY, _BYTES)
            if await blobs.get(_KEY) != _BYTES:
                mend = "name a storage that keeps what it is given in STORAGE_URL"
                raise SickError("STORAGE_URL: what was written reads otherwise", mend)
            if links is not None:
                return "written and read"
            url = await blobs.link(_KEY, lifetime=timedelta(minutes=1))
            await _fetch(url, "the AWS_* keys must allow GetObject")
            return "written, read, and served by a signed link with its type"

    async def public_url(self) -> str:
        """Fetch a file by a signed link, through whatever stands in front of us."""
        if (public := self.settings.public_url) is None:
            return "not set: Telegram and fal.ai are polled"
        mend = (
            "start avatar-bot run, and let the reverse proxy at PUBLIC_URL pass every "
            f"path on to {self.settings.listen} unchanged"
        )
        async with AsyncExitStack() as stack:
            fal = await stack.enter_async_context(self._fal())
            links = make_links(self.settings, fal, wall_clock)
            if isinstance(links, SignedLinks):
                blobs = self._blobs(links, stack)
                await blobs.put(_KEY, _BYTES)
                url = await blobs.link(_KEY, lifetime=timedelta(minutes=1))
                await _fetch(url, mend)
                return "a signed link was answered by this bot"
            async with httpx.AsyncClient() as client:
                answer = await client.get(f"{public}/health")
            if answer.status_code != HTTPStatus.OK:
                raise SickError(f"/health says {answer.status_code}", mend)
            return "/health answers there"

    # --- whom we ask ------------------------------------------------------

    async def telegram(self) -> str:
        token = self.settings.bot_token.get_secret_value()
        bot = make_bot(token, self.settings.telegram_api_url)
        try:
            me = await bot.me()
            name = me.username
            hook = await bot.get_webhook_info()
        except AiogramError as error:
            mend = (
                "copy BOT_TOKEN again from @BotFather; is api.telegram.org reachable?"
            )
            raise SickError(type(error).__name__, mend) from None
        finally:
            await bot.session.close()
        public = self.settings.public_url
        wanted = f"{public}/telegram" if public else ""
        if hook.url != wanted:
            mend = "start avatar-bot run; use this token for one bot only"
            raise SickError(f"@{name}: its webhook is {hook.url or 'not set'}", mend)
        since = hook.last_error_date
        if since is not None and datetime.now(UTC) - since < _RECENT:
            mend = "mend what answers at PUBLIC_URL; the error goes away in an hour"
            raise SickError(f"@{name}: Telegram says {hook.last_error_message}", mend)
        sharing = "" if me.supports_inline_queries else "; no /setinline at @BotFather"
        return f"@{name}, {hook.pending_update_count} updates wait there{sharing}"

    async def fal_key(self) -> str:
        family, *_ = self._families()
        async with self._fal() as fal:
            try:
                await fal.get("/v1/models/pricing", {"endpoint_id": [family.generator]})
            except AvatarCoreError as error:
                mend = "set FAL_KEY to a key of kind API from fal.ai/dashboard/keys"
                raise SickError(str(error), mend) from None
        return "fal.ai knows it"

    async def fal_models(self) -> str:
        models = self.settings.models
        called = {
            *(each.trainer for each in self._families()),
            *(each.generator for each in self._families()),
            *filter(None, (models.describer, models.enricher, models.upscaler)),
        }
        async with self._fal() as fal:
            listed = await FalCatalogue(fal).look(called)
        gone = [
            name
            for name in sorted(called)
            if name not in listed or listed[name].deprecated
        ]
        if gone:
            mend = "take the families that need it out of FAMILIES, or set other models"
            raise SickError(f"gone or deprecated: {', '.join(gone)}", mend)
        return f"all {len(called)} are offered"

    async def fal_signatures(self) -> str:
        async with httpx.AsyncClient() as client:
            answer = await client.get(self._addresses().keys)
        count = len(answer.raise_for_status().json()["keys"])
        return f"{count} keys of webhooks' signatures"

    async def fal_balance(self) -> str:
        async with self._fal() as fal:
            try:
                page = await fal.get("/v1/account/billing", {"expand": "credits"})
                balance = Decimal(str(page["credits"]["current_balance"]))
            except ProviderUnavailableError as error:
                cause = error.__cause__
                if isinstance(cause, HttpAnswerError) and cause.answer.status in _KEPT:
                    return "this key may not ask, as is right for a key of kind API"
                raise
            except (LookupError, TypeError, ArithmeticError):
                return "fal.ai answers, but does not name it"
        if balance <= 0:
            raise SickError(f"${balance:.2f} are left", "fal.ai/dashboard/billing")
        return f"${balance:.2f} are left"

    # --- this machine -----------------------------------------------------

    async def clock(self) -> str:
        async with httpx.AsyncClient() as client:
            url = self.settings.telegram_api_url or "https://api.telegram.org"
            answer = await client.head(url)
        apart = datetime.now(UTC) - parsedate_to_datetime(answer.headers["Date"])
        says = f"{abs(apart.total_seconds()):.0f} s from Telegram's"
        if abs(apart) > _CLOCK_MAY_DIFFER:
            raise SickError(says, "set the clock by the network: timedatectl set-ntp 1")
        return says

    async def disk(self) -> str:
        return await asyncio.to_thread(self._room)

    async def prices(self) -> str:
        settings = self.settings
        economics = Economics(
            families=Families(offered=settings.families),
            models=settings.models,
            packages=settings.packages,
            rates=settings.rates,
            previews=settings.preview_pictures,
            spares=settings.spare_pictures,
        )
        if economics.credit is None:
            return "STAR_WORTH_USD is 0: nothing can be compared"
        packs = await make_shelf(settings).all()
        margins = economics.margins(settings.prices, packs)
        if loss := greatest_loss(margins):
            raise SickError(loss, RAISE_PRICES)
        least = min(one.percent for one in margins if one.percent is not None)
        return f"everything leaves {least} % of what it brings at least"

    def _room(self) -> str:
        places = {Path(tempfile.gettempdir())}
        address = parse(self.settings.database_url)
        if isinstance(address, SqliteAddress):
            places.add(Path(address.path).absolute())
        if "://" not in self.settings.storage_url:
            places.add(Path(self.settings.storage_url).absolute())
        room = {place: shutil.disk_usage(_there(place)).free for place in places}
        tightest = min(room, key=lambda place: room[place])
        says = f"{room[tightest] / _GIGABYTE:.1f} GB are free at {tightest}"
        if room[tightest] < _GIGABYTE:
            raise SickError(says, "make room there: at least 1 GB")
        return says

    @asynccontextmanager
    async def _filled(self) -> AsyncIterator[AsyncEngine | None]:
        """Lend the database if it has our tables."""
        async with existing_database(self.settings.database_url) as engine:
            ours = engine is not None and await current(engine) == latest()
            yield engine if ours else None

    def _families(self) -> list[Family]:
        return [*Families(offered=self.settings.families).on_offer()]

    def _blobs(self, links: Links | None, stack: AsyncExitStack) -> ObstoreBlobs:
        blobs = make_storage(self.settings.storage_url, links, self.environment)
        stack.callback(blobs.close)
        return blobs

    def _addresses(self) -> FalAddresses:
        url = self.settings.fal_url
        return FalAddresses.below(url) if url else FalAddresses()

    def _fal(self) -> FalClient:
        return FalClient(self.settings.fal_key.get_secret_value(), self._addresses())


async def _fetch(url: str, mend: str) -> None:
    """Require our bytes, with their type, at a link."""
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.get(url)
    except httpx.HTTPError as error:
        raise SickError(f"nothing answers ({type(error).__name__})", mend) from None
    if answer.content != _BYTES:
        raise SickError(f"a signed link is answered with {answer.status_code}", mend)
    if answer.headers.get("Content-Type") != content_type(_KEY):
        raise SickError("the type of a file is lost on the way", mend)


def _there(place: Path) -> Path:
    """Return the nearest folder that exists."""
    return next(each for each in (place, *place.parents) if each.is_dir())

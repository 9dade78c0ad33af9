"""Make the bot, the storage, its links, the choices and the secrets of the settings."""

import asyncio
import hashlib
import hmac

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import Final

import structlog

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

from adapters.blobs import (
    Links,
    ObstoreBlobs,
    SignedLinks,
    StorageRefusedError,
    UploadedLinks,
    open_blobs,
    probe,
)
from adapters.faces import DlibFaces, is_installed
from adapters.fal import FalClient, FalFiles, UnknownModelError, require_models
from adapters.packs import SHIPPED, FilePacks
from adapters.pictures import Marker, Signer, SigningError
from adapters.sql.address import SqliteAddress, parse
from adapters.telegram import ServerFolder, make_bot
from avatar_core import Families
from avatar_core.margins import Margin
from avatar_core.ports import Clock
from avatar_core.use_cases import Config

from .environment import StartError
from .settings import Settings


log = structlog.get_logger()

#: Shorter secrets may be parts of ordinary words.
_SHORTEST: Final = 8
#: A storage that takes longer does not delay the start.
_PATIENCE_SECONDS: Final = 10.0
#: What to do when something is sold below cost.
RAISE_PRICES: Final = "raise the price, or ask for more Stars in TOP_UP_PACKAGES"


class Purpose(StrEnum):
    """The purpose of a derived secret."""

    TELEGRAM_WEBHOOK = "telegram webhook"
    BLOB_LINKS = "blob links"


def secrets_of(settings: Settings, environment: Mapping[str, str]) -> frozenset[str]:
    """Return all secrets, to be removed from the log."""
    token = settings.bot_token.get_secret_value()
    key = settings.fal_key.get_secret_value()
    found = {
        token,
        token.partition(":")[2],
        key,
        key.partition(":")[2],
        parse(settings.database_url).password or "",
        settings.metrics_token.get_secret_value() if settings.metrics_token else "",
        environment.get("AWS_SECRET_ACCESS_KEY", ""),
        environment.get("AWS_SESSION_TOKEN", ""),
        *(derived_secret(settings, purpose) for purpose in Purpose),
    }
    return frozenset(secret for secret in found if len(secret) >= _SHORTEST)


def derived_secret(settings: Settings, purpose: Purpose) -> str:
    """Return the secret for a purpose, the same at every start."""
    key = settings.bot_token.get_secret_value().encode()
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()


async def open_bot(settings: Settings, stack: AsyncExitStack) -> Bot:
    """Return the bot, after Telegram has recognised its token, if it answers.

    Raises:
        StartError: Telegram does not know it.
    """
    bot = make_bot(
        settings.bot_token.get_secret_value(),
        settings.telegram_api_url,
        files=ServerFolder(
            settings.telegram_api_dir, server=settings.telegram_api_server_dir
        )
        if settings.telegram_api_dir
        else None,
    )
    stack.push_async_callback(bot.session.close)
    try:
        with known_to_telegram():
            await bot.me()
    except TelegramAPIError as error:
        log.warning("telegram.unreachable", error=type(error).__name__)
    return bot


@contextmanager
def known_to_telegram() -> Iterator[None]:
    """Raise a `StartError` if Telegram does not recognise the token."""
    try:
        yield
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise StartError(
            "BOT_TOKEN: Telegram does not know it; copy it again from @BotFather."
        ) from None


async def open_storage(
    settings: Settings,
    links: Links | None,
    environment: Mapping[str, str],
    stack: AsyncExitStack,
) -> ObstoreBlobs:
    """Return the storage, after a write to it has succeeded, if it answers.

    Raises:
        StartError: It refuses access.
    """
    blobs = make_storage(settings.storage_url, links, environment)
    stack.callback(blobs.close)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await require_writable(blobs)
            if isinstance(parse(settings.database_url), SqliteAddress):
                # With SQLite no other process is using them.
                await blobs.clear_scratch(timedelta(0))
    except StartError:
        raise
    except Exception as error:  # noqa: BLE001 # any network error
        log.warning("storage.unreachable", error=type(error).__name__)
    return blobs


def make_storage(
    url: str, links: Links | None, environment: Mapping[str, str]
) -> ObstoreBlobs:
    """Return the storage that a setting names, without asking it anything.

    Raises:
        StartError: The setting names none.
    """
    try:
        return open_blobs(url, links, environment=environment)
    except ValueError as error:
        raise StartError(
            f"STORAGE_URL: {error}; name a directory, or s3://bucket/prefix."
        ) from None
    except OSError as error:
        raise _refused(error.strerror or str(error)) from None


async def require_writable(blobs: ObstoreBlobs) -> None:
    """Write to the storage; any error that is no `StartError` may be temporary.

    Raises:
        StartError: It refuses access.
    """
    try:
        await probe(blobs)
    except StorageRefusedError as error:
        raise _refused(str(error)) from None


def open_faces(settings: Settings, stack: AsyncExitStack) -> DlibFaces | None:
    """Return what finds faces, if it is wanted and installed."""
    if not settings.coach:
        return None
    if not is_installed():
        log.warning(
            "coach.not_installed",
            why="Photos are not looked at for faces: the extra `faces` is not installed, "
            "or not available for this system. Everything else works.",
        )
        return None
    faces = DlibFaces()
    stack.callback(faces.close)
    return faces


def make_links(settings: Settings, fal: FalClient, clock: Clock) -> Links | None:
    """Return the links to our files for fal.ai: None (S3's), our own, or to copies."""
    if settings.storage_url.startswith("s3://"):
        return None
    if settings.public_url is not None:
        return SignedLinks(
            settings.public_url,
            derived_secret(settings, Purpose.BLOB_LINKS).encode(),
            clock,
        )
    return UploadedLinks(FalFiles(fal).upload, clock=clock)


def make_marker(settings: Settings) -> Marker:
    """Return the marker of pictures, which signs if there is a certificate.

    Raises:
        StartError: Nothing can be signed with it.
    """
    certificate, key = settings.c2pa_certificate, settings.c2pa_key
    if certificate is None and key is None:
        return Marker()
    if certificate is None or key is None:
        raise StartError(
            "C2PA_CERTIFICATE, C2PA_KEY: only one of them is set; set both or neither."
        )
    try:
        return Marker(Signer(certificate.read_bytes(), key.read_bytes()))
    except (OSError, SigningError) as error:
        raise StartError(
            f"C2PA_CERTIFICATE, C2PA_KEY: pictures cannot be signed ({error}); "
            "docs/marks.md says what is needed."
        ) from None


def make_config(settings: Settings) -> Config:
    """Return the choices of the admin.

    Raises:
        StartError: A model cannot be used.
    """
    families = Families(offered=settings.families)
    try:
        require_models(families, settings.models)
    except UnknownModelError as error:
        chosen = ("describer_model", "enricher_model", "upscaler_model")
        wrong = [
            name.upper() for name in chosen if getattr(settings, name) == error.name
        ]
        raise StartError(f"{', '.join(wrong)}: {error}.") from None
    return Config(
        families=families,
        models=settings.models,
        prices=settings.prices,
        policy=settings.policy,
        packages=settings.packages,
        rates=settings.rates,
        admins=settings.admins,
        consent_version=settings.consent_version,
        words=settings.words,
        time_zone=settings.time_zone,
        tell_sales=settings.tell_sales,
        digest_hour=settings.digest_hour,
    )


def make_shelf(settings: Settings) -> FilePacks:
    """Return the shipped packs and the admin's own."""
    return FilePacks([*filter(None, (SHIPPED, settings.packs_dir))], settings.words)


def greatest_loss(margins: Iterable[Margin]) -> str:
    """Say what loses the most of all that is sold below cost; empty if nothing is."""
    losses = [one for one in margins if one.loses]
    if not losses:
        return ""
    one = min(losses, key=lambda each: each.income - each.cost)
    what = ", ".join(filter(None, (one.family, one.pack and f"pack {one.pack}")))
    others = f" ({len(losses) - 1} more sell at a loss)" if losses[1:] else ""
    return (
        f"PRICE_{one.term.upper()}: {what and f'in {what}, '}{one.price.normalize():f} "
        f"credits bring ${one.income / 1000:.3f}, and fal.ai bills "
        f"${one.cost / 1000:.3f}{others}"
    )


def _refused(words: str) -> StartError:
    return StartError(
        f"STORAGE_URL: it cannot be used ({words.rstrip('.')}); name a directory that "
        "this user may write to, or a bucket that the AWS_* keys open."
    )

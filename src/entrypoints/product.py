"""The product put together: settings to adapters to use cases to servers."""

import asyncio
import hashlib
import hmac
import os
import signal

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import attrs
import structlog

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.blobs import (
    Links,
    ObstoreBlobs,
    PresignedLinks,
    SignedLinks,
    UploadedLinks,
    open_blobs,
)
from adapters.fal import (
    FalClient,
    FalImageGenerator,
    FalTrainer,
    FalUploads,
    FalUpscaler,
    FalWebhooks,
    FalWriter,
    UnknownModelError,
    require_models,
)
from adapters.packs import SHIPPED, FilePacks
from adapters.pictures import DESCRIBED, PillowPictures
from adapters.queue import MemoryQueue, PostgresQueue
from adapters.sql import (
    SqlAnchors,
    SqlCards,
    SqlStore,
    answers,
    open_engine,
)
from adapters.sql.conversations import SqlConversations
from adapters.sql.migrate import current, latest, upgrade
from adapters.sql.updates import SqlUpdates
from adapters.telegram import (
    CatchUp,
    OwnerCases,
    Perils,
    Polling,
    Renderer,
    TelegramDisputes,
    TelegramFiles,
    TelegramHerald,
    TelegramNotifier,
    TelegramOwners,
    TelegramStarRefunds,
    UpdateScope,
    UseCases,
    WebhookUpdates,
    announce,
    create_dispatcher,
    ids_namespace,
    make_bot,
    setup,
)
from avatar_core import Families, JobKind, Pace
from avatar_core.ids import Ids
from avatar_core.use_cases import (
    Accounts,
    AdvanceJobs,
    CancelJob,
    DescribePhoto,
    FileDispute,
    Gallery,
    GeneratePictures,
    InviteFriends,
    ManageAvatars,
    OrderPack,
    Preferences,
    ReadReceipts,
    RedeemPromo,
    RefundPayments,
    RemixPictures,
    SendBroadcasts,
    Sweep,
    TellDisputes,
    TellOwners,
    TopUp,
    TrainAvatar,
    UploadPhotos,
    UpscalePicture,
)
from avatar_core.use_cases.crafts import Generation, Training, Upscaling, Writing

from .broadcaster import Broadcaster, Turns
from .settings import Settings
from .web import Site
from .worker import Worker


log = structlog.get_logger()

#: How often the bot tries to introduce itself to a Telegram that does not answer.
_PATIENCE: Final = timedelta(seconds=5)
#: How long a handled update is remembered; Telegram repeats none after a day.
_UPDATES_KEPT: Final = timedelta(days=2)
#: fal.ai's client takes only more than a second for a request to begin in.
_SHORTEST_START: Final = timedelta(seconds=2)
#: What /health writes and reads back.
_PROBE: Final = "health/probe"


class StartError(Exception):
    """The product cannot start; the text says what to do."""


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@attrs.frozen
class Product:
    """What runs."""

    #: Where the web server listens.
    url: str
    worker: Worker
    store: SqlStore
    blobs: ObstoreBlobs
    #: What must not end before the product does.
    _tasks: frozenset[asyncio.Task[None]]

    async def ended(self) -> None:
        """Wait until a part ends by itself, which none should, and raise its error."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def run(settings: Settings) -> None:
    """Run the product until SIGTERM or SIGINT, then let running work finish.

    Raises:
        StartError: It cannot be started; the text says what to do.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings) as product:
        stopped = asyncio.create_task(stop.wait())
        broken = asyncio.create_task(product.ended())
        await asyncio.wait({stopped, broken}, return_when=asyncio.FIRST_COMPLETED)
        if broken.done():
            broken.result()
        broken.cancel()
        log.info("product.stopping")


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Product]:
    """Run the product until the block is left; then let running work finish.

    Raises:
        StartError: It cannot be started; the text says what to do.
    """
    async with AsyncExitStack() as stack:
        engine = open_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        await _prepare_database(engine)
        queue = await _open_queue(engine)
        store = SqlStore(engine, queue)

        fal = await stack.enter_async_context(_fal(settings))
        links = _links(settings, fal)
        blobs = open_blobs(settings.storage_url, links, environment=os.environ)
        stack.callback(blobs.close)
        pictures = PillowPictures(workers=1)
        stack.callback(pictures.close)

        bot = await _open_bot(settings, stack)
        anchors = SqlAnchors(engine)
        renderer = Renderer(bot, blobs, anchors)
        cards = SqlCards(engine)
        updates = SqlUpdates(engine)
        owners = TelegramOwners(renderer, settings.owners, store)

        advance = _advance(
            settings, store, blobs, fal, pictures, TelegramNotifier(renderer, cards)
        )
        cases = _cases(settings, advance, store, blobs, pictures)
        dispatcher = create_dispatcher(
            [setup()],
            SqlConversations(engine),
            UpdateScope(
                cases=cases,
                renderer=renderer,
                files=TelegramFiles(bot),
                cards=cards,
                done=updates,
                perils=Perils(updates, now),
                alarm=owners.alarm_update,
                clock=now,
                namespace=ids_namespace(bot.token),
            ),
        )
        worker = Worker(
            advance=advance,
            sweep=Sweep(store, blobs, now, settings.policy),
            refunds=RefundPayments(
                store, TelegramStarRefunds(bot), now, settings.policy
            ),
            incidents=TellOwners(store, owners, now, settings.policy),
            disputes=TellDisputes(
                store,
                TelegramDisputes(renderer, settings.owners, store),
                now,
                settings.policy,
            ),
            queue=queue,
            catch_up=CatchUp(renderer, anchors, cases),
            forget=lambda: updates.forget_before(now() - _UPDATES_KEPT),
            alarm=owners.alarm,
            alarm_refund=owners.alarm_refund,
            concurrency=settings.workers,
            interval=settings.sweep_seconds,
        )
        herald = TelegramHerald(renderer, anchors)
        broadcaster = _broadcaster(settings, store, herald)
        secret = _derived(settings, "telegram webhook")
        site = Site(
            jobs=advance,
            webhooks=FalWebhooks(
                str(settings.fal_jwks_url), user_id=settings.fal_user_id, clock=now
            ),
            blobs=blobs,
            links=links if isinstance(links, SignedLinks) else None,
            telegram=WebhookUpdates(dispatcher, bot, secret).__call__
            if settings.public
            else None,
            clock=now,
            checks={
                "database": lambda: answers(engine),
                "storage": lambda: _storage_works(blobs),
                "worker": worker.alive,
            },
        )
        url = await _listen(settings, site, stack)
        polling = Polling(bot, dispatcher)

        async def receive() -> None:
            await announce(
                bot,
                webhook_url=f"{settings.public}/telegram" if settings.public else None,
                secret=secret,
                allowed_updates=dispatcher.resolve_used_update_types(),
                owners=settings.owners,
                patience=_PATIENCE,
            )
            if settings.public is None:
                await polling.run()
            else:
                await asyncio.Event().wait()

        tasks = frozenset(
            {
                asyncio.create_task(worker.run()),
                asyncio.create_task(receive()),
                asyncio.create_task(broadcaster.run()),
            }
        )
        try:
            log.info("product.started", url=url, public=settings.public)
            yield Product(url, worker, store, blobs, tasks)
        finally:
            await polling.stop()
            await broadcaster.stop()
            await worker.stop()
            await renderer.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


# --- parts ------------------------------------------------------------------


async def _prepare_database(engine: AsyncEngine) -> None:
    version = await current(engine)
    if version is None:
        await upgrade(engine)
    elif version != latest():
        raise StartError(
            f"The database is at version {version}, this program needs {latest()}. "
            "Make a copy of the database, then run: avatar-bot migrate"
        )


async def _open_queue(engine: AsyncEngine) -> MemoryQueue | PostgresQueue:
    if engine.dialect.name == "sqlite":
        return MemoryQueue()
    queue = PostgresQueue(engine.url)
    await queue.install()
    return queue


async def _open_bot(settings: Settings, stack: AsyncExitStack) -> Bot:
    bot = make_bot(
        settings.bot_token.get_secret_value(),
        str(settings.telegram_api_url).rstrip("/")
        if settings.telegram_api_url
        else None,
    )
    stack.push_async_callback(bot.session.close)
    try:
        await bot.me()
    except TelegramUnauthorizedError:
        raise StartError(
            "Telegram does not know this BOT_TOKEN. Copy it again from @BotFather."
        ) from None
    except TelegramAPIError as error:
        log.warning("telegram.unreachable", error=type(error).__name__)
    return bot


def _fal(settings: Settings) -> FalClient:
    def plain(url: object) -> str:
        return str(url).rstrip("/")

    return FalClient(
        settings.fal_key.get_secret_value(),
        queue_url=plain(settings.fal_queue_url),
        rest_url=plain(settings.fal_rest_url),
        cdn_url=plain(settings.fal_cdn_url),
        api_url=plain(settings.fal_api_url),
    )


def _links(settings: Settings, fal: FalClient) -> Links:
    """Return how fal.ai gets at our files: S3's links, ours, or copies of its own."""
    if settings.storage_url.startswith("s3://"):
        return PresignedLinks()
    if settings.public is not None:
        return SignedLinks(
            settings.public, _derived(settings, "blob links").encode(), now
        )
    uploads = FalUploads(fal)
    return UploadedLinks(lambda data, name: uploads(data, name=name), clock=now)


def _fal_webhook(settings: Settings) -> Callable[[str], str] | None:
    if settings.public is None:
        return None
    return lambda token: f"{settings.public}/fal/{token}"


def _derived(settings: Settings, purpose: str) -> str:
    """Return a secret of its own for each purpose, the same at every start."""
    key = settings.bot_token.get_secret_value().encode()
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()


def _advance(
    settings: Settings,
    store: SqlStore,
    blobs: ObstoreBlobs,
    fal: FalClient,
    pictures: PillowPictures,
    notifier: TelegramNotifier,
) -> AdvanceJobs:
    webhook, policy = _fal_webhook(settings), settings.policy
    trainer = FalTrainer(fal, webhook)
    generator = FalImageGenerator(fal, webhook, _start_within(policy.generation))
    upscaler = FalUpscaler(fal, webhook, _start_within(policy.upscale))
    describer = FalWriter(fal, webhook, _start_within(policy.description))
    enricher = FalWriter(fal, webhook, _start_within(policy.enrichment))
    return AdvanceJobs(
        store=store,
        crafts={
            JobKind.TRAINING: Training(store, blobs, trainer, policy),
            JobKind.GENERATION: Generation(blobs, generator, pictures, now, policy),
            JobKind.DESCRIPTION: Writing(blobs, describer, policy.description),
            JobKind.ENRICHMENT: Writing(blobs, enricher, policy.enrichment),
            JobKind.UPSCALE: Upscaling(blobs, upscaler, pictures, now, policy),
        },
        notifier=notifier,
        clock=now,
        policy=policy,
    )


def _start_within(pace: Pace) -> timedelta:
    """Return when work not begun is worthless: nobody would wait for its end."""
    return max(pace.deadline * 5 / 6, _SHORTEST_START)


def _broadcaster(
    settings: Settings, store: SqlStore, herald: TelegramHerald
) -> Broadcaster:
    turns = Turns(settings.broadcast_per_second)
    return Broadcaster(
        SendBroadcasts(store, herald, now, settings.policy.lease, turns), turns
    )


def _cases(
    settings: Settings,
    advance: AdvanceJobs,
    store: SqlStore,
    blobs: ObstoreBlobs,
    pictures: PillowPictures,
) -> Callable[[Ids], UseCases]:
    families = Families(offered=settings.families)
    prices, policy = settings.prices, settings.policy
    models = settings.models
    try:
        require_models(families, models)
    except UnknownModelError as error:
        raise StartError(f"A model is set that cannot be called: {error}") from None
    accounts = Accounts(store, now, prices)
    avatars = ManageAvatars(store, now, families)
    photos = UploadPhotos(store, blobs, pictures, now)
    training = TrainAvatar(store, now, uuid4, families, prices, policy)
    generation = GeneratePictures(store, now, uuid4, families, prices, policy, models)
    descriptions = DescribePhoto(
        store,
        blobs,
        pictures.judging(DESCRIBED),
        now,
        uuid4,
        prices,
        policy,
        models,
    )
    upscales = UpscalePicture(store, now, uuid4, prices, policy, models)
    gallery = Gallery(store, now)
    remix = RemixPictures(store, now, uuid4, families, prices, policy)
    packs = OrderPack(store, _shelf(settings), now, uuid4, families, prices, policy)
    cancel_job = CancelJob(store, now, policy)
    top_up = TopUp(store, now, settings.packages)
    owner = OwnerCases.over(
        store,
        now,
        uuid4,
        settings.owners,
        families,
        prices,
        policy,
    )
    receipts = ReadReceipts(store)
    disputes = FileDispute(store, now)
    redeem_promo = RedeemPromo(store, now)
    invite_friends = InviteFriends(store, prices)
    return lambda ids: UseCases(
        accounts=accounts,
        preferences=Preferences(store),
        avatars=avatars,
        photos=photos,
        training=training,
        pictures=generation,
        descriptions=descriptions,
        upscales=upscales,
        gallery=gallery,
        remix=remix,
        packs=packs,
        cancel_job=cancel_job,
        top_up=top_up,
        receipts=receipts,
        disputes=disputes,
        redeem_promo=redeem_promo,
        invite_friends=invite_friends,
        jobs=advance,
        owner=owner,
        contact=settings.support_contact,
        ids=ids,
    )


def _shelf(settings: Settings) -> FilePacks:
    own = [settings.packs_dir] if settings.packs_dir else []
    return FilePacks([SHIPPED, *own])


async def _storage_works(blobs: ObstoreBlobs) -> bool:
    await blobs.put(_PROBE, b"ok")
    return await blobs.get(_PROBE) == b"ok"


async def _listen(settings: Settings, site: Site, stack: AsyncExitStack) -> str:
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=10)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, port = settings.address
    server = web.TCPSite(runner, host, port)
    try:
        await server.start()
    except OSError as error:
        raise StartError(
            f"LISTEN: {settings.listen} cannot be listened at "
            f"({error.strerror or error}). Is another program using it?"
        ) from None
    bound = runner.addresses[0][1]
    return f"http://{host}:{bound}"

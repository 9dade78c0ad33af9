"""Put the product together: settings, adapters, use cases and servers."""

import asyncio
import gc
import os
import signal

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final, TypeAlias
from uuid import uuid4

import attrs
import structlog

from aiogram import Bot

from adapters import sql, telegram
from adapters.blobs import ObstoreBlobs, SignedLinks, probe
from adapters.fal import (
    FalAddresses,
    FalCatalogue,
    FalClient,
    FalProvider,
    FalWebhooks,
)
from adapters.pictures import DESCRIBED, PillowPictures
from adapters.sql.address import SqliteAddress, parse
from adapters.telegram import LOOK_EVERY
from avatar_core.use_cases import Config, Ports, use_cases

from . import logs, metrics
from .broadcaster import Broadcaster, Turns
from .clock import SteadyClock, wall_clock
from .database import open_database, open_inbox, open_queue
from .environment import StartError
from .heartbeat import heartbeat
from .parts import (
    RAISE_PRICES,
    Purpose,
    derived_secret,
    greatest_loss,
    known_to_telegram,
    make_config,
    make_links,
    make_marker,
    make_shelf,
    open_bot,
    open_faces,
    open_storage,
    secrets_of,
)
from .settings import Role, Settings
from .web import Site, listen
from .webhook_inbox import WebhookInbox
from .worker import Worker


log = structlog.get_logger()

#: Pause between attempts to configure the bot while Telegram does not answer.
_PATIENCE: Final = timedelta(seconds=5)
#: How long running work may take to finish at the end: a service manager waits for 10 s
#: in total. Requests at fal.ai may take longer.
_DRAIN_SECONDS: Final = 6.0

#: Seconds between searches for updates that another process has stored; by whether
#: this process takes them itself, too, and so finds only those of one that died.
_LOOK_EVERY: Final = {True: LOOK_EVERY, False: 0.2}

Stop: TypeAlias = Callable[[], Awaitable[None]]


@attrs.frozen
class Product:
    """The running product."""

    #: The address of the web server.
    url: str
    worker: Worker
    store: sql.SqlStore
    blobs: ObstoreBlobs
    #: Tasks that run until the end.
    _tasks: frozenset[asyncio.Task[None]]

    async def ended(self) -> None:
        """Wait until a task ends by itself, which none should, and raise its error."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set *stop* on SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows' loops have none
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


async def run(
    settings: Settings,
    *,
    only: Role | None = None,
    up: Callable[[str], None] | None = None,
) -> None:
    """Run the product until SIGTERM or SIGINT, then let running work finish.

    Args:
        settings: Every setting.
        only: The one part of the work that this process does.
        up: Called with the bot's name at Telegram once it is ready for people.

    Raises:
        StartError: It cannot be started; the text says what to do.
    """
    logs.conceal(secrets_of(settings, os.environ))
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with running(settings, only=only, up=up) as product:
        # What lives as long as the process is left out of garbage collections: one over
        # everything holds the event loop for 0.3 s.
        gc.freeze()
        stopped = asyncio.create_task(stop.wait())
        broken = asyncio.create_task(product.ended())
        await asyncio.wait({stopped, broken}, return_when=asyncio.FIRST_COMPLETED)
        if broken.done():
            broken.result()
        broken.cancel()
        log.info("product.stopping")


@asynccontextmanager
async def running(  # noqa: PLR0915 - it wires every part
    settings: Settings,
    *,
    only: Role | None = None,
    up: Callable[[str], None] | None = None,
) -> AsyncIterator[Product]:
    """Run the product until the block is left; then let running work finish.

    Args:
        settings: Every setting.
        only: The one part of the work that this process does. The others must be done
            by processes with the same PostgreSQL and the same storage.
        up: Called with the bot's name at Telegram once it is ready for people.

    Raises:
        StartError: It cannot be started; the text says what to do.
    """
    config = make_config(settings)
    packs = make_shelf(settings)
    if not settings.sell_below_cost:
        margins = config.economics.margins(config.prices, await packs.all())
        if loss := greatest_loss(margins):
            raise StartError(f"{loss}: {RAISE_PRICES}, or set SELL_BELOW_COST=true.")
    _require_shared(settings, only)
    roles = frozenset(Role) if only is None else {only}
    clock = SteadyClock(wall_clock)
    async with AsyncExitStack() as stack:
        engine = await open_database(settings.database_url)
        stack.push_async_callback(engine.dispose)
        queue = await open_queue(settings.database_url)
        store = sql.SqlStore(engine, queue)

        addresses = FalAddresses.below(settings.fal_url) if settings.fal_url else None
        fal = await stack.enter_async_context(
            FalClient(
                settings.fal_key.get_secret_value(),
                addresses or FalAddresses(),
                doubt=clock.doubt,
            )
        )
        links = make_links(settings, fal, clock)
        blobs = await open_storage(settings, links, os.environ, stack)
        pictures = PillowPictures(
            workers=1, marker=make_marker(settings), badge=settings.ai_badge
        )
        stack.callback(pictures.close)

        bot = await open_bot(settings, stack)
        anchors = sql.SqlAnchors(engine, clock)
        pictures_sent = telegram.PictureSender(
            bot,
            blobs,
            telegram.RecentFiles(sql.SqlKnownFiles(engine)),
            wall_clock,
            # Late-bound: `admins` needs the messages.
            alarm=lambda *told: admins.alarm_picture(*told),  # noqa: PLW0108
            draw_sheet=pictures.draw_sheet,
        )
        messages = telegram.Messages(pictures_sent, wall_clock)
        renderer = telegram.Renderer(messages, anchors)
        cards = sql.SqlProgressCards(engine)
        inbox = await open_inbox(
            engine, clock, settings.policy.lease, handles=Role.BOT in roles
        )
        albums = sql.SqlAlbums(engine)
        admins = telegram.TelegramAdmins(messages, settings.admins, store)

        def webhook_url(token: str) -> str:
            return f"{settings.public_url}/fal/{token}"

        turns = Turns(settings.broadcast_per_second)
        ports = Ports(
            store=store,
            blobs=blobs,
            clock=clock,
            ids=uuid4,
            photos=pictures,
            described_photos=pictures.judging(DESCRIBED),
            pictures=pictures,
            packs=packs,
            provider=FalProvider(fal, webhook_url if settings.public_url else None),
            catalogue=FalCatalogue(fal),
            billing=telegram.TelegramStars(bot),
            notifier=telegram.TelegramNotifier(messages, cards, packs),
            admin_alarms=admins,
            broadcast_sender=telegram.TelegramBroadcastSender(messages, anchors),
            heartbeat=heartbeat,
            broadcast_turn=turns,
            faces=open_faces(settings, stack),
        )
        cases = use_cases(ports, config)
        handlers = telegram.Handlers(
            bot=bot,
            cases=cases,
            files=telegram.TelegramFiles(bot),
            cards=cards,
            albums=albums,
            contact=settings.support_contact,
        )
        alarms = telegram.Alarms(admins.alarm_update, clock)
        scope = telegram.UpdateScope(
            bot=bot,
            handle=handlers,
            inbox=inbox,
            cases=cases,
            renderer=renderer,
            alarms=alarms,
            clock=clock,
            namespace=telegram.ids_namespace(bot.token),
        )
        updates = telegram.InboxWorker(
            inbox,
            scope,
            clock,
            drain_seconds=_DRAIN_SECONDS - 1,
            look_every=_LOOK_EVERY[only is None],
        )
        share = telegram.Sharing(messages.pictures, cases)
        intake = telegram.Intake(bot, inbox, updates, alarms, share=share)
        polling = telegram.Polling(bot, inbox, intake)

        async def forget() -> None:
            await sql.add_up(engine)
            kept = timedelta(days=settings.audit_days)
            await sql.prune(engine, clock(), audit_kept=kept)
            await sql.empty_log(engine)
            await blobs.clear_scratch()
            cases.coach.forget()

        worker = Worker(
            cases=cases.worker,
            webhooks=settings.public_url is not None,
            queue=queue,
            catch_up=telegram.CatchUp(renderer, anchors, cases),
            forget=forget,
            alarm=admins.alarm,
            alarm_refund=admins.alarm_refund,
            concurrency=settings.workers,
            interval=settings.sweep_seconds,
        )
        broadcaster = Broadcaster(cases.worker.broadcasts, turns)
        webhook_inbox = WebhookInbox(cases.worker.advance.webhook_received)
        site = Site(
            webhook_inbox=webhook_inbox,
            webhooks=FalWebhooks(
                fal.addresses.keys,
                user_id=settings.fal_user_id,
                clock=wall_clock,
            ),
            blobs=blobs,
            links=links if isinstance(links, SignedLinks) else None,
            telegram=telegram.WebhookUpdates(
                intake, derived_secret(settings, Purpose.TELEGRAM_WEBHOOK)
            ).__call__
            if settings.public_url
            else None,
            clock=clock,
            checks={
                "database": lambda: sql.answers(engine),
                "storage": lambda: probe(blobs),
            }
            | ({"worker": worker.alive} if Role.WORKER in roles else {}),
        )
        await asyncio.to_thread(telegram.warm_up)
        url = await listen(settings, site, stack)
        if settings.metrics_listen is not None:
            await metrics.serve(settings, _metrics(settings, config, store), stack)
        runs = [webhook_inbox.run()]
        stops: list[Stop] = [webhook_inbox.stop]
        if Role.WORKER in roles:
            runs += [worker.run(), broadcaster.run()]
            stops += [worker.stop, broadcaster.stop]
        receiving = None
        if Role.BOT in roles:
            receiving = asyncio.create_task(_receive(settings, bot, polling, up))
            runs += [updates.run()]
            stops += [updates.stop]
        tasks = frozenset({*map(asyncio.create_task, runs), *filter(None, [receiving])})
        try:
            log.info("product.started", url=url, public=settings.public_url, only=only)
            yield Product(url, worker, store, blobs, tasks)
        finally:
            if receiving is not None:
                receiving.cancel()
            await _drain(intake.close, stops, renderer.close)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _drain(first: Stop, stops: Iterable[Stop], last: Stop) -> None:
    """Accept nothing new, let running work finish for a while, and show its cards."""
    try:
        await first()
        async with asyncio.timeout(_DRAIN_SECONDS):
            await asyncio.gather(*(stop() for stop in stops))
            await last()
    except TimeoutError:
        # Jobs and cards continue from their rows, as after a kill.
        log.warning("product.drain_cut_short")


def _require_shared(settings: Settings, only: Role | None) -> None:
    if only is not None and isinstance(parse(settings.database_url), SqliteAddress):
        raise StartError(
            f"DATABASE_URL: with --only {only} several processes share the database, "
            "and SQLite is for one; name a PostgreSQL, or leave out --only."
        )


def _metrics(
    settings: Settings, config: Config, store: sql.SqlStore
) -> metrics.Metrics:
    token = settings.metrics_token
    return metrics.Metrics(
        store=store,
        clock=wall_clock,
        economics=config.economics,
        token=None if token is None else token.get_secret_value(),
    )


async def _receive(
    settings: Settings,
    bot: Bot,
    polling: telegram.Polling,
    up: Callable[[str], None] | None,
) -> None:
    """Receive updates by webhook or by polling."""
    with known_to_telegram():
        await telegram.announce(
            bot,
            webhook_url=f"{settings.public_url}/telegram"
            if settings.public_url
            else None,
            secret=derived_secret(settings, Purpose.TELEGRAM_WEBHOOK),
            admins=settings.admins,
            patience=_PATIENCE,
        )
        if up is not None:
            up((await bot.me()).username or "")
        if settings.public_url is None:
            await polling.run()
        else:
            await asyncio.Event().wait()

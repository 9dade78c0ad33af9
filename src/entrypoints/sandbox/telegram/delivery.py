"""Deliver updates to the bot by long polling or a webhook, at least once.

Source: telegram-bot-api/Client.cpp and WebhookActor.cpp of
github.com/tdlib/telegram-bot-api.
"""

import asyncio
import re

from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import attrs

from .. import events
from ..journal import Changes
from ..loopback import is_loopback
from .calls import Parameters
from .refusals import RefusalError, bad_request
from .state import PendingUpdate, State, UpdateKind


MAX_UPDATE_AGE: Final = 24 * 3600
MAX_POLL_SECONDS: Final = 50
WEBHOOK_TIMEOUT: Final = 60
CONNECTIONS: Final = 40
#: A poll with the same offset as the one before it, within this many seconds of that
#: one's end, gets one update only.
SAME_OFFSET_ONE_UPDATE: Final = 0.5
#: Within this many seconds of its beginning, it waits at least as long for updates.
SAME_OFFSET_LEAST_WAIT: Final = 3
#: The ports at which Telegram calls webhooks.
_PORTS: Final = frozenset({80, 88, 443, 8443})
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


@attrs.define(eq=False)
class Delivery:
    """Keeps updates until the bot has confirmed them; the methods of the Bot API for it.

    As in Telegram, a webhook gets the updates of one chat and kind one after another
    and those of different chats side by side.
    """

    state: State
    #: Seconds before a webhook is called again; they double up to the longest delay.
    first_delay: float
    longest_delay: float
    watch: events.Watch = events.nobody
    _arrived: Changes = attrs.field(init=False, factory=Changes)
    _poll: asyncio.Future[str] | None = attrs.field(init=False, default=None)
    #: The offset of the newest poll, and when it began and ended.
    _polled: tuple[int, float, float] | None = attrs.field(init=False, default=None)
    _repeated: list[PendingUpdate] = attrs.field(init=False, factory=list)
    _last: PendingUpdate | None = attrs.field(init=False, default=None)
    _workers: dict[tuple[UpdateKind, int], asyncio.Task[None]] = attrs.field(
        init=False, factory=dict
    )
    _repeats: set[asyncio.Task[str | None]] = attrs.field(init=False, factory=set)
    _session: aiohttp.ClientSession | None = attrs.field(init=False, default=None)
    _slots: asyncio.Semaphore = attrs.field(
        init=False, factory=lambda: asyncio.Semaphore(CONNECTIONS)
    )

    def start(self) -> None:
        """Begin to deliver pending updates."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=WEBHOOK_TIMEOUT)
        )
        self._send_all()

    async def close(self) -> None:
        """Stop delivering; nothing is lost."""
        self._end_poll("")
        await self._cancel_workers()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def add(
        self, kind: UpdateKind, chat_id: int, body: dict[str, Any]
    ) -> PendingUpdate | None:
        """Add an update, unless the bot did not ask for its kind."""
        allowed = self.state.settings.get("allowed_updates") or []
        if allowed and kind not in allowed:
            return None
        update = self.state.add_update(kind, chat_id, body)
        events.update(self.watch, kind, body)
        self._last = update
        horizon = self.state.now() - MAX_UPDATE_AGE
        while (oldest := next(iter(self.state.updates.values()))).date < horizon:
            self.state.drop_update(oldest.id)
        self._arrived.announce()
        self._send(update)
        return update

    def repeat_last(self) -> PendingUpdate:
        """Deliver the newest update again, with the same update_id."""
        if self._last is None:
            raise LookupError("there was no update yet")
        if self._webhook_url():
            task = asyncio.create_task(self._post(self._last))
            self._repeats.add(task)
            task.add_done_callback(self._repeats.discard)
        else:
            self._repeated.append(self._last)
            self._arrived.announce()
        return self._last

    async def on_get_updates(self, call: Parameters) -> Any:
        """Answer a long poll; its offset confirms everything before it.

        As in Telegram, polls with the same offset in quick succession are slowed down.
        """
        offset = call.number("offset")
        limit = min(max(call.number("limit", 100), 1), 100)
        seconds = max(call.number("timeout"), 0)
        allowed = call.structure("allowed_updates", list)
        if self._session is None:
            raise RefusalError(502, "Bad Gateway")
        if self._webhook_url():
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        if allowed is not None:
            self.state.settings["allowed_updates"] = allowed
        self._end_poll(
            "terminated by other getUpdates request;"
            " make sure that only one bot instance is running"
        )
        self._confirm(offset)
        loop = asyncio.get_running_loop()
        limit, seconds = self._slowed(offset, limit, seconds, now=loop.time())
        self._polled = (offset, loop.time(), loop.time())
        ended: asyncio.Future[str] = loop.create_future()
        self._poll = ended
        deadline = loop.time() + min(seconds, MAX_POLL_SECONDS)
        while not (found := self._waiting(offset, limit)):
            remaining = deadline - loop.time()
            if remaining <= 0:
                break
            arrival = asyncio.ensure_future(self._arrived.wait())
            waiting: set[asyncio.Future[Any]] = {arrival, ended}
            await asyncio.wait(
                waiting,
                timeout=remaining,
                return_when=asyncio.FIRST_COMPLETED,
            )
            arrival.cancel()
            if ended.done():
                if words := ended.result():
                    raise RefusalError(409, f"Conflict: {words}")
                break
        if self._poll is ended:
            self._poll = None
            self._polled = (offset, self._polled[1], loop.time())
        return [each.wire for each in found]

    async def on_set_webhook(self, call: Parameters) -> Any:
        url, secret = call.text("url"), call.text("secret_token")
        allowed = call.structure("allowed_updates", list)
        if url is None:
            return await self.on_delete_webhook(call)
        _check_url(url)
        if secret is not None and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        webhook = {"url": url, "secret": secret}
        self._end_poll("terminated by setWebhook request")
        await self._cancel_workers()
        with self.state.journal.batch():
            self.state.settings["webhook"] = webhook
            self.state.settings["webhook_error"] = None
            if allowed is not None:
                self.state.settings["allowed_updates"] = allowed
        self._send_all()
        return True

    async def on_delete_webhook(self, _: Parameters) -> Any:
        await self._cancel_workers()
        self.state.settings["webhook"] = None
        return True

    async def on_get_webhook_info(self, _: Parameters) -> Any:
        webhook = self.state.settings.get("webhook") or {}
        info: dict[str, Any] = {
            "url": webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.state.updates),
        }
        if webhook:
            info |= {"max_connections": CONNECTIONS}
            info |= self.state.settings.get("webhook_error") or {}
        if allowed := self.state.settings.get("allowed_updates"):
            info["allowed_updates"] = allowed
        return info

    def _slowed(
        self, offset: int, limit: int, seconds: int, *, now: float
    ) -> tuple[int, int]:
        """Return the limit and the wait that a poll gets."""
        if self._polled is None or self._polled[0] != offset:
            return limit, seconds
        _, began, ended = self._polled
        if now < ended + SAME_OFFSET_ONE_UPDATE:
            limit = 1
        if now < began + SAME_OFFSET_LEAST_WAIT:
            seconds = max(seconds, SAME_OFFSET_LEAST_WAIT)
        return limit, seconds

    def _confirm(self, offset: int) -> None:
        ids = list(self.state.updates)
        confirmed = ids[:offset] if offset < 0 else [x for x in ids if x < offset]
        for update_id in confirmed:
            self.state.drop_update(update_id)

    def _waiting(self, offset: int, limit: int) -> list[PendingUpdate]:
        pending = list(self.state.updates.values())
        fresh = [each for each in pending if offset <= 0 or each.id >= offset]
        again, self._repeated = self._repeated, []
        return [*again, *fresh][:limit]

    def _end_poll(self, words: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(words)
        self._poll = None

    def _webhook_url(self) -> str:
        return str((self.state.settings.get("webhook") or {}).get("url", ""))

    def _send_all(self) -> None:
        for update in self.state.updates.values():
            self._send(update)

    def _send(self, update: PendingUpdate) -> None:
        line = (update.kind, update.chat_id)
        if self._session is None or not self._webhook_url() or line in self._workers:
            return
        self._workers[line] = asyncio.create_task(self._work(line))

    async def _work(self, line: tuple[UpdateKind, int]) -> None:
        delay, updates = self.first_delay, self.state.updates
        while update := next(
            (x for x in updates.values() if (x.kind, x.chat_id) == line), None
        ):
            async with self._slots:
                problem = await self._post(update)
            if problem is None:
                self.state.drop_update(update.id)
                delay = self.first_delay
                continue
            self.state.settings["webhook_error"] = {
                "last_error_date": int(self.state.now()),
                "last_error_message": problem,
            }
            await asyncio.sleep(delay)
            delay = min(delay * 2, self.longest_delay)
        del self._workers[line]

    async def _post(self, update: PendingUpdate) -> str | None:
        """Post an update and return what went wrong."""
        webhook = self.state.settings.get("webhook")
        if self._session is None or not webhook:
            return "Connection closed"
        headers = {}
        if webhook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret"]
        try:
            async with self._session.post(
                webhook["url"],
                json=update.wire,
                headers=headers,
                allow_redirects=False,
            ) as response:
                if not response.ok or response.status >= 300:
                    return (
                        "Wrong response from the webhook:"
                        f" {response.status} {response.reason}"
                    )
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
        return None

    async def _cancel_workers(self) -> None:
        tasks: list[asyncio.Task[Any]] = [*self._workers.values(), *self._repeats]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._workers.clear()
        self._repeats.clear()


def _check_url(url: str) -> None:
    """Refuse a webhook that Telegram would not call, in Telegram's words.

    Loopback is called over HTTP and at any port, as by a Bot API server in local mode.
    All other URLs are checked like those of the public server, and then refused, since
    the emulator calls this computer only.
    """
    try:
        # Telegram treats an address without a scheme as https.
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("invalid webhook URL specified")
    if is_loopback(url):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
    _check_address(host)
    raise bad_request("bad webhook: the emulator delivers to loopback addresses only")


def _check_address(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if address.version != 4:
        raise bad_request("bad webhook: IPv6-only addresses are not allowed")
    if not address.is_global:
        raise bad_request(f"bad webhook: IP address {address} is reserved")

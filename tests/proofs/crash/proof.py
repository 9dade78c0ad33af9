"""Checks the promises in the database, the storage and both emulators."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from aiogram.types import StarTransaction
from tests.e2e.world import World

from adapters.sql import check_books
from adapters.sql.tables import payments, scheduled_deletions
from adapters.telegram.callbacks import JobAction, JobMove
from adapters.telegram.texts import Texts
from avatar_core import (
    AvatarStatus,
    Bill,
    HoldStatus,
    JobStatus,
    Language,
    PaymentId,
)
from avatar_core.orders import JobKind
from avatar_core.payments import payment_id
from entrypoints.sandbox.fal import Record

from .people import Somebody, somebody


#: What a person hears in place of an end that could not be told.
_NOT_SENT: Final = Texts(Language.ENGLISH)("notice-order-ended")


@attrs.define
class Findings:
    """The broken promises, and some figures."""

    #: Promises that were broken.
    broken: list[str] = attrs.field(factory=list)
    ends: Counter[JobStatus] = attrs.field(factory=Counter)
    #: Ends told twice because of a kill just after the message was sent.
    told_twice: int = 0
    #: Ends whose telling was given up, so that a notice told of them.
    by_notice: int = 0
    #: Requests accepted by fal.ai, and the bot's balance of Stars.
    taken: int = 0
    stars: int = 0
    #: Requests repeated after the first had failed at fal.ai.
    sent_again: int = 0
    #: Incomplete files that a kill left in the storage.
    halves: int = 0

    def demand(self, kept: object, what: str, *facts: object) -> None:
        """Record a broken promise unless it was kept."""
        if not kept:
            self.broken.append(": ".join([what, *map(str, facts)]))


async def prove(world: World, kills: Sequence[int]) -> Findings:
    """Check the database, the storage and both emulators.

    Args:
        world: Everything, at rest.
        kills: The number of calls to Telegram before each kill.
    """
    findings = Findings()
    await check_books(world.engine)
    jobs = await world.jobs()
    findings.ends.update(job["status"] for job in jobs)
    for job in jobs:
        findings.demand(job["ended_at"] is not None, "every job ends", job)
        findings.demand(job["told_at"] is not None, "every end is told", job)
    for hold in await world.holds():
        ended = hold["status"] is not HoldStatus.HELD
        findings.demand(ended, "every hold ends", hold)
    for avatar in await world.avatars():
        training = avatar["status"] is AvatarStatus.TRAINING
        findings.demand(not training, "no training without a job", avatar)
    _check_provider(findings, world, jobs)
    _check_messages(findings, world, jobs, kills)
    await _check_stars(findings, world)
    await _check_blobs(findings, world)
    return findings


def _check_provider(
    findings: Findings, world: World, jobs: Sequence[Mapping[str, Any]]
) -> None:
    taken: defaultdict[str, list[Record]] = defaultdict(list)
    for record in world.fal.requests:  # oldest first
        taken[urlsplit(record.webhook_url or "").path.rpartition("/")[2]].append(record)
    findings.taken = len(world.fal.requests)
    tokens = {job["token"]: job for job in jobs}
    for token, records in taken.items():
        findings.demand(token in tokens, "every paid call has its job", token)
        for first, second in pairwise(records):
            # A request fails if its archive could not be served by a dead process.
            dead = _failed(first) and (first.completed_at or 0) <= second.submitted_at
            findings.sent_again += dead
            findings.demand(dead, "one paid call per job", tokens.get(token), first)
    for job in jobs:
        if job["status"] is JobStatus.SUCCEEDED:
            findings.demand(taken[job["token"]], "nothing comes of nothing", job)


def _failed(record: Record) -> bool:
    outcome = record.outcome
    return outcome is not None and outcome.http_status >= HTTPStatus.BAD_REQUEST


def _check_messages(
    findings: Findings,
    world: World,
    jobs: Sequence[Mapping[str, Any]],
    kills: Sequence[int],
) -> None:
    calls = world.telegram.calls
    notices = Counter(
        str(call.params["chat_id"])
        for call in calls
        if _NOT_SENT in str(call.params.get("text"))
    )
    for job in jobs:
        listener = somebody(world, job["person"])
        told = [
            place
            for place, call in enumerate(calls)
            if call.method.startswith("send") and _tells(call.params, job, listener)
        ]
        # If five processes die while they tell it, a notice says that it has ended.
        noticed = not told and notices[str(job["person"])] > 0
        notices[str(job["person"])] -= noticed
        findings.by_notice += noticed
        findings.demand(told or noticed, "everybody hears of the end", job)
        for first, second in pairwise(told):
            excused = bisect_left(kills, second + 1) > bisect_right(kills, first)
            findings.told_twice += excused
            findings.demand(excused, "told once", job, told)


def _tells(params: Mapping[str, Any], job: Mapping[str, Any], person: Somebody) -> bool:
    if job["kind"] is JobKind.GENERATION:
        again = JobAction(move=JobMove.AGAIN, job=job["id"]).pack()
        return again in str(params.get("reply_markup"))
    said = Texts(Language.ENGLISH).of(job["status"], "training-end", name=person.name)
    return said in str(params.get("text"))


async def _check_stars(findings: Findings, world: World) -> None:
    """Compare the payments at Telegram with the credits given for them."""
    charges: dict[str, StarTransaction] = {}
    async with world.cashier() as bot:
        while page := (await bot.get_star_transactions(len(charges))).transactions:
            charges |= {each.id: each for each in page}
        findings.stars = (await bot.get_my_star_balance()).amount
    known = {row["charge_id"] for row in await world.rows(payments)}
    findings.demand(known == set(charges), "every charge is known", known)
    given: Counter[PaymentId] = Counter()
    for posting in await world.postings():
        if posting["payment"] is not None:
            given[posting["payment"]] += posting["amount"]
    for charge in charges.values():
        bill = Bill.read(getattr(charge.source, "invoice_payload", None) or "")
        billed = (
            None if bill is None else (bill.package.price.amount, bill.package.credits)
        )
        bought = charge.amount, given[payment_id(charge.id)]
        findings.demand(bought == billed, "Stars are credits, as billed", charge)
    paid = sum(charge.amount for charge in charges.values())
    findings.demand(paid == findings.stars, "nothing was given back", paid)


async def _check_blobs(findings: Findings, world: World) -> None:
    root = Path(world.settings.storage_url)
    files = {
        path.relative_to(root).as_posix()
        for path in (root / "people").rglob("*")
        if path.is_file()
    }
    findings.halves = len([*(root / ".scratch").glob("*")])
    pictures = {row["key"] for row in await world.pictures()}
    taken = {row["key"] for row in await world.photos() if row["fault"] is None}
    weights = {
        row["weights_key"]
        for row in await world.avatars()
        if row["status"] is AvatarStatus.COMPLETED
    }
    known = {
        *pictures,
        *taken,
        *(row["weights_key"] for row in await world.avatars()),
        *(row["key"] for row in await world.rows(scheduled_deletions)),
    }
    strays = files - known
    findings.demand(not strays, "no blob is kept that nobody knows", strays)
    findings.demand(pictures <= files, "pictures are kept", pictures - files)
    findings.demand(taken <= files, "taken photos are kept", taken - files)
    findings.demand(weights <= files, "completed means our own weights", weights)

"""The database refuses the same nonsense as the core's classes."""

from typing import Any

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import (
    ANNA,
    ANSWERED,
    BROADCAST,
    DISPUTE,
    DRAFT,
    HOLD,
    INCIDENT,
    JOB,
    NOTICE,
    NOW,
    PAYMENT,
    PERSON,
    PHOTO,
    PICTURE,
    POSTING,
    PROMO,
    SENT,
    WEIGHTS,
)

from adapters.sql import avatars, broadcasts, jobs, people, tables
from adapters.sql.rows import columns_of
from avatar_core import (
    Avatar,
    AvatarStatus,
    GenerationOrder,
    Hold,
    Incident,
    IncidentKind,
    Job,
    JobStatus,
    Payment,
    PaymentStatus,
    Person,
    PersonId,
    Posting,
    TrainingOrder,
    UpscaleOrder,
    Weights,
    Wording,
)
from avatar_core.broadcasts import Broadcast, BroadcastStatus
from avatar_core.coach import Likeness
from avatar_core.disputes import Dispute
from avatar_core.errors import PhotoFault
from avatar_core.failures import Failure, Unanswered
from avatar_core.ids import PackId
from avatar_core.incidents import IncidentStatus
from avatar_core.ledger import (
    GRANTS,
    HOUSE,
    REVENUE,
    SALES,
    Account,
    AccountKind,
    HoldStatus,
    Reason,
)
from avatar_core.notices import NoticeKind
from avatar_core.people import NAME_SEEN_MAX
from avatar_core.testing.orders import GENERATION, TRAINING, UPSCALE
from avatar_core.testing.ports import GOOD_FACE


def _negative(*names: str) -> list[dict[str, Any]]:
    return [{name: -1} for name in names]


# Changes of a sound object that violate the CHECK of this name.
NONSENSE: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "people.wrong_codes": (PERSON, [{"wrong_codes": 1}, {"wrong_codes_since": NOW}]),
    "people.consent": (
        PERSON,
        [{"consent_version": 1}, {"consent_at": NOW}, {"consent_version": 0}],
    ),
    "people.name": (PERSON, [{"name": ""}, {"name": "x" * (NAME_SEEN_MAX + 1)}]),
    "people.referrer": (PERSON, [{"referrer": ANNA}]),
    "people.bounty": (PERSON, [{"bounty": 1}, {"bounty": -1}]),
    "people.forgotten": (PERSON, [{"forgotten_at": NOW, "alias": None}]),
    "people.alias": (PERSON, [{"alias": None}]),
    "people.not_the_house": (PERSON, [{"id": HOUSE}]),
    "avatars.portraits_have_gender": (DRAFT, [{"gender": None}]),
    "avatars.tombstones_are_bare": (DRAFT.delete(at=NOW), [{"name": "Anna"}]),
    "avatars.photo_count": (
        attrs.evolve(DRAFT, status=AvatarStatus.FAILED),
        [{"photo_count": -3}, {"photo_count": 21}],
    ),
    "avatars.no_photos": (DRAFT, [{"photo_count": 1}]),
    "avatars.weights_size": (WEIGHTS, [{"size": 0}]),
    "avatars.trained_again": (
        attrs.evolve(DRAFT, status=AvatarStatus.COMPLETED, weights=WEIGHTS),
        [{"retrains": JOB.id}],
    ),
    "avatars.completed_has_weights": (DRAFT, [{"status": AvatarStatus.COMPLETED}]),
    "avatars.readiness": (
        DRAFT,
        [{"accepted_readiness": -1}, {"accepted_readiness": 101}],
    ),
    "photos.looked_at": (
        attrs.evolve(
            PHOTO, fault=PhotoFault.DAMAGED, key=None, width=None, height=None
        ),
        [{"faces": (GOOD_FACE,)}],
    ),
    "photos.compared": (
        attrs.evolve(PHOTO, faces=(GOOD_FACE,), distance=0.5),
        [{"faces": None}, {"distance": -0.1}],
    ),
    "photos.size": (PHOTO, [{"width": 0}, {"height": 0}]),
    "jobs.counts": (
        JOB,
        _negative("price", "delivered", "submits", "starts", "claims", "troubles"),
    ),
    "jobs.open_or_ended": (JOB, [{"ended_at": NOW}, {"status": JobStatus.CANCELLED}]),
    "jobs.success_is_delivered": (
        JOB,
        [{"status": JobStatus.SUCCEEDED, "ended_at": NOW}],
    ),
    "jobs.failure_has_reason": (
        JOB,
        [
            {"failure": Failure.PROVIDER},
            {"status": JobStatus.FAILED, "ended_at": NOW},
        ],
    ),
    "jobs.led": (JOB, [{"lead": JOB.id}]),
    "jobs.told_after_end": (JOB, [{"told_at": NOW}]),
    "jobs.unanswered_has_why": (
        SENT,
        [{"unanswered": Unanswered.TAKEN}, {"unanswered_why": "no"}],
    ),
    "jobs.unanswered_after_post": (
        JOB,
        [{"unanswered": Unanswered.LOST, "unanswered_why": "no"}],
    ),
    "jobs.unanswered_is_asked_about": (
        SENT,
        [{"unanswered": Unanswered.PENDING, "unanswered_why": "no"}],
    ),
    "jobs.webhook_after_post": (JOB, [{"webhook_at": NOW}]),
    "jobs.never_forgotten": (JOB, [{"due_at": None}]),
    "trainings.steps": (TRAINING, [{"steps": 0}]),
    "trainings.readiness": (TRAINING, [{"readiness": -1}, {"readiness": 101}]),
    "generations.count": (GENERATION, [{"count": 0}, {"count": 5}]),
    "generations.pack": (GENERATION, [{"pack": PackId("p")}]),
    "generations.own_words": (
        attrs.evolve(GENERATION, wording=Wording.ENRICHED, scene="more"),
        [{"wording": Wording.OWN}],
    ),
    "generations.spare": (GENERATION, [{"spare": -1}, {"spare": 2}]),
    "generations.all_shown": (
        attrs.evolve(GENERATION, wording=Wording.PACK, preview_of=JOB.id, count=1),
        [{"spare": 1}],
    ),
    "generations.preview": (GENERATION, [{"preview_of": JOB.id}]),
    "likenesses.measures": (
        Likeness(best=0, score=0),
        [{"best": -1}, {"score": -1}, {"score": 101}],
    ),
    "upscales.measures": (UPSCALE, [{"factor": 1}, {"width": 0}, {"height": 0}]),
    "pictures.measures": (
        PICTURE,
        [{"number": -1}, {"width": 0}, {"height": 0}, {"size": 0}],
    ),
    "promos.credits": (PROMO, [{"credits": 0}]),
    "promos.uses": (PROMO, [{"uses": 0}, {"used": -1}, {"used": 3}]),
    "payments.amounts": (
        PAYMENT,
        [{"amount": 0}, {"credits": -1}, {"reclaimed": 1}, {"troubles": -1}],
    ),
    "payments.currency": (PAYMENT, [{"currency": "xtr"}, {"currency": "XT"}]),
    "payments.credited": (
        PAYMENT,
        [
            {"status": PaymentStatus.CREDITED},
            {"status": PaymentStatus.CREDITED, "credits": 2, "reclaimed": 1},
        ],
    ),
    "payments.never_forgotten": (
        PAYMENT,
        [{"status": PaymentStatus.REFUNDING}, {"due_at": NOW}],
    ),
    "disputes.about_one": (DISPUTE, [{"job": None}, {"payment": PAYMENT.id}]),
    "disputes.answered_whole": (
        ANSWERED,
        [{"remedy": None}, {"answered_by": None}, {"answered_at": None}],
    ),
    "postings.amount": (
        attrs.evolve(POSTING, source=REVENUE, bonus=0),
        [{"amount": 0}],
    ),
    "postings.bonus": (
        POSTING,
        [
            {"bonus": 0},
            {"bonus": 2},
            {"source": SALES, "reason": Reason.TOP_UP, "payment": PAYMENT.id},
            {"source": REVENUE, "bonus": -1},
        ],
    ),
    "postings.moves": (POSTING, [{"dest": GRANTS}]),
    "postings.paid_for": (
        POSTING,
        [{"reason": Reason.TOP_UP}, {"payment": PAYMENT.id}],
    ),
    "holds.bonus": (HOLD, [{"bonus": -1}, {"bonus": 3}]),
    "holds.captured": (HOLD, [{"captured": 3, "status": HoldStatus.CAPTURED}]),
    "holds.captured_something": (
        HOLD,
        [{"captured": 1}, {"status": HoldStatus.CAPTURED}],
    ),
    "broadcasts.counts": (
        BROADCAST,
        _negative("audience", "reached", "delivered", "left", "failed", "claims"),
    ),
    "broadcasts.never_forgotten": (
        BROADCAST,
        [{"due_at": NOW}, {"status": BroadcastStatus.SENDING}],
    ),
    "incidents.of_a_model": (
        INCIDENT,
        [{"model": "m"}, {"kind": IncidentKind.ENDPOINT}],
    ),
    "incidents.resolved": (
        INCIDENT,
        [{"resolved_at": NOW}, {"status": IncidentStatus.RESOLVED}],
    ),
    "notices.about": (
        NOTICE,
        [
            {"person": None},
            {"what": NoticeKind.DISPUTE_ANSWERED},
            {"what": NoticeKind.INCIDENT_OPENED},
            {"dispute": DISPUTE.id},
            {"incident": INCIDENT.id},
            {"payment": PAYMENT.id},
        ],
    ),
    "notices.counts": (NOTICE, [{"amount": -1}, {"troubles": -1}]),
}

# CHECKs without a rule in a class: there is no class, or it cannot hold such values.
DATABASES_OWN = {
    "accounts.balance",
    "accounts.bonus",
    "accounts.of_people",
    "audit.words",
    "avatars.weights_whole",
    "known_files.kind",
    "received_updates.body",
    "received_updates.starts",
    "update_lines.deaths",
    # An upload is a `Photo` before it is accepted.
    "photos.accepted_is_kept",
    # A rule of `Account` (see `test_nobody_has_the_houses_accounts`).
    "postings.house",
    "terms.value",
    "welcomes.credits",
}

CASES = [
    (name, sound, changes)
    for name, (sound, several) in NONSENSE.items()
    for changes in several
]


def _columns(thing: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the row of *thing* with these *changes*."""
    match thing:
        case Person():
            return people.columns_of_person(thing) | changes
        case Avatar():
            return avatars._columns(thing) | changes
        case Weights():
            completed = attrs.evolve(
                DRAFT, status=AvatarStatus.COMPLETED, weights=thing
            )
            return avatars._columns(completed) | {
                f"weights_{name}": value for name, value in changes.items()
            }
        case Job():
            return jobs._columns(thing) | changes
        case TrainingOrder() | GenerationOrder() | UpscaleOrder():
            order = attrs.asdict(thing, recurse=False)
            return {"job": JOB.id, **order} | changes
        case Likeness():
            return {"job": JOB.id, **attrs.asdict(thing)} | changes
        case Broadcast():
            return broadcasts._columns(thing) | changes
        case Posting():
            posting = attrs.asdict(thing, recurse=False) | changes
            accounts = {side: posting.pop(side) for side in ("source", "dest")}
            for side, account in accounts.items():
                posting[f"{side}_holder"] = account.holder
                posting[f"{side}_kind"] = account.kind
            return posting
        case Hold() | Payment() | Dispute() | Incident():
            return columns_of(thing) | changes
        case _:
            return attrs.asdict(thing, recurse=False) | changes


def test_every_check_of_the_database_is_compared() -> None:
    """Every CHECK has an example here, or is listed as the database's own."""
    checks = {
        f"{table.name}.{str(check.name).removeprefix(f'ck_{table.name}_')}"
        for table in tables.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and not check._type_bound
    }

    assert checks == set(NONSENSE) | DATABASES_OWN


@pytest.mark.parametrize(("name", "sound", "changes"), CASES)
def test_classes_refuse_nonsense(
    name: str, sound: Any, changes: dict[str, Any]
) -> None:
    """An object that violates a CHECK cannot be made."""
    with pytest.raises(ValueError, match=r"."):
        attrs.evolve(sound, **changes)


@pytest.mark.parametrize(("name", "sound", "changes"), CASES)
async def test_the_database_refuses_nonsense(
    engine: AsyncEngine, name: str, sound: Any, changes: dict[str, Any]
) -> None:
    """The CHECK of that name refuses its row."""
    table, check = name.split(".")
    row = _columns(sound, changes)

    async with engine.connect() as connection:
        with pytest.raises(sa.exc.IntegrityError, match=f"ck_{table}_{check}"):
            await connection.execute(tables.metadata.tables[table].insert(), row)


@pytest.mark.parametrize(
    ("holder", "kind"),
    [
        (HOUSE, AccountKind.AVAILABLE),
        (HOUSE, AccountKind.HELD),
        (ANNA, AccountKind.GRANTS),
        (ANNA, AccountKind.SALES),
        (ANNA, AccountKind.REVENUE),
    ],
)
async def test_nobody_has_the_houses_accounts(
    engine: AsyncEngine, holder: PersonId, kind: AccountKind
) -> None:
    """The house has no balance to spend, and people have no sales."""
    earned = attrs.evolve(POSTING, source=REVENUE, bonus=0)
    row = _columns(earned, {}) | {"dest_holder": holder, "dest_kind": kind}

    with pytest.raises(ValueError, match="no account of"):
        Account(holder, kind)
    async with engine.connect() as connection:
        with pytest.raises(sa.exc.IntegrityError, match="ck_postings_house"):
            await connection.execute(tables.postings.insert(), row)

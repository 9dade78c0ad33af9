"""The tables. A row that contradicts itself cannot be written, by anybody.

Columns are named as the attributes they keep. Where rows are listed "as they
came", `position` says so: two moments may be equal, and clocks may differ.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from avatar_core.audit import Entity
from avatar_core.avatars import (
    AVATAR,
    MAX_PHOTOS,
    AvatarEvent,
    AvatarStatus,
    Gender,
    Hair,
)
from avatar_core.broadcasts import BroadcastEvent, BroadcastStatus
from avatar_core.deeds import DeedKind
from avatar_core.disputes import DisputeStatus, Remedy
from avatar_core.errors import PhotoFault
from avatar_core.failures import Failure, Unanswered
from avatar_core.families import AvatarType
from avatar_core.incidents import (
    OF_A_MODEL,
    IncidentEvent,
    IncidentKind,
    IncidentStatus,
)
from avatar_core.jobs import OPEN_JOB_STATUSES, JobEvent, JobStatus
from avatar_core.ledger import HOUSE, AccountKind, HoldEvent, HoldStatus, Reason
from avatar_core.notices import (
    ABOUT_A_DISPUTE,
    ABOUT_AN_INCIDENT,
    FOR_OWNERS,
    NoticeKind,
)
from avatar_core.orders import OWN_WORDINGS, JobKind, Wording
from avatar_core.payments import PaymentEvent, PaymentStatus
from avatar_core.people import Language
from avatar_core.prices import TERM_MAX, Term
from avatar_core.sizes import Size

from .columns import Digits, UtcDateTime, Words, position, word


metadata: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: The statuses and events each kind of audit entry speaks of.
AUDIT_WORDS: Final[dict[Entity, tuple[type[StrEnum], type[StrEnum]]]] = {
    Entity.AVATAR: (AvatarEvent, AvatarStatus),
    Entity.JOB: (JobEvent, JobStatus),
    Entity.HOLD: (HoldEvent, HoldStatus),
    Entity.PAYMENT: (PaymentEvent, PaymentStatus),
    Entity.BROADCAST: (BroadcastEvent, BroadcastStatus),
    Entity.INCIDENT: (IncidentEvent, IncidentStatus),
}


_WITHOUT_PHOTOS: Final = (AvatarStatus.DRAFT, AvatarStatus.DELETED)
_HOUSE_KINDS: Final = (AccountKind.GRANTS, AccountKind.SALES, AccountKind.REVENUE)

_OF_PAYMENTS: Final = (Reason.TOP_UP, Reason.REFUND)


def _one_of(column: str, members: Iterable[StrEnum]) -> str:
    values = ", ".join(f"'{member.value}'" for member in members)
    return f"{column} IN ({values})"


#: The avatars whose photos are not kept for ever, as the lifecycle has it.
PHOTOS_MAY_GO: Final = "photo_count > 0 AND " + _one_of(
    "status",
    sorted(
        row.source
        for row in AVATAR.transitions
        if row.event is AvatarEvent.EXPIRE_PHOTOS
    ),
)


def _check(name: str, *conditions: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(" AND ".join(conditions), name=name)


def _number(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), **{"nullable": False, **options})


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=optional)


def _text(name: str, *, optional: bool = False, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=optional, **options)


def _words(
    name: str, *references: sa.ForeignKey, optional: bool = False, **options: Any
) -> sa.Column[str]:
    return sa.Column(name, Words(), *references, nullable=optional, **options)


def _id(name: str, *references: sa.ForeignKey, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), *references, **{"nullable": False, **options})


def _person(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(
        name,
        sa.BigInteger(),
        sa.ForeignKey("people.id"),
        **{"nullable": False, "autoincrement": False, **options},
    )


people: Final = sa.Table(
    "people",
    metadata,
    _number("id", primary_key=True, autoincrement=False),
    word("language", Language),
    _moment("created_at"),
    # No foreign key: avatars refer to people, and SQLite cannot add the second
    # half of a circle. An avatar's row is never deleted, so the id stays good.
    _id("main_avatar", nullable=True),
    _words("username", optional=True),
    _flag("quiet"),
    _flag("enrich"),
    word("default_size", Size, optional=True),
    # No foreign key: nobody waits for the other's row to come in.
    _number("referrer", nullable=True),
    _number("bounty"),
    _moment("blocked_at", optional=True),
    _moment("left_at", optional=True),
    _number("wrong_codes"),
    _moment("wrong_codes_since", optional=True),
    _moment("forgotten_at", optional=True),
    _check(
        "wrong_codes",
        "wrong_codes >= 0",
        "(wrong_codes = 0) = (wrong_codes_since IS NULL)",
    ),
    _check("referrer", "referrer <> id"),
    _check("bounty", "bounty = 0 OR (bounty > 0 AND referrer IS NOT NULL)"),
    sa.Index(None, "username"),
    sa.Index(
        "ix_people_referrer",
        "referrer",
        postgresql_where=sa.text("referrer IS NOT NULL"),
        sqlite_where=sa.text("referrer IS NOT NULL"),
    ),
    # Whoever comes back is not forgotten any more.
    _check(
        "forgotten",
        "forgotten_at IS NULL OR (username IS NULL AND main_avatar IS NULL"
        " AND referrer IS NULL AND default_size IS NULL AND left_at IS NOT NULL)",
    ),
    _check("not_the_house", f"id <> {HOUSE}"),
)

avatars: Final = sa.Table(
    "avatars",
    metadata,
    position(),
    _id("id", unique=True),
    _person("owner"),
    _words("name"),
    word("type", AvatarType),
    word("gender", Gender, optional=True),
    word("hair", Hair, optional=True),
    _text("family"),
    word("status", AvatarStatus),
    _number("photo_count"),
    _text("weights_key", optional=True),
    _number("weights_size", nullable=True),
    _text("weights_trigger", optional=True),
    # No foreign key, for the same circle: jobs refer to avatars.
    _id("weights_job", nullable=True),
    _moment("created_at"),
    _moment("changed_at"),
    _number("version"),
    _check(
        "portraits_have_gender",
        f"(type = '{AvatarType.PORTRAIT}' AND status <> '{AvatarStatus.DELETED}')"
        " = (gender IS NOT NULL)",
    ),
    _check(
        "tombstones_are_bare",
        f"status <> '{AvatarStatus.DELETED}' OR (name = '' AND hair IS NULL)",
    ),
    _check("photo_count", f"photo_count BETWEEN 0 AND {MAX_PHOTOS}"),
    _check(
        "no_photos",
        f"photo_count = 0 OR NOT ({_one_of('status', _WITHOUT_PHOTOS)})",
    ),
    _check(
        "weights_whole",
        "(weights_key IS NULL) = (weights_size IS NULL)",
        "(weights_key IS NULL) = (weights_trigger IS NULL)",
        "(weights_key IS NULL) = (weights_job IS NULL)",
    ),
    _check("weights_size", "weights_size > 0"),
    _check(
        "completed_has_weights",
        f"(status = '{AvatarStatus.COMPLETED}') = (weights_key IS NOT NULL)",
    ),
    sa.Index(None, "owner", "created_at"),
    sa.Index(
        "ix_avatars_changed_at_photos_may_go",
        "changed_at",
        postgresql_where=sa.text(PHOTOS_MAY_GO),
        sqlite_where=sa.text(PHOTOS_MAY_GO),
    ),
)

photos: Final = sa.Table(
    "photos",
    metadata,
    position(),
    _id("id", unique=True),
    _id("avatar", sa.ForeignKey("avatars.id")),
    _moment("added_at"),
    _text("digest"),
    _text("perceptual_hash", optional=True),
    _words("file_name", optional=True),
    word("fault", PhotoFault, optional=True),
    _text("key", optional=True),
    _number("width", nullable=True),
    _number("height", nullable=True),
    _check(
        "accepted_is_kept",
        "(fault IS NULL) = (key IS NOT NULL)",
        "(fault IS NULL) = (width IS NOT NULL)",
        "(fault IS NULL) = (height IS NOT NULL)",
    ),
    _check("size", "width > 0", "height > 0"),
    sa.Index(None, "avatar", "position"),
    sa.Index(
        "uq_photos_avatar_digest",
        "avatar",
        "digest",
        unique=True,
        postgresql_where=sa.text("fault IS NULL"),
        sqlite_where=sa.text("fault IS NULL"),
    ),
)

jobs: Final = sa.Table(
    "jobs",
    metadata,
    position(),
    _id("id", unique=True),
    _person("person"),
    _id("avatar", sa.ForeignKey("avatars.id")),
    word("kind", JobKind),
    _number("price"),
    _id("lead", sa.ForeignKey("jobs.id"), nullable=True),
    _text("token", unique=True),
    word("status", JobStatus),
    _text("request_id", optional=True),
    sa.Column("dead_requests", sa.JSON(), nullable=False),
    _number("queue_position", nullable=True),
    _number("percent", nullable=True),
    word("failure", Failure, optional=True),
    _words("detail", optional=True),
    _number("delivered"),
    _number("submits"),
    word("unanswered", Unanswered, optional=True),
    _words("unanswered_why", optional=True),
    _number("starts"),
    _number("claims"),
    _number("troubles"),
    _moment("created_at"),
    _moment("submitted_at", optional=True),
    _moment("settles_at", optional=True),
    _moment("hinted_at", optional=True),
    _moment("cancel_asked_at", optional=True),
    _moment("ended_at", optional=True),
    _moment("told_at", optional=True),
    _moment("due_at", optional=True),
    _moment("deadline_at"),
    _number("version"),
    _check(
        "counts",
        "price >= 0",
        "delivered >= 0",
        "submits >= 0",
        "starts >= 0",
        "claims >= 0",
        "troubles >= 0",
    ),
    _check(
        "open_or_ended",
        f"(ended_at IS NULL) = ({_one_of('status', sorted(OPEN_JOB_STATUSES))})",
    ),
    _check(
        "success_is_delivered",
        f"status <> '{JobStatus.SUCCEEDED}' OR delivered > 0",
    ),
    _check(
        "failure_has_reason",
        f"(status = '{JobStatus.FAILED}') = (failure IS NOT NULL)",
    ),
    _check("led", f"lead IS NULL OR kind = '{JobKind.GENERATION}'"),
    _check("told_after_end", "told_at IS NULL OR ended_at IS NOT NULL"),
    _check("unanswered_has_why", "(unanswered IS NULL) = (unanswered_why IS NULL)"),
    _check("unanswered_after_post", "unanswered IS NULL OR submits > 0"),
    _check(
        "unanswered_is_asked_about",
        f"unanswered <> '{Unanswered.PENDING}' OR status = '{JobStatus.SUBMITTING}'",
    ),
    _check("hinted_after_post", "hinted_at IS NULL OR submitted_at IS NOT NULL"),
    # Nobody would ever look at it again, and its person would wait for ever.
    _check("never_forgotten", "due_at IS NOT NULL OR told_at IS NOT NULL"),
    sa.Index(None, "avatar", "position"),
    sa.Index(None, "person", "position"),
    sa.Index(
        "ix_jobs_due_at",
        "due_at",
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    ),
    sa.Index(None, "person", "submitted_at"),
    sa.Index(
        "ix_jobs_person_open",
        "person",
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index(
        "ix_jobs_lead",
        "lead",
        "position",
        postgresql_where=sa.text("lead IS NOT NULL"),
        sqlite_where=sa.text("lead IS NOT NULL"),
    ),
    sa.Index(
        "ix_jobs_position_unanswered",
        "position",
        postgresql_where=sa.text("unanswered IS NOT NULL"),
        sqlite_where=sa.text("unanswered IS NOT NULL"),
    ),
    sa.Index(
        "ix_jobs_ended_at_succeeded",
        "ended_at",
        postgresql_where=sa.text("status = 'succeeded'"),
        sqlite_where=sa.text("status = 'succeeded'"),
    ),
    sa.Index(
        "ix_jobs_ended_at_trained",
        "ended_at",
        postgresql_where=sa.text("kind = 'training' AND status = 'succeeded'"),
        sqlite_where=sa.text("kind = 'training' AND status = 'succeeded'"),
    ),
)

trainings: Final = sa.Table(
    "trainings",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _text("family"),
    _text("model"),
    word("avatar_type", AvatarType),
    _number("steps"),
    _text("trigger"),
    _check("steps", "steps > 0"),
)

generations: Final = sa.Table(
    "generations",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _text("family"),
    _text("model"),
    _words("words"),
    _words("scene"),
    word("wording", Wording),
    _words("negative"),
    _words("prompt"),
    word("size", Size),
    _number("count"),
    sa.Column("seed", Digits(), nullable=False),
    _text("weights_key"),
    sa.Column("scale", sa.Double(), nullable=False),
    _text("pack", optional=True),
    _check("count", "count BETWEEN 1 AND 4"),
    _check("pack", f"pack IS NULL OR wording = '{Wording.PACK}'"),
    _check(
        "own_words",
        f"scene = words OR NOT ({_one_of('wording', sorted(OWN_WORDINGS))})",
    ),
)

descriptions: Final = sa.Table(
    "descriptions",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _text("model"),
    _text("marker"),
    _text("photo_key"),
)

enrichments: Final = sa.Table(
    "enrichments",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _text("model"),
    _text("marker"),
    _words("words"),
    # What is enriched once is never enriched again.
    _id("generation", sa.ForeignKey("generations.job"), unique=True),
)

upscales: Final = sa.Table(
    "upscales",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _text("model"),
    # No foreign key: its person may delete the picture and keep the larger one.
    _id("source"),
    _text("source_key"),
    _id("origin", sa.ForeignKey("jobs.id")),
    sa.Column("seed", Digits(), nullable=False),
    word("shape", Size),
    _number("factor"),
    _number("width"),
    _number("height"),
    _check("measures", "factor > 1", "width > 0", "height > 0"),
)

#: Where the orders of each kind are.
ORDER_TABLES: Final = {
    JobKind.TRAINING: trainings,
    JobKind.GENERATION: generations,
    JobKind.DESCRIPTION: descriptions,
    JobKind.ENRICHMENT: enrichments,
    JobKind.UPSCALE: upscales,
}

#: What descriptions and enrichments found.
scenes: Final = sa.Table(
    "scenes",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _words("text"),
    _words("negative"),
)

pictures: Final = sa.Table(
    "pictures",
    metadata,
    position(),
    _id("id", unique=True),
    _id("job", sa.ForeignKey("jobs.id")),
    _person("owner"),
    _id("avatar", sa.ForeignKey("avatars.id")),
    _number("number"),
    _text("key"),
    word("shape", Size),
    _number("width"),
    _number("height"),
    _number("size"),
    sa.Column("seed", Digits(), nullable=False),
    _moment("created_at"),
    _flag("favourite"),
    _check("measures", "number >= 0", "width > 0", "height > 0", "size > 0"),
    sa.UniqueConstraint("job", "number"),
    # One for each way to leaf through them; a month is a part of any of these.
    sa.Index(None, "owner", "created_at", "position"),
    sa.Index(None, "owner", "avatar", "created_at", "position"),
    sa.Index(None, "owner", "shape", "created_at", "position"),
    sa.Index(None, "owner", "avatar", "shape", "created_at", "position"),
    sa.Index(
        "ix_pictures_owner_created_at_position_favourite",
        "owner",
        "created_at",
        "position",
        postgresql_where=sa.text("favourite"),
        sqlite_where=sa.text("favourite"),
    ),
)

#: What people have: a copy of the postings' sums, so that one UPDATE can refuse
#: to spend what is not there. The house's accounts have no copy: every job would
#: wait for every other at them.
accounts: Final = sa.Table(
    "accounts",
    metadata,
    _person("holder", primary_key=True),
    word("kind", AccountKind, primary_key=True),
    _number("balance"),
    _check("balance", "balance >= 0"),
    _check(
        "of_people",
        _one_of("kind", [AccountKind.AVAILABLE, AccountKind.HELD]),
    ),
)

promos: Final = sa.Table(
    "promos",
    metadata,
    position(),
    _words("code", unique=True),
    _number("credits"),
    _number("uses"),
    _number("used"),
    _moment("created_at"),
    _moment("valid_until", optional=True),
    _moment("stopped_at", optional=True),
    _check("credits", "credits > 0"),
    _check("uses", "uses > 0", "used BETWEEN 0 AND uses"),
)

redemptions: Final = sa.Table(
    "redemptions",
    metadata,
    _words("code", sa.ForeignKey("promos.code"), primary_key=True),
    _person("person", primary_key=True),
    _moment("at"),
)

payments: Final = sa.Table(
    "payments",
    metadata,
    position(),
    _id("id", unique=True),
    _person("person"),
    _text("charge_id", unique=True),
    _words("payload"),
    _number("amount"),
    _text("currency"),
    _number("credits"),
    _number("reclaimed"),
    word("status", PaymentStatus),
    _number("troubles"),
    _words("detail", optional=True),
    _moment("created_at"),
    _moment("due_at", optional=True),
    _number("version"),
    _check(
        "amounts",
        "amount > 0",
        "credits >= 0",
        "reclaimed BETWEEN 0 AND credits",
        "troubles >= 0",
    ),
    _check("currency", "length(currency) = 3", "currency = upper(currency)"),
    _check(
        "credited",
        f"status <> '{PaymentStatus.CREDITED}' OR (credits > 0 AND reclaimed = 0)",
    ),
    # What is to be given back is found by the sweep, or never.
    _check(
        "never_forgotten",
        f"(status = '{PaymentStatus.REFUNDING}') = (due_at IS NOT NULL)",
    ),
    sa.Index(None, "person", "position"),
    sa.Index(
        "ix_payments_due_at",
        "due_at",
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    ),
)

disputes: Final = sa.Table(
    "disputes",
    metadata,
    position(),
    _id("id", unique=True),
    _person("person"),
    _id("job", sa.ForeignKey("jobs.id"), nullable=True),
    _id("payment", sa.ForeignKey("payments.id"), nullable=True),
    _words("words"),
    word("status", DisputeStatus),
    word("remedy", Remedy, optional=True),
    _words("reply", optional=True),
    _number("answered_by", nullable=True),
    _moment("created_at"),
    _moment("answered_at", optional=True),
    _number("version"),
    _check("about_one", "(job IS NULL) <> (payment IS NULL)"),
    _check(
        "answered_whole",
        f"(status = '{DisputeStatus.ANSWERED}') = (remedy IS NOT NULL)",
        "(remedy IS NULL) = (answered_by IS NULL)",
        "(remedy IS NULL) = (answered_at IS NULL)",
        "(reply IS NULL OR remedy IS NOT NULL)",
    ),
    # Few wait at a time; a person's own are found among them.
    sa.Index(
        "ix_disputes_position_open",
        "position",
        postgresql_where=sa.text("status = 'open'"),
        sqlite_where=sa.text("status = 'open'"),
    ),
)

postings: Final = sa.Table(
    "postings",
    metadata,
    position(),
    _text("key", unique=True),
    _number("source_holder"),
    word("source_kind", AccountKind),
    _number("dest_holder"),
    word("dest_kind", AccountKind),
    _number("amount"),
    word("reason", Reason),
    _id("job", sa.ForeignKey("jobs.id"), nullable=True),
    _id("payment", sa.ForeignKey("payments.id"), nullable=True),
    _words("note", optional=True),
    _moment("at"),
    _check("amount", "amount > 0"),
    _check("moves", "source_holder <> dest_holder OR source_kind <> dest_kind"),
    _check(
        "house",
        f"(source_holder = {HOUSE}) = ({_one_of('source_kind', _HOUSE_KINDS)})",
        f"(dest_holder = {HOUSE}) = ({_one_of('dest_kind', _HOUSE_KINDS)})",
    ),
    sa.Index(None, "source_holder", "position"),
    sa.Index(None, "dest_holder", "position"),
    _check(
        "paid_for",
        f"(payment IS NOT NULL) = ({_one_of('reason', _OF_PAYMENTS)})",
    ),
    sa.Index(None, "job", "position"),
    sa.Index(
        "ix_postings_payment",
        "payment",
        "position",
        postgresql_where=sa.text("payment IS NOT NULL"),
        sqlite_where=sa.text("payment IS NOT NULL"),
    ),
)

holds: Final = sa.Table(
    "holds",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _person("person"),
    _number("amount"),
    _number("captured"),
    word("status", HoldStatus),
    _number("version"),
    sa.Index(None, "person"),
    _check("captured", "captured BETWEEN 0 AND amount"),
    _check(
        "captured_something",
        f"(status = '{HoldStatus.CAPTURED}') = (captured > 0)",
    ),
)

audit: Final = sa.Table(
    "audit",
    metadata,
    position(),
    word("entity", Entity),
    _id("id"),
    sa.Column("event", sa.String(32), nullable=False),
    sa.Column("source", sa.String(32), nullable=False),
    sa.Column("dest", sa.String(32), nullable=False),
    _moment("at"),
    _words("why"),
    _check(
        "words",
        " OR ".join(
            f"(entity = '{entity}' AND {_one_of('event', events)}"
            f" AND {_one_of('source', statuses)} AND {_one_of('dest', statuses)})"
            for entity, (events, statuses) in AUDIT_WORDS.items()
        ),
    ),
    sa.Index(None, "id", "position"),
)

terms: Final = sa.Table(
    "terms",
    metadata,
    word("term", Term, primary_key=True),
    _number("value"),
    _check("value", f"value BETWEEN 0 AND {TERM_MAX}"),
)

deeds: Final = sa.Table(
    "deeds",
    metadata,
    position(),
    _person("owner"),
    word("what", DeedKind),
    _person("person", nullable=True),
    _id("job", sa.ForeignKey("jobs.id"), nullable=True),
    _words("subject"),
    _number("amount", nullable=True),
    _text("currency", optional=True),
    _words("why"),
    _moment("at"),
)

broadcasts: Final = sa.Table(
    "broadcasts",
    metadata,
    _id("id", primary_key=True),
    _person("owner"),
    sa.Column("texts", sa.JSON(), nullable=False),
    word("status", BroadcastStatus),
    _number("audience"),
    # No foreign key: at first it has reached nobody, and that is 0.
    _number("reached"),
    _number("delivered"),
    _number("left"),
    _number("failed"),
    _number("claims"),
    _moment("created_at"),
    _moment("started_at", optional=True),
    _moment("ended_at", optional=True),
    _moment("due_at", optional=True),
    _check(
        "counts",
        "audience >= 0",
        "reached >= 0",
        "delivered >= 0",
        '"left" >= 0',
        "failed >= 0",
        "claims >= 0",
    ),
    # Nobody would ever go on with it.
    _check(
        "never_forgotten",
        f"(status = '{BroadcastStatus.SENDING}') = (due_at IS NOT NULL)",
    ),
    sa.Index(
        "ix_broadcasts_due_at",
        "due_at",
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    ),
)

#: One of each kind and model, so there are never many, and all are read at once.
incidents: Final = sa.Table(
    "incidents",
    metadata,
    word("kind", IncidentKind, primary_key=True),
    _text("model", primary_key=True),
    word("status", IncidentStatus),
    _words("detail"),
    _moment("opened_at"),
    _moment("seen_at"),
    _moment("resolved_at", optional=True),
    _number("version"),
    _check(
        "of_a_model",
        f"({_one_of('kind', sorted(OF_A_MODEL))}) = (model <> '')",
    ),
    _check(
        "resolved",
        f"(status = '{IncidentStatus.RESOLVED}') = (resolved_at IS NOT NULL)",
    ),
)

#: The outbox: what people, or the owners (person NULL), are still to be told.
notices: Final = sa.Table(
    "notices",
    metadata,
    _text("key", primary_key=True),
    _person("person", nullable=True),
    word("what", NoticeKind),
    _id("avatar", sa.ForeignKey("avatars.id"), nullable=True),
    _id("dispute", sa.ForeignKey("disputes.id"), nullable=True),
    _id("incident", nullable=True),
    _number("amount"),
    _words("why"),
    _moment("due_at"),
    _number("troubles"),
    _check(
        "about",
        f"({_one_of('what', sorted(FOR_OWNERS))}) = (person IS NULL)",
        f"({_one_of('what', sorted(ABOUT_A_DISPUTE))}) = (dispute IS NOT NULL)",
        f"({_one_of('what', sorted(ABOUT_AN_INCIDENT))}) = (incident IS NOT NULL)",
    ),
    _check("counts", "amount >= 0", "troubles >= 0"),
    sa.Index(None, "due_at"),
)

doomed_blobs: Final = sa.Table(
    "doomed_blobs",
    metadata,
    _text("key", primary_key=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Where people stand in a dialog; whoever is in none has no row.
conversations: Final = sa.Table(
    "conversations",
    metadata,
    _number("person", primary_key=True, autoincrement=False),
    _text("state"),
    sa.Column("data", sa.JSON(), nullable=False),
)

#: What the messenger sent: with its body until it is worked off, and then, so that it
#: has no effect when it is sent again, without.
received_updates: Final = sa.Table(
    "received_updates",
    metadata,
    _number("update_id", primary_key=True, autoincrement=False),
    #: Updates of one line are worked off in order: a person's, by their id. One that
    #: waits for nobody has a line of its own, by its negative id.
    _number("line"),
    _number("person", nullable=True),
    _text("kind"),
    _text("media_group", optional=True),
    _text("body", optional=True),
    #: Where the conversation stood when it was taken out of its person's line: JSON.
    _text("stood", optional=True),
    _moment("received_at"),
    _moment("due_at"),
    #: How often it was begun in vain: it failed, or the process died.
    _number("starts"),
    #: Whether the tap was answered although the rest failed.
    _flag("answered"),
    _moment("ended_at", optional=True),
    _check("starts", "starts >= 0"),
    _check("body", "(body IS NULL) = (ended_at IS NOT NULL)"),
    sa.Index(
        "ix_received_updates_line_open",
        "line",
        "update_id",
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index(
        "ix_received_updates_media_group_update_id",
        "media_group",
        "update_id",
        postgresql_where=sa.text("media_group IS NOT NULL"),
        sqlite_where=sa.text("media_group IS NOT NULL"),
    ),
    sa.Index(
        "ix_received_updates_ended_at",
        "ended_at",
        postgresql_where=sa.text("ended_at IS NOT NULL"),
        sqlite_where=sa.text("ended_at IS NOT NULL"),
    ),
)

#: Which process works off a line, until it says so no more. Line 0 is the right to poll.
update_lines: Final = sa.Table(
    "update_lines",
    metadata,
    _number("line", primary_key=True, autoincrement=False),
    _id("owner"),
    _moment("until"),
    #: How many processes were not heard of again while they held it.
    _number("deaths"),
    _check("deaths", "deaths >= 0"),
)

#: The messages that are kept at the bottom of their chats.
anchors: Final = sa.Table(
    "anchors",
    metadata,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _number("message_id"),
)

#: Albums that were answered, by the one of their messages that is.
albums: Final = sa.Table(
    "albums",
    metadata,
    _number("person", primary_key=True),
    _text("album", primary_key=True),
    _number("message_id"),
    #: Which avatar its photos are for, if that is known.
    _id("avatar", nullable=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Photos that were sent before it was clear which avatar they are for.
waiting_photos: Final = sa.Table(
    "waiting_photos",
    metadata,
    _number("person", primary_key=True),
    _number("message_id", primary_key=True),
    _id("photo"),
    _text("file_id"),
    _number("size", nullable=True),
    _words("name", optional=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Cards that show less than the truth: one of a burst of changes waits to be shown.
owed_cards: Final = sa.Table(
    "owed_cards",
    metadata,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _id("debt"),
)

#: Pictures that Telegram has, or has refused.
known_files: Final = sa.Table(
    "known_files",
    metadata,
    # No foreign key: what is shown lies in the blob storage, or in the program.
    _text("key", primary_key=True),
    _text("kind", primary_key=True),
    _text("name", primary_key=True),
    _text("file_id", optional=True),
    _moment("at"),
    _check("kind", "kind IN ('photo', 'document')"),
)

cards: Final = sa.Table(
    "cards",
    metadata,
    _id("job", sa.ForeignKey("jobs.id"), primary_key=True),
    _number("chat_id"),
    _number("message_id"),
    _text("digest"),
)

"""The tables, with CHECKs that refuse contradictory rows.

Columns have the names of attributes. `position` gives the order of insertion: two
timestamps may be equal, and clocks may differ.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import Entity
from avatar_core.avatars import (
    AVATAR,
    MAX_PHOTOS,
    AvatarEvent,
    AvatarStatus,
    Gender,
    Hair,
)
from avatar_core.broadcasts import BroadcastEvent, BroadcastStatus, Payers
from avatar_core.disputes import DisputeStatus, Remedy
from avatar_core.errors import PhotoFault
from avatar_core.failures import Failure, Unanswered
from avatar_core.families import AvatarType
from avatar_core.figures import Milestone
from avatar_core.incidents import (
    OF_A_MODEL,
    IncidentEvent,
    IncidentKind,
    IncidentStatus,
)
from avatar_core.job_lifecycle import OPEN_JOB_STATUSES, JobEvent, JobStatus
from avatar_core.ledger import HOUSE, AccountKind, HoldEvent, HoldStatus, Reason
from avatar_core.notices import (
    ABOUT_A_DISPUTE,
    ABOUT_A_PAYMENT,
    ABOUT_AN_INCIDENT,
    FOR_ADMINS,
    NoticeKind,
)
from avatar_core.orders import OWN_WORDINGS, JobKind, Wording
from avatar_core.payments import PaymentEvent, PaymentStatus
from avatar_core.people import NAME_SEEN_MAX, Language
from avatar_core.prices import TERM_MAX, Term
from avatar_core.sizes import Size
from avatar_core.time_zones import TimeZone

from .columns import Digits, Faces, UtcDateTime, Words, columns_of_type, position, word


metadata: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: The events and statuses of each kind of audit entry.
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


#: The condition that an avatar's photos expire, from its lifecycle.
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


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """Return an index of the rows that meet a condition."""
    condition = sa.text(where)
    return sa.Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


_date: Final = columns_of_type(sa.Date())
_digits: Final = columns_of_type(Digits())
_faces: Final = columns_of_type(Faces())
_flag: Final = columns_of_type(sa.Boolean())
_id: Final = columns_of_type(sa.Uuid())
#: The index on such a column finds keys by their beginning, in any locale.
_key: Final = columns_of_type(
    sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
)
#: Likewise, of words from outside.
_folded: Final = columns_of_type(
    Words().with_variant(Words(collation="C"), "postgresql")
)
_json: Final = columns_of_type(sa.JSON())
_moment: Final = columns_of_type(UtcDateTime())
_number: Final = columns_of_type(sa.BigInteger())
_real: Final = columns_of_type(sa.Double())
_short: Final = columns_of_type(sa.String(32))
_text: Final = columns_of_type(sa.Text())
_words: Final = columns_of_type(Words())


def _person(name: str, **options: Any) -> sa.Column[Any]:
    return _number(name, "people.id", **options)


people: Final = sa.Table(
    "people",
    metadata,
    _number("id", primary_key=True),
    word("language", Language),
    _moment("created_at"),
    _id("alias", optional=True),
    # No foreign key: avatars refer to people, and SQLite cannot create a cycle. The
    # rows of avatars are never deleted, so the id stays valid.
    _id("main_avatar", optional=True),
    _words("name", optional=True),
    #: The name as it is searched for: `lower` of a database may know English only.
    _folded("name_key", optional=True),
    _words("username", optional=True),
    _flag("quiet"),
    _flag("enrich"),
    word("time_zone", TimeZone),
    word("default_size", Size, optional=True),
    # No foreign key: a newcomer must not wait for a lock on the referrer's row.
    _number("referrer", optional=True),
    _number("bounty"),
    _moment("blocked_at", optional=True),
    _number("consent_version", optional=True),
    _moment("consent_at", optional=True),
    _moment("comparing_since", optional=True),
    _moment("left_at", optional=True),
    _number("wrong_codes"),
    _moment("wrong_codes_since", optional=True),
    _moment("exported_at", optional=True),
    _moment("forgotten_at", optional=True),
    _check(
        "wrong_codes",
        "wrong_codes >= 0",
        "(wrong_codes = 0) = (wrong_codes_since IS NULL)",
    ),
    _check("alias", "(alias IS NULL) = (forgotten_at IS NOT NULL)"),
    _check(
        "consent",
        "(consent_version IS NULL) = (consent_at IS NULL)",
        "(consent_version IS NULL OR consent_version > 0)",
    ),
    _check("referrer", "referrer <> id"),
    _check("bounty", "bounty = 0 OR (bounty > 0 AND referrer IS NOT NULL)"),
    sa.Index(None, "created_at"),
    sa.Index(None, "username", "created_at"),
    _partial("ix_people_name_key", "name_key", where="name_key IS NOT NULL"),
    _check(
        "name",
        f"length(name) BETWEEN 1 AND {NAME_SEEN_MAX}",
        "(name IS NULL) = (name_key IS NULL)",
    ),
    _partial("ix_people_referrer", "referrer", where="referrer IS NOT NULL"),
    # A forgotten person who returns is no longer forgotten.
    _check(
        "forgotten",
        "forgotten_at IS NULL OR (name IS NULL AND username IS NULL AND main_avatar IS NULL"
        " AND referrer IS NULL AND default_size IS NULL AND consent_version IS NULL"
        " AND comparing_since IS NULL AND left_at IS NOT NULL)",
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
    _number("weights_size", optional=True),
    _text("weights_trigger", optional=True),
    # No foreign key, because it would be a cycle: jobs refer to avatars.
    _id("weights_job", optional=True),
    _moment("created_at"),
    _moment("changed_at"),
    _number("accepted_readiness", optional=True),
    # No foreign key, for the same reason.
    _id("retrains", optional=True),
    _number("version"),
    _check("readiness", "accepted_readiness BETWEEN 0 AND 100"),
    _check(
        "portraits_have_gender",
        f"(type = '{AvatarType.PORTRAIT}' AND status <> '{AvatarStatus.DELETED}')"
        " = (gender IS NOT NULL)",
    ),
    _check(
        "tombstones_are_bare",
        f"status <> '{AvatarStatus.DELETED}' OR (name = '' AND hair IS NULL"
        " AND accepted_readiness IS NULL AND retrains IS NULL)",
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
    _check("trained_again", "retrains IS NULL OR weights_key IS NULL"),
    _check(
        "completed_has_weights",
        f"(status = '{AvatarStatus.COMPLETED}') = (weights_key IS NOT NULL)",
    ),
    sa.Index(None, "owner", "created_at"),
    _partial("ix_avatars_changed_at_photos_may_go", "changed_at", where=PHOTOS_MAY_GO),
)

photos: Final = sa.Table(
    "photos",
    metadata,
    position(),
    _id("id", unique=True),
    _id("avatar", "avatars.id"),
    _moment("added_at"),
    _text("digest"),
    _text("perceptual_hash", optional=True),
    _words("file_name", optional=True),
    _text("batch", optional=True),
    word("fault", PhotoFault, optional=True),
    _text("key", optional=True),
    _number("width", optional=True),
    _number("height", optional=True),
    _check(
        "accepted_is_kept",
        "(fault IS NULL) = (key IS NOT NULL)",
        "(fault IS NULL) = (width IS NOT NULL)",
        "(fault IS NULL) = (height IS NOT NULL)",
    ),
    _faces("faces", optional=True),
    _real("distance", optional=True),
    _check("size", "width > 0", "height > 0"),
    _check("looked_at", "faces IS NULL OR fault IS NULL"),
    _check("compared", "distance IS NULL OR (distance >= 0 AND faces IS NOT NULL)"),
    sa.Index(None, "avatar", "position"),
    _partial(
        "uq_photos_avatar_digest",
        "avatar",
        "digest",
        where="fault IS NULL",
        unique=True,
    ),
)

#: Holds for the jobs that the provider has, or may have.
SENT: Final = _one_of("status", sorted(OPEN_JOB_STATUSES - {JobStatus.REQUESTED}))

jobs: Final = sa.Table(
    "jobs",
    metadata,
    position(),
    _id("id", unique=True),
    _person("person"),
    _id("avatar", "avatars.id"),
    word("kind", JobKind),
    _number("price"),
    _id("lead", "jobs.id", optional=True),
    _number("turn"),
    _text("token", unique=True),
    word("status", JobStatus),
    _text("request_id", optional=True),
    _json("dead_requests"),
    _number("queue_position", optional=True),
    _number("percent", optional=True),
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
    _moment("webhook_at", optional=True),
    _moment("cancel_asked_at", optional=True),
    _moment("ended_at", optional=True),
    _moment("told_at", optional=True),
    _moment("due_at", optional=True),
    _moment("deadline_at"),
    _number("version"),
    _check(
        "counts",
        "price >= 0",
        "turn >= 0",
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
    _check("webhook_after_post", "webhook_at IS NULL OR submitted_at IS NOT NULL"),
    # Without either, no sweep would find the job again.
    _check("never_forgotten", "due_at IS NOT NULL OR told_at IS NOT NULL"),
    _partial(
        "ix_jobs_avatar_position_training",
        "avatar",
        "position",
        where="kind = 'training'",
    ),
    sa.Index(None, "person", "position"),
    _partial("ix_jobs_due_at", "due_at", where="due_at IS NOT NULL"),
    sa.Index(None, "person", "submitted_at"),
    _partial(
        "ix_jobs_person_position_unfinished",
        "person",
        "position",
        where="due_at IS NOT NULL",
    ),
    _partial("ix_jobs_person_turn_open", "person", "turn", where="ended_at IS NULL"),
    _partial("ix_jobs_turn_sent", "turn", where=SENT),
    _partial(
        "ix_jobs_kind_due_at_made_ready",
        "kind",
        "due_at",
        where="status = 'requested' AND starts > 0",
    ),
    _partial(
        "ix_jobs_kind_submitted_at_open",
        "kind",
        "submitted_at",
        "status",
        where="ended_at IS NULL",
    ),
    _partial(
        "ix_jobs_kind_turn_position_requested",
        "kind",
        "turn",
        "position",
        "due_at",
        "deadline_at",
        "id",
        where="status = 'requested'",
    ),
    _partial("ix_jobs_lead", "lead", "position", where="lead IS NOT NULL"),
    _partial("ix_jobs_position_unanswered", "position", where="unanswered IS NOT NULL"),
    _partial("ix_jobs_ended_at_succeeded", "ended_at", where="status = 'succeeded'"),
    _partial(
        "ix_jobs_ended_at_trained",
        "ended_at",
        where="kind = 'training' AND status = 'succeeded'",
    ),
)

trainings: Final = sa.Table(
    "trainings",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _text("family"),
    _text("model"),
    word("avatar_type", AvatarType),
    _number("steps"),
    _text("trigger"),
    _id("replaces", "jobs.id", optional=True),
    _number("readiness", optional=True),
    _json("marks"),
    _check("steps", "steps > 0"),
    _check("readiness", "readiness BETWEEN 0 AND 100"),
)

generations: Final = sa.Table(
    "generations",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _text("family"),
    _text("model"),
    _words("words"),
    _words("scene"),
    word("wording", Wording),
    _words("negative"),
    _words("prompt"),
    word("size", Size),
    _number("count"),
    _number("spare"),
    _digits("seed"),
    _text("weights_key"),
    _real("scale"),
    _text("pack", optional=True),
    # A training is previewed at most once.
    _id("preview_of", "jobs.id", optional=True, unique=True),
    _check("count", "count BETWEEN 1 AND 4"),
    _check("pack", f"pack IS NULL OR wording = '{Wording.PACK}'"),
    _check("spare", "spare >= 0 AND count + spare <= 4"),
    _check("all_shown", "preview_of IS NULL OR spare = 0"),
    _check("preview", f"preview_of IS NULL OR wording = '{Wording.PACK}'"),
    _check(
        "own_words",
        f"scene = words OR NOT ({_one_of('wording', sorted(OWN_WORDINGS))})",
    ),
)

descriptions: Final = sa.Table(
    "descriptions",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    _text("marker"),
    _text("photo_key"),
)

enrichments: Final = sa.Table(
    "enrichments",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    _text("marker"),
    _words("words"),
    # A generation is enriched at most once.
    _id("generation", "generations.job", unique=True),
)

upscales: Final = sa.Table(
    "upscales",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    # No foreign key: the person may delete the picture and keep the larger one.
    _id("source"),
    _text("source_key"),
    _id("origin", "jobs.id"),
    _digits("seed"),
    word("shape", Size),
    _number("factor"),
    _number("width"),
    _number("height"),
    _check("measures", "factor > 1", "width > 0", "height > 0"),
)

#: The table of each kind of order.
ORDER_TABLES: Final = {
    JobKind.TRAINING: trainings,
    JobKind.GENERATION: generations,
    JobKind.DESCRIPTION: descriptions,
    JobKind.ENRICHMENT: enrichments,
    JobKind.UPSCALE: upscales,
}


def with_orders(tables: Iterable[sa.Table]) -> sa.FromClause:
    """Return the jobs joined with their orders in these tables."""
    joined: sa.FromClause = jobs
    for table in tables:
        joined = joined.outerjoin(table, table.c.job == jobs.c.id)
    return joined


#: The results of descriptions and enrichments.
scenes: Final = sa.Table(
    "scenes",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _words("text"),
    _words("negative"),
)

#: How much the first pictures of a training resemble the photos.
likenesses: Final = sa.Table(
    "likenesses",
    metadata,
    _id("job", "trainings.job", primary_key=True),
    _number("best"),
    _number("score"),
    _flag("offered"),
    _check("measures", "best >= 0", "score BETWEEN 0 AND 100"),
)

pictures: Final = sa.Table(
    "pictures",
    metadata,
    position(),
    _id("id", unique=True),
    _id("job", "jobs.id"),
    _person("owner"),
    _id("avatar", "avatars.id"),
    _number("number"),
    _text("key"),
    word("shape", Size),
    _number("width"),
    _number("height"),
    _number("size"),
    _digits("seed"),
    _moment("created_at"),
    _flag("favourite"),
    _check("measures", "number >= 0", "width > 0", "height > 0", "size > 0"),
    sa.UniqueConstraint("job", "number"),
    # One for each filter of the gallery; a month is a range within any of them.
    sa.Index(None, "owner", "created_at", "position"),
    sa.Index(None, "owner", "avatar", "created_at", "position"),
    sa.Index(None, "owner", "shape", "created_at", "position"),
    sa.Index(None, "owner", "avatar", "shape", "created_at", "position"),
    _partial(
        "ix_pictures_owner_created_at_position_favourite",
        "owner",
        "created_at",
        "position",
        where="favourite",
    ),
)

#: The balances of people: sums of the postings, kept so that one UPDATE can refuse to
#: overdraw. The product's own accounts have no row: all jobs would wait for its lock.
accounts: Final = sa.Table(
    "accounts",
    metadata,
    _person("holder", primary_key=True),
    word("kind", AccountKind, primary_key=True),
    _number("balance"),
    _number("bonus"),
    _check("balance", "balance >= 0"),
    _check("bonus", "bonus BETWEEN 0 AND balance"),
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
    _words("code", "promos.code", primary_key=True),
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
    # The sweep finds a refund by its due time only.
    _check(
        "never_forgotten",
        f"(status = '{PaymentStatus.REFUNDING}') = (due_at IS NOT NULL)",
    ),
    sa.Index(None, "person", "position"),
    _partial("ix_payments_due_at", "due_at", where="due_at IS NOT NULL"),
)

disputes: Final = sa.Table(
    "disputes",
    metadata,
    position(),
    _id("id", unique=True),
    _person("person"),
    _id("job", "jobs.id", optional=True),
    _id("payment", "payments.id", optional=True),
    _words("words"),
    word("status", DisputeStatus),
    word("remedy", Remedy, optional=True),
    _words("reply", optional=True),
    _number("answered_by", optional=True),
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
    sa.Index(None, "person", "position"),
    _partial("ix_disputes_position_open", "position", where="status = 'open'"),
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
    _number("bonus"),
    word("reason", Reason),
    _id("job", "jobs.id", optional=True),
    _id("payment", "payments.id", optional=True),
    _words("note", optional=True),
    _moment("at"),
    _check("amount", "amount > 0"),
    _check("moves", "source_holder <> dest_holder OR source_kind <> dest_kind"),
    _check(
        "house",
        f"(source_holder = {HOUSE}) = ({_one_of('source_kind', _HOUSE_KINDS)})",
        f"(dest_holder = {HOUSE}) = ({_one_of('dest_kind', _HOUSE_KINDS)})",
    ),
    _check(
        "bonus",
        "bonus BETWEEN 0 AND amount",
        f"(source_kind <> '{AccountKind.GRANTS}' OR bonus = amount)",
        f"(bonus = 0 OR '{AccountKind.SALES}' NOT IN (source_kind, dest_kind))",
    ),
    sa.Index(None, "source_holder", "position"),
    sa.Index(None, "dest_holder", "position"),
    _check(
        "paid_for",
        f"(payment IS NOT NULL) = ({_one_of('reason', _OF_PAYMENTS)})",
    ),
    sa.Index(None, "job", "position"),
    _partial(
        "ix_postings_dest_holder_position_receipts",
        "dest_holder",
        "position",
        where="dest_kind = 'available' AND reason <> 'release'",
    ),
    # The notes are erased with the person.
    _partial("ix_postings_dest_holder_noted", "dest_holder", where="note IS NOT NULL"),
    _partial(
        "ix_postings_source_holder_noted", "source_holder", where="note IS NOT NULL"
    ),
    _partial("ix_postings_payment", "payment", "position", where="payment IS NOT NULL"),
)

#: The welcome credits of each day on which they are bounded.
welcomes: Final = sa.Table(
    "welcomes",
    metadata,
    _date("day", primary_key=True),
    _number("credits"),
    _check("credits", "credits > 0"),
)

holds: Final = sa.Table(
    "holds",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _person("person"),
    _number("amount"),
    _number("bonus"),
    _number("captured"),
    word("status", HoldStatus),
    _number("version"),
    sa.Index(None, "person"),
    _check("captured", "captured BETWEEN 0 AND amount"),
    _check("bonus", "bonus BETWEEN 0 AND amount"),
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
    _short("event"),
    _short("source"),
    _short("dest"),
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

admin_log: Final = sa.Table(
    "admin_log",
    metadata,
    position(),
    _person("admin"),
    word("what", AdminActionKind),
    _person("person", optional=True),
    _id("job", "jobs.id", optional=True),
    _words("subject"),
    _number("amount", optional=True),
    _text("currency", optional=True),
    _words("why"),
    _moment("at"),
)

broadcasts: Final = sa.Table(
    "broadcasts",
    metadata,
    _id("id", primary_key=True),
    _person("admin"),
    _json("texts"),
    word("payers", Payers),
    _number("idle_days"),
    word("status", BroadcastStatus),
    _number("audience"),
    # No foreign key: 0 until it has reached somebody.
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
        "idle_days >= 0",
        "reached >= 0",
        "delivered >= 0",
        '"left" >= 0',
        "failed >= 0",
        "claims >= 0",
    ),
    # The sweep finds a broadcast by its due time only.
    _check(
        "never_forgotten",
        f"({_one_of('status', [BroadcastStatus.WAITING, BroadcastStatus.SENDING])})"
        " = (due_at IS NOT NULL)",
    ),
    _partial("ix_broadcasts_due_at", "due_at", where="due_at IS NOT NULL"),
)

#: One row per kind and model: always few, and all are read at once.
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

#: The outbox: news for people, or for the admins (person NULL).
notices: Final = sa.Table(
    "notices",
    metadata,
    _text("key", primary_key=True),
    _person("person", optional=True),
    word("what", NoticeKind),
    _id("avatar", "avatars.id", optional=True),
    _id("dispute", "disputes.id", optional=True),
    _id("incident", optional=True),
    _id("payment", "payments.id", optional=True),
    _number("amount"),
    _words("why"),
    _moment("due_at"),
    _number("troubles"),
    _check(
        "about",
        f"({_one_of('what', sorted(FOR_ADMINS))}) = (person IS NULL)",
        f"({_one_of('what', sorted(ABOUT_A_DISPUTE))}) = (dispute IS NOT NULL)",
        f"({_one_of('what', sorted(ABOUT_AN_INCIDENT))}) = (incident IS NOT NULL)",
        f"({_one_of('what', sorted(ABOUT_A_PAYMENT))}) = (payment IS NOT NULL)",
    ),
    _check("counts", "amount >= 0", "troubles >= 0"),
    sa.Index(None, "due_at"),
)

#: Forgotten people of whom something is left.
erasures: Final = sa.Table(
    "erasures",
    metadata,
    _person("person", primary_key=True),
    #: The name that the person had in keys.
    _id("alias"),
    #: The position of the last job that was erased.
    _number("position"),
)

#: The provider's requests for erased jobs, which it is to forget too.
erased_requests: Final = sa.Table(
    "erased_requests", metadata, _text("request", primary_key=True)
)

#: What changes to other rows add to the sums; see `adapters.sql.sums`.
sums: Final = sa.Table(
    "sums",
    metadata,
    position(),
    _date("day"),
    _text("name"),
    _number("amount"),
)

#: The sums of each day, as far as they were added up.
daily_sums: Final = sa.Table(
    "daily_sums",
    metadata,
    _date("day", primary_key=True),
    _text("name", primary_key=True),
    _number("amount"),
)

#: The steps that people have reached; triggers write them.
milestones: Final = sa.Table(
    "milestones",
    metadata,
    _person("person", primary_key=True),
    word("step", Milestone, primary_key=True),
)

scheduled_deletions: Final = sa.Table(
    "scheduled_deletions",
    metadata,
    _key("key", primary_key=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: The positions of people in dialogs; outside a dialog there is no row.
conversations: Final = sa.Table(
    "conversations",
    metadata,
    _number("person", primary_key=True),
    _text("state"),
    _json("data"),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Updates from Telegram. The body is deleted once the update is handled; the row stays
#: for a while, so that a repeated delivery has no effect.
received_updates: Final = sa.Table(
    "received_updates",
    metadata,
    _number("update_id", primary_key=True),
    #: Updates of one line are handled in order: a person's line has the person's id. An
    #: update that waits for no other has its own line, its negative id.
    _number("line"),
    _number("person", optional=True),
    _text("kind"),
    _text("media_group", optional=True),
    _text("body", optional=True),
    #: The position in the conversation when it left its person's line, as JSON.
    _text("stood", optional=True),
    _moment("received_at"),
    _moment("due_at"),
    #: How often handling it failed, or the process died.
    _number("starts"),
    #: Whether the callback query was answered although the rest failed.
    _flag("answered"),
    _moment("ended_at", optional=True),
    _check("starts", "starts >= 0"),
    _check("body", "(body IS NULL) = (ended_at IS NOT NULL)"),
    _partial(
        "ix_received_updates_line_open", "line", "update_id", where="ended_at IS NULL"
    ),
    _partial(
        "ix_received_updates_media_group_update_id",
        "media_group",
        "update_id",
        where="media_group IS NOT NULL",
    ),
    _partial("ix_received_updates_ended_at", "ended_at", where="ended_at IS NOT NULL"),
)

#: The process that holds each line, and until when. Line 0 is the right to poll.
update_lines: Final = sa.Table(
    "update_lines",
    metadata,
    _number("line", primary_key=True),
    _id("owner"),
    _moment("until"),
    #: How many processes died holding it.
    _number("deaths"),
    _check("deaths", "deaths >= 0"),
)

#: The messages kept at the bottom of their chats.
anchors: Final = sa.Table(
    "anchors",
    metadata,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _number("message_id"),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Received albums, and which of their messages is answered.
albums: Final = sa.Table(
    "albums",
    metadata,
    _number("person", primary_key=True),
    _text("album", primary_key=True),
    _number("message_id"),
    #: The avatar its photos are for, if known.
    _id("avatar", optional=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Photos whose avatar is not known yet.
waiting_photos: Final = sa.Table(
    "waiting_photos",
    metadata,
    _number("person", primary_key=True),
    _number("message_id", primary_key=True),
    _id("photo"),
    _text("file_id"),
    _number("size", optional=True),
    _words("name", optional=True),
    _moment("at"),
    sa.Index(None, "at"),
)

#: Cards that are out of date because an edit was postponed.
owed_cards: Final = sa.Table(
    "owed_cards",
    metadata,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _id("debt"),
)

#: Pictures that Telegram has or has refused.
known_files: Final = sa.Table(
    "known_files",
    metadata,
    # No foreign key: the file is in the blob storage or in the program.
    _key("key", primary_key=True),
    _text("kind", primary_key=True),
    _text("name", primary_key=True),
    _text("file_id", optional=True),
    _moment("at"),
    _check("kind", "kind IN ('photo', 'document')"),
)

cards: Final = sa.Table(
    "cards",
    metadata,
    _id("job", "jobs.id", primary_key=True),
    _number("chat_id"),
    _number("message_id"),
    _text("digest"),
)

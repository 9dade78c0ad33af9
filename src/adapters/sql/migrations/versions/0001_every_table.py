"""Create every table.

Revision: 0001, the first.
"""

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from alembic import op
from sqlalchemy.schema import CreateIndex, CreateTable


revision = "0001"
down_revision = None

_METADATA: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
_LANGUAGES: Final = (
    "en ar be ca cs de es fa fi fr he hr hu id it kk ko ms nb nl pl pt ro ru sk sr"
    " sv tr uk uz"
)
_SIZES: Final = "1:1 3:4 4:3 9:16 16:9"
_ACCOUNTS: Final = "available held grants sales revenue"


def _columns(type_: sa.types.TypeEngine[Any]) -> Callable[..., sa.Column[Any]]:
    """Return a function that makes columns of this type."""

    def column(
        name: str, *references: str, optional: bool = False, **options: Any
    ) -> sa.Column[Any]:
        keys = [sa.ForeignKey(reference) for reference in references]
        return sa.Column(
            name, type_, *keys, nullable=optional, autoincrement=False, **options
        )

    return column


_flag: Final = _columns(sa.Boolean())
_id: Final = _columns(sa.Uuid())
_json: Final = _columns(sa.JSON())
_moment: Final = _columns(sa.DateTime(timezone=True))
_number: Final = _columns(sa.BigInteger())
_real: Final = _columns(sa.Double())
_short: Final = _columns(sa.String(32))
_text: Final = _columns(sa.Text())


def _position() -> sa.Column[int]:
    counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("position", counted, sa.Identity(), primary_key=True)


def _person(name: str, **options: Any) -> sa.Column[Any]:
    return _number(name, "people.id", **options)


def _word(name: str, values: str, **options: Any) -> sa.Column[Any]:
    enum = sa.Enum(
        *values.split(), name=name, native_enum=False, create_constraint=True, length=32
    )
    return _columns(enum)(name, **options)


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    condition = sa.text(where)
    where_options: dict[str, Any] = dict.fromkeys(
        ("sqlite_where", "postgresql_where"), condition
    )
    return sa.Index(name, *columns, unique=unique, **where_options)


def _one_of(column: str, words: str) -> str:
    values = "', '".join(words.split())
    return f"{column} IN ('{values}')"


def _audited(entity: str, events: str, statuses: str) -> str:
    """Return the condition that an audit row names only words of its entity."""
    return (
        f"(entity = '{entity}' AND {_one_of('event', events)}"
        f" AND {_one_of('source', statuses)} AND {_one_of('dest', statuses)})"
    )


sa.Table(
    "people",
    _METADATA,
    _number("id", primary_key=True),
    _word("language", _LANGUAGES),
    _moment("created_at"),
    _id("main_avatar", optional=True),
    _text("username", optional=True),
    _flag("quiet"),
    _flag("enrich"),
    _word("default_size", _SIZES, optional=True),
    _number("referrer", optional=True),
    _number("bounty"),
    _moment("blocked_at", optional=True),
    _moment("left_at", optional=True),
    _number("wrong_codes"),
    _moment("wrong_codes_since", optional=True),
    _moment("forgotten_at", optional=True),
    _check(
        "wrong_codes",
        "wrong_codes >= 0 AND (wrong_codes = 0) = (wrong_codes_since IS NULL)",
    ),
    _check("referrer", "referrer <> id"),
    _check("bounty", "bounty = 0 OR (bounty > 0 AND referrer IS NOT NULL)"),
    _check(
        "forgotten",
        "forgotten_at IS NULL OR (username IS NULL AND main_avatar IS NULL"
        " AND referrer IS NULL AND default_size IS NULL AND left_at IS NOT NULL)",
    ),
    _check("not_the_house", "id <> 0"),
    _partial("ix_people_referrer", "referrer", where="referrer IS NOT NULL"),
    sa.Index(None, "username"),
)

sa.Table(
    "avatars",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _person("owner"),
    _text("name"),
    _word("type", "portrait style"),
    _word("gender", "female male", optional=True),
    _word("hair", "dark brown blond red grey none", optional=True),
    _text("family"),
    _word(
        "status", "draft photos_uploading training completed failed cancelled deleted"
    ),
    _number("photo_count"),
    _text("weights_key", optional=True),
    _number("weights_size", optional=True),
    _text("weights_trigger", optional=True),
    _id("weights_job", optional=True),
    _moment("created_at"),
    _moment("changed_at"),
    _number("version"),
    _check(
        "portraits_have_gender",
        "(type = 'portrait' AND status <> 'deleted') = (gender IS NOT NULL)",
    ),
    _check(
        "tombstones_are_bare", "status <> 'deleted' OR (name = '' AND hair IS NULL)"
    ),
    _check("photo_count", "photo_count BETWEEN 0 AND 20"),
    _check("no_photos", "photo_count = 0 OR NOT (status IN ('draft', 'deleted'))"),
    _check(
        "weights_whole",
        "(weights_key IS NULL) = (weights_size IS NULL)"
        " AND (weights_key IS NULL) = (weights_trigger IS NULL)"
        " AND (weights_key IS NULL) = (weights_job IS NULL)",
    ),
    _check("weights_size", "weights_size > 0"),
    _check(
        "completed_has_weights", "(status = 'completed') = (weights_key IS NOT NULL)"
    ),
    _partial(
        "ix_avatars_changed_at_photos_may_go",
        "changed_at",
        where="photo_count > 0"
        " AND status IN ('cancelled', 'completed', 'failed', 'photos_uploading')",
    ),
    sa.Index(None, "owner", "created_at"),
)

sa.Table(
    "photos",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _id("avatar", "avatars.id"),
    _moment("added_at"),
    _text("digest"),
    _text("perceptual_hash", optional=True),
    _text("file_name", optional=True),
    _word(
        "fault",
        "not_an_image other_format damaged animated too_small too_big"
        " too_many_pixels too_narrow duplicate over_limit",
        optional=True,
    ),
    _text("key", optional=True),
    _number("width", optional=True),
    _number("height", optional=True),
    _check(
        "accepted_is_kept",
        "(fault IS NULL) = (key IS NOT NULL)"
        " AND (fault IS NULL) = (width IS NOT NULL)"
        " AND (fault IS NULL) = (height IS NOT NULL)",
    ),
    _check("size", "width > 0 AND height > 0"),
    sa.Index(None, "avatar", "position"),
    _partial(
        "uq_photos_avatar_digest",
        "avatar",
        "digest",
        where="fault IS NULL",
        unique=True,
    ),
)

sa.Table(
    "jobs",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _person("person"),
    _id("avatar", "avatars.id"),
    _word("kind", "training generation description enrichment upscale"),
    _number("price"),
    _id("lead", "jobs.id", optional=True),
    _text("token", unique=True),
    _word(
        "status",
        "requested submitting submitted running succeeded failed blocked"
        " cancelled expired",
    ),
    _text("request_id", optional=True),
    _json("dead_requests"),
    _number("queue_position", optional=True),
    _number("percent", optional=True),
    _word(
        "failure",
        "provider input bad_result result_lost set_aside released",
        optional=True,
    ),
    _text("detail", optional=True),
    _number("delivered"),
    _number("submits"),
    _word("unanswered", "pending taken lost unknown doubled", optional=True),
    _text("unanswered_why", optional=True),
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
        "price >= 0 AND delivered >= 0 AND submits >= 0 AND starts >= 0"
        " AND claims >= 0 AND troubles >= 0",
    ),
    _check(
        "open_or_ended",
        "(ended_at IS NULL) = (status IN ('requested', 'running', 'submitted', 'submitting'))",
    ),
    _check("success_is_delivered", "status <> 'succeeded' OR delivered > 0"),
    _check("failure_has_reason", "(status = 'failed') = (failure IS NOT NULL)"),
    _check("led", "lead IS NULL OR kind = 'generation'"),
    _check("told_after_end", "told_at IS NULL OR ended_at IS NOT NULL"),
    _check("unanswered_has_why", "(unanswered IS NULL) = (unanswered_why IS NULL)"),
    _check("unanswered_after_post", "unanswered IS NULL OR submits > 0"),
    _check(
        "unanswered_is_asked_about", "unanswered <> 'pending' OR status = 'submitting'"
    ),
    _check("webhook_after_post", "webhook_at IS NULL OR submitted_at IS NOT NULL"),
    _check("never_forgotten", "due_at IS NOT NULL OR told_at IS NOT NULL"),
    _partial(
        "ix_jobs_avatar_position_training",
        "avatar",
        "position",
        where="kind = 'training'",
    ),
    _partial("ix_jobs_due_at", "due_at", where="due_at IS NOT NULL"),
    _partial("ix_jobs_ended_at_succeeded", "ended_at", where="status = 'succeeded'"),
    _partial(
        "ix_jobs_ended_at_trained",
        "ended_at",
        where="kind = 'training' AND status = 'succeeded'",
    ),
    _partial("ix_jobs_lead", "lead", "position", where="lead IS NOT NULL"),
    _partial("ix_jobs_person_open", "person", where="ended_at IS NULL"),
    sa.Index(None, "person", "position"),
    sa.Index(None, "person", "submitted_at"),
    _partial("ix_jobs_position_unanswered", "position", where="unanswered IS NOT NULL"),
)

sa.Table(
    "trainings",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("family"),
    _text("model"),
    _word("avatar_type", "portrait style"),
    _number("steps"),
    _text("trigger"),
    _check("steps", "steps > 0"),
)

sa.Table(
    "generations",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("family"),
    _text("model"),
    _text("words"),
    _text("scene"),
    _word("wording", "own awaited enriched fallback photo pack"),
    _text("negative"),
    _text("prompt"),
    _word("size", _SIZES),
    _number("count"),
    _text("seed"),
    _text("weights_key"),
    _real("scale"),
    _text("pack", optional=True),
    _check("count", "count BETWEEN 1 AND 4"),
    _check("pack", "pack IS NULL OR wording = 'pack'"),
    _check(
        "own_words", "scene = words OR NOT (wording IN ('awaited', 'fallback', 'own'))"
    ),
)

sa.Table(
    "descriptions",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    _text("marker"),
    _text("photo_key"),
)

sa.Table(
    "enrichments",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    _text("marker"),
    _text("words"),
    _id("generation", "generations.job", unique=True),
)

sa.Table(
    "upscales",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("model"),
    _id("source"),
    _text("source_key"),
    _id("origin", "jobs.id"),
    _text("seed"),
    _word("shape", _SIZES),
    _number("factor"),
    _number("width"),
    _number("height"),
    _check("measures", "factor > 1 AND width > 0 AND height > 0"),
)

sa.Table(
    "scenes",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _text("text"),
    _text("negative"),
)

sa.Table(
    "pictures",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _id("job", "jobs.id"),
    _person("owner"),
    _id("avatar", "avatars.id"),
    _number("number"),
    _text("key"),
    _word("shape", _SIZES),
    _number("width"),
    _number("height"),
    _number("size"),
    _text("seed"),
    _moment("created_at"),
    _flag("favourite"),
    _check("measures", "number >= 0 AND width > 0 AND height > 0 AND size > 0"),
    sa.UniqueConstraint("job", "number"),
    sa.Index(None, "owner", "avatar", "created_at", "position"),
    sa.Index(None, "owner", "avatar", "shape", "created_at", "position"),
    sa.Index(None, "owner", "created_at", "position"),
    _partial(
        "ix_pictures_owner_created_at_position_favourite",
        "owner",
        "created_at",
        "position",
        where="favourite",
    ),
    sa.Index(None, "owner", "shape", "created_at", "position"),
)

sa.Table(
    "accounts",
    _METADATA,
    _person("holder", primary_key=True),
    _word("kind", _ACCOUNTS, primary_key=True),
    _number("balance"),
    _check("balance", "balance >= 0"),
    _check("of_people", "kind IN ('available', 'held')"),
)

sa.Table(
    "promos",
    _METADATA,
    _position(),
    _text("code", unique=True),
    _number("credits"),
    _number("uses"),
    _number("used"),
    _moment("created_at"),
    _moment("valid_until", optional=True),
    _moment("stopped_at", optional=True),
    _check("credits", "credits > 0"),
    _check("uses", "uses > 0 AND used BETWEEN 0 AND uses"),
)

sa.Table(
    "redemptions",
    _METADATA,
    _text("code", "promos.code", primary_key=True),
    _person("person", primary_key=True),
    _moment("at"),
)

sa.Table(
    "payments",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _person("person"),
    _text("charge_id", unique=True),
    _text("payload"),
    _number("amount"),
    _text("currency"),
    _number("credits"),
    _number("reclaimed"),
    _word("status", "received credited refunding refunded"),
    _number("troubles"),
    _text("detail", optional=True),
    _moment("created_at"),
    _moment("due_at", optional=True),
    _number("version"),
    _check(
        "amounts",
        "amount > 0 AND credits >= 0 AND reclaimed BETWEEN 0 AND credits"
        " AND troubles >= 0",
    ),
    _check("currency", "length(currency) = 3 AND currency = upper(currency)"),
    _check("credited", "status <> 'credited' OR (credits > 0 AND reclaimed = 0)"),
    _check("never_forgotten", "(status = 'refunding') = (due_at IS NOT NULL)"),
    _partial("ix_payments_due_at", "due_at", where="due_at IS NOT NULL"),
    sa.Index(None, "person", "position"),
)

sa.Table(
    "disputes",
    _METADATA,
    _position(),
    _id("id", unique=True),
    _person("person"),
    _id("job", "jobs.id", optional=True),
    _id("payment", "payments.id", optional=True),
    _text("words"),
    _word("status", "open answered"),
    _word("remedy", "retry credits refund words", optional=True),
    _text("reply", optional=True),
    _number("answered_by", optional=True),
    _moment("created_at"),
    _moment("answered_at", optional=True),
    _number("version"),
    _check("about_one", "(job IS NULL) <> (payment IS NULL)"),
    _check(
        "answered_whole",
        "(status = 'answered') = (remedy IS NOT NULL)"
        " AND (remedy IS NULL) = (answered_by IS NULL)"
        " AND (remedy IS NULL) = (answered_at IS NULL) AND (reply IS NULL"
        " OR remedy IS NOT NULL)",
    ),
    _partial("ix_disputes_position_open", "position", where="status = 'open'"),
)

sa.Table(
    "postings",
    _METADATA,
    _position(),
    _text("key", unique=True),
    _number("source_holder"),
    _word("source_kind", _ACCOUNTS),
    _number("dest_holder"),
    _word("dest_kind", _ACCOUNTS),
    _number("amount"),
    _word(
        "reason",
        "welcome hold capture release top_up refund promo referral grant take amends",
    ),
    _id("job", "jobs.id", optional=True),
    _id("payment", "payments.id", optional=True),
    _text("note", optional=True),
    _moment("at"),
    _check("amount", "amount > 0"),
    _check("moves", "source_holder <> dest_holder OR source_kind <> dest_kind"),
    _check(
        "house",
        "(source_holder = 0) = (source_kind IN ('grants', 'sales', 'revenue'))"
        " AND (dest_holder = 0) = (dest_kind IN ('grants', 'sales', 'revenue'))",
    ),
    _check("paid_for", "(payment IS NOT NULL) = (reason IN ('top_up', 'refund'))"),
    sa.Index(None, "dest_holder", "position"),
    sa.Index(None, "job", "position"),
    _partial(
        "ix_postings_dest_holder_position_receipts",
        "dest_holder",
        "position",
        where="dest_kind = 'available' AND reason <> 'release'",
    ),
    _partial("ix_postings_payment", "payment", "position", where="payment IS NOT NULL"),
    sa.Index(None, "source_holder", "position"),
)

sa.Table(
    "holds",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _person("person"),
    _number("amount"),
    _number("captured"),
    _word("status", "held captured released"),
    _number("version"),
    _check("captured", "captured BETWEEN 0 AND amount"),
    _check("captured_something", "(status = 'captured') = (captured > 0)"),
    sa.Index(None, "person"),
)

sa.Table(
    "audit",
    _METADATA,
    _position(),
    _word("entity", "avatar job hold payment broadcast incident"),
    _id("id"),
    _short("event"),
    _short("source"),
    _short("dest"),
    _moment("at"),
    _text("why"),
    _check(
        "words",
        " OR ".join(
            (
                _audited(
                    "avatar",
                    "add_photo remove_photo start complete fail cancel retry reopen"
                    " expire_photos rename make_main generate delete",
                    "draft photos_uploading training completed failed cancelled deleted",
                ),
                _audited(
                    "job",
                    "submit accept refuse restart queue run succeed fail block ask_cancel"
                    " cancel expire",
                    "requested submitting submitted running succeeded failed blocked"
                    " cancelled expired",
                ),
                _audited("hold", "capture release", "held captured released"),
                _audited(
                    "payment",
                    "credit repeat refund return",
                    "received credited refunding refunded",
                ),
                _audited(
                    "broadcast",
                    "write start deliver finish cancel",
                    "draft sending done cancelled",
                ),
                _audited("incident", "report probe resolve", "open probing resolved"),
            )
        ),
    ),
    sa.Index(None, "id", "position"),
)

sa.Table(
    "terms",
    _METADATA,
    _word(
        "term",
        "training picture description upscale welcome referral open_jobs",
        primary_key=True,
    ),
    _number("value"),
    _check("value", "value BETWEEN 0 AND 1000000"),
)

sa.Table(
    "admin_log",
    _METADATA,
    _position(),
    _person("admin"),
    _word(
        "what",
        "grant take block unblock retry release change_term create_promo"
        " stop_promo refund answer start_broadcast cancel_broadcast",
    ),
    _person("person", optional=True),
    _id("job", "jobs.id", optional=True),
    _text("subject"),
    _number("amount", optional=True),
    _text("currency", optional=True),
    _text("why"),
    _moment("at"),
)

sa.Table(
    "broadcasts",
    _METADATA,
    _id("id", primary_key=True),
    _person("admin"),
    _json("texts"),
    _word("status", "draft sending done cancelled"),
    _number("audience"),
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
        'audience >= 0 AND reached >= 0 AND delivered >= 0 AND "left" >= 0'
        " AND failed >= 0 AND claims >= 0",
    ),
    _check("never_forgotten", "(status = 'sending') = (due_at IS NOT NULL)"),
    _partial("ix_broadcasts_due_at", "due_at", where="due_at IS NOT NULL"),
)

sa.Table(
    "incidents",
    _METADATA,
    _word(
        "kind",
        "balance key endpoint webhooks deprecated unlisted price",
        primary_key=True,
    ),
    _text("model", primary_key=True),
    _word("status", "open probing resolved"),
    _text("detail"),
    _moment("opened_at"),
    _moment("seen_at"),
    _moment("resolved_at", optional=True),
    _number("version"),
    _check(
        "of_a_model",
        "(kind IN ('deprecated', 'endpoint', 'price', 'unlisted')) = (model <> '')",
    ),
    _check("resolved", "(status = 'resolved') = (resolved_at IS NOT NULL)"),
)

sa.Table(
    "notices",
    _METADATA,
    _text("key", primary_key=True),
    _person("person", optional=True),
    _word(
        "what",
        "grant take referral unblock photos_expired dispute_opened"
        " dispute_answered incident_opened incident_resolved",
    ),
    _id("avatar", "avatars.id", optional=True),
    _id("dispute", "disputes.id", optional=True),
    _id("incident", optional=True),
    _number("amount"),
    _text("why"),
    _moment("due_at"),
    _number("troubles"),
    _check(
        "about",
        "(what IN ('dispute_opened', 'incident_opened', 'incident_resolved')) = (person IS NULL)"
        " AND (what IN ('dispute_answered', 'dispute_opened')) = (dispute IS NOT NULL)"
        " AND (what IN ('incident_opened', 'incident_resolved')) = (incident IS NOT NULL)",
    ),
    _check("counts", "amount >= 0 AND troubles >= 0"),
    sa.Index(None, "due_at"),
)

sa.Table(
    "scheduled_deletions",
    _METADATA,
    _text("key", primary_key=True),
    _moment("at"),
    sa.Index(None, "at"),
)

sa.Table(
    "conversations",
    _METADATA,
    _number("person", primary_key=True),
    _text("state"),
    _json("data"),
)

sa.Table(
    "received_updates",
    _METADATA,
    _number("update_id", primary_key=True),
    _number("line"),
    _number("person", optional=True),
    _text("kind"),
    _text("media_group", optional=True),
    _text("body", optional=True),
    _text("stood", optional=True),
    _moment("received_at"),
    _moment("due_at"),
    _number("starts"),
    _flag("answered"),
    _moment("ended_at", optional=True),
    _check("starts", "starts >= 0"),
    _check("body", "(body IS NULL) = (ended_at IS NOT NULL)"),
    _partial("ix_received_updates_ended_at", "ended_at", where="ended_at IS NOT NULL"),
    _partial(
        "ix_received_updates_line_open", "line", "update_id", where="ended_at IS NULL"
    ),
    _partial(
        "ix_received_updates_media_group_update_id",
        "media_group",
        "update_id",
        where="media_group IS NOT NULL",
    ),
)

sa.Table(
    "update_lines",
    _METADATA,
    _number("line", primary_key=True),
    _id("owner"),
    _moment("until"),
    _number("deaths"),
    _check("deaths", "deaths >= 0"),
)

sa.Table(
    "anchors",
    _METADATA,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _number("message_id"),
)

sa.Table(
    "albums",
    _METADATA,
    _number("person", primary_key=True),
    _text("album", primary_key=True),
    _number("message_id"),
    _id("avatar", optional=True),
    _moment("at"),
    sa.Index(None, "at"),
)

sa.Table(
    "waiting_photos",
    _METADATA,
    _number("person", primary_key=True),
    _number("message_id", primary_key=True),
    _id("photo"),
    _text("file_id"),
    _number("size", optional=True),
    _text("name", optional=True),
    _moment("at"),
    sa.Index(None, "at"),
)

sa.Table(
    "owed_cards",
    _METADATA,
    _number("chat_id", primary_key=True),
    _text("key", primary_key=True),
    _id("debt"),
)

sa.Table(
    "known_files",
    _METADATA,
    _text("key", primary_key=True),
    _text("kind", primary_key=True),
    _text("name", primary_key=True),
    _text("file_id", optional=True),
    _moment("at"),
    _check("kind", "kind IN ('photo', 'document')"),
)

sa.Table(
    "cards",
    _METADATA,
    _id("job", "jobs.id", primary_key=True),
    _number("chat_id"),
    _number("message_id"),
    _text("digest"),
)


def _turn(index: sa.Index) -> tuple[bool, str]:
    """Return when to make the index: partial ones after all others, each by name.

    Between indexes that cost the same, databases take the one made last.
    """
    partial = index.dialect_options["sqlite"]["where"] is not None
    return partial, str(index.name)


def upgrade() -> None:
    """Create the tables and their indexes."""
    for table in _METADATA.sorted_tables:
        op.execute(CreateTable(table))
        for index in sorted(table.indexes, key=_turn):
            op.execute(CreateIndex(index))


def downgrade() -> None:
    """Drop the tables; their indexes go with them."""
    _METADATA.drop_all(op.get_bind(), checkfirst=False)

"""Make every table.

Revision: 0001, the first.
"""

import sqlalchemy as sa

from alembic import op


revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_LANGUAGES = (
    *("en", "ar", "be", "ca", "cs", "de", "es", "fa", "fi", "fr", "he", "hr", "hu"),
    *("id", "it", "kk", "ko", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sr"),
    *("sv", "tr", "uk", "uz"),
)


def _word(*values: str, name: str) -> sa.Enum:
    return sa.Enum(
        *values, name=name, native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    """Make them, those that others refer to first."""
    op.create_table(
        "audit",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column(
            "entity",
            _word(
                "avatar",
                "job",
                "hold",
                "payment",
                "broadcast",
                "incident",
                name=op.f("ck_audit_entity"),
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("dest", sa.String(length=32), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(entity = 'avatar' AND event IN ('add_photo', 'remove_photo', 'start', 'complete', 'fail', 'cancel', 'retry', 'reopen', 'expire_photos', 'rename', 'make_main', 'generate', 'delete')"
            " AND source IN ('draft', 'photos_uploading', 'training', 'completed', 'failed', 'cancelled', 'deleted')"
            " AND dest IN ('draft', 'photos_uploading', 'training', 'completed', 'failed', 'cancelled', 'deleted'))"
            " OR (entity = 'job' AND event IN ('submit', 'accept', 'refuse', 'restart', 'queue', 'run', 'succeed', 'fail', 'block', 'ask_cancel', 'cancel', 'expire')"
            " AND source IN ('requested', 'submitting', 'submitted', 'running', 'succeeded', 'failed', 'blocked', 'cancelled', 'expired')"
            " AND dest IN ('requested', 'submitting', 'submitted', 'running', 'succeeded', 'failed', 'blocked', 'cancelled', 'expired'))"
            " OR (entity = 'hold' AND event IN ('capture', 'release')"
            " AND source IN ('held', 'captured', 'released')"
            " AND dest IN ('held', 'captured', 'released'))"
            " OR (entity = 'payment' AND event IN ('credit', 'repeat', 'refund', 'return')"
            " AND source IN ('received', 'credited', 'refunding', 'refunded')"
            " AND dest IN ('received', 'credited', 'refunding', 'refunded'))"
            " OR (entity = 'broadcast' AND event IN ('write', 'start', 'deliver', 'finish', 'cancel')"
            " AND source IN ('draft', 'sending', 'done', 'cancelled')"
            " AND dest IN ('draft', 'sending', 'done', 'cancelled'))"
            " OR (entity = 'incident' AND event IN ('report', 'probe', 'resolve')"
            " AND source IN ('open', 'probing', 'resolved')"
            " AND dest IN ('open', 'probing', 'resolved'))",
            name=op.f("ck_audit_words"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_id_position"), "audit", ["id", "position"])
    op.create_table(
        "conversations",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_conversations")),
    )
    op.create_table(
        "doomed_blobs",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_doomed_blobs")),
    )
    op.create_index(op.f("ix_doomed_blobs_at"), "doomed_blobs", ["at"])
    op.create_table(
        "known_files",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('photo', 'document')", name=op.f("ck_known_files_kind")
        ),
        sa.PrimaryKeyConstraint("key", "kind", "name", name=op.f("pk_known_files")),
    )
    op.create_table(
        "received_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_group", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("stood", sa.Text(), nullable=True),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint("starts >= 0", name=op.f("ck_received_updates_starts")),
        sa.CheckConstraint(
            "(body IS NULL) = (ended_at IS NOT NULL)",
            name=op.f("ck_received_updates_body"),
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_received_updates")),
    )
    op.create_index(
        "ix_received_updates_line_open",
        "received_updates",
        ["line", "update_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_received_updates_media_group_update_id",
        "received_updates",
        ["media_group", "update_id"],
        postgresql_where=sa.text("media_group IS NOT NULL"),
        sqlite_where=sa.text("media_group IS NOT NULL"),
    )
    op.create_index(
        "ix_received_updates_ended_at",
        "received_updates",
        ["ended_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
        sqlite_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_table(
        "update_lines",
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("deaths", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("deaths >= 0", name=op.f("ck_update_lines_deaths")),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_update_lines")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            _word(*_LANGUAGES, name=op.f("ck_people_language")),
            nullable=False,
        ),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("main_avatar", sa.Uuid(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("enrich", sa.Boolean(), nullable=False),
        sa.Column(
            "default_size",
            _word(
                "1:1",
                "3:4",
                "4:3",
                "9:16",
                "16:9",
                name=op.f("ck_people_default_size"),
            ),
            nullable=True,
        ),
        sa.Column("referrer", sa.BigInteger(), nullable=True),
        sa.Column("bounty", sa.BigInteger(), nullable=False),
        sa.Column("blocked_at", _MOMENT, nullable=True),
        sa.Column("left_at", _MOMENT, nullable=True),
        sa.Column("wrong_codes", sa.BigInteger(), nullable=False),
        sa.Column("wrong_codes_since", _MOMENT, nullable=True),
        sa.Column("forgotten_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "wrong_codes >= 0 AND (wrong_codes = 0) = (wrong_codes_since IS NULL)",
            name=op.f("ck_people_wrong_codes"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR (username IS NULL AND main_avatar IS NULL"
            " AND referrer IS NULL AND default_size IS NULL AND left_at IS NOT NULL)",
            name=op.f("ck_people_forgotten"),
        ),
        sa.CheckConstraint(
            "bounty = 0 OR (bounty > 0 AND referrer IS NOT NULL)",
            name=op.f("ck_people_bounty"),
        ),
        sa.CheckConstraint("referrer <> id", name=op.f("ck_people_referrer")),
        sa.CheckConstraint("id <> 0", name=op.f("ck_people_not_the_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_username"), "people", ["username"])
    op.create_index(
        "ix_people_referrer",
        "people",
        ["referrer"],
        postgresql_where=sa.text("referrer IS NOT NULL"),
        sqlite_where=sa.text("referrer IS NOT NULL"),
    )
    op.create_table(
        "terms",
        sa.Column(
            "term",
            _word(
                "training",
                "picture",
                "description",
                "upscale",
                "welcome",
                "referral",
                "open_jobs",
                name=op.f("ck_terms_term"),
            ),
            nullable=False,
        ),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("value BETWEEN 0 AND 1000000", name=op.f("ck_terms_value")),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_terms")),
    )
    op.create_table(
        "accounts",
        sa.Column("holder", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            _word(
                "available",
                "held",
                "grants",
                "sales",
                "revenue",
                name=op.f("ck_accounts_kind"),
            ),
            nullable=False,
        ),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('available', 'held')", name=op.f("ck_accounts_of_people")
        ),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_accounts_balance")),
        sa.ForeignKeyConstraint(
            ["holder"], ["people.id"], name=op.f("fk_accounts_holder")
        ),
        sa.PrimaryKeyConstraint("holder", "kind", name=op.f("pk_accounts")),
    )
    op.create_table(
        "avatars",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "type",
            _word("portrait", "style", name=op.f("ck_avatars_type")),
            nullable=False,
        ),
        sa.Column(
            "gender",
            _word("female", "male", name=op.f("ck_avatars_gender")),
            nullable=True,
        ),
        sa.Column(
            "hair",
            _word(
                "dark",
                "brown",
                "blond",
                "red",
                "grey",
                "none",
                name=op.f("ck_avatars_hair"),
            ),
            nullable=True,
        ),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column(
            "status",
            _word(
                "draft",
                "photos_uploading",
                "training",
                "completed",
                "failed",
                "cancelled",
                "deleted",
                name=op.f("ck_avatars_status"),
            ),
            nullable=False,
        ),
        sa.Column("photo_count", sa.BigInteger(), nullable=False),
        sa.Column("weights_key", sa.Text(), nullable=True),
        sa.Column("weights_size", sa.BigInteger(), nullable=True),
        sa.Column("weights_trigger", sa.Text(), nullable=True),
        sa.Column("weights_job", sa.Uuid(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'completed') = (weights_key IS NOT NULL)",
            name=op.f("ck_avatars_completed_has_weights"),
        ),
        sa.CheckConstraint(
            "photo_count = 0 OR NOT (status IN ('draft', 'deleted'))",
            name=op.f("ck_avatars_no_photos"),
        ),
        sa.CheckConstraint(
            "(weights_key IS NULL) = (weights_size IS NULL)"
            " AND (weights_key IS NULL) = (weights_trigger IS NULL)"
            " AND (weights_key IS NULL) = (weights_job IS NULL)",
            name=op.f("ck_avatars_weights_whole"),
        ),
        sa.CheckConstraint(
            "(type = 'portrait' AND status <> 'deleted') = (gender IS NOT NULL)",
            name=op.f("ck_avatars_portraits_have_gender"),
        ),
        sa.CheckConstraint(
            "status <> 'deleted' OR (name = '' AND hair IS NULL)",
            name=op.f("ck_avatars_tombstones_are_bare"),
        ),
        sa.CheckConstraint(
            "photo_count BETWEEN 0 AND 20", name=op.f("ck_avatars_photo_count")
        ),
        sa.CheckConstraint("weights_size > 0", name=op.f("ck_avatars_weights_size")),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_avatars_owner")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_avatars")),
        sa.UniqueConstraint("id", name=op.f("uq_avatars_id")),
    )
    op.create_index(
        op.f("ix_avatars_owner_created_at"), "avatars", ["owner", "created_at"]
    )
    may_go = sa.text(
        "photo_count > 0 AND"
        " status IN ('cancelled', 'completed', 'failed', 'photos_uploading')"
    )
    op.create_index(
        op.f("ix_avatars_changed_at_photos_may_go"),
        "avatars",
        ["changed_at"],
        postgresql_where=may_go,
        sqlite_where=may_go,
    )
    op.create_table(
        "jobs",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("avatar", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _word(
                "training",
                "generation",
                "description",
                "enrichment",
                "upscale",
                name=op.f("ck_jobs_kind"),
            ),
            nullable=False,
        ),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.Uuid(), nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column(
            "status",
            _word(
                "requested",
                "submitting",
                "submitted",
                "running",
                "succeeded",
                "failed",
                "blocked",
                "cancelled",
                "expired",
                name=op.f("ck_jobs_status"),
            ),
            nullable=False,
        ),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("dead_requests", sa.JSON(), nullable=False),
        sa.Column("queue_position", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column(
            "failure",
            _word(
                "provider",
                "input",
                "bad_result",
                "result_lost",
                "set_aside",
                "released",
                name=op.f("ck_jobs_failure"),
            ),
            nullable=True,
        ),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("submits", sa.BigInteger(), nullable=False),
        sa.Column(
            "unanswered",
            _word(
                "pending",
                "taken",
                "lost",
                "unknown",
                "doubled",
                name=op.f("ck_jobs_unanswered"),
            ),
            nullable=True,
        ),
        sa.Column("unanswered_why", sa.Text(), nullable=True),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("troubles", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=True),
        sa.Column("settles_at", _MOMENT, nullable=True),
        sa.Column("hinted_at", _MOMENT, nullable=True),
        sa.Column("cancel_asked_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("deadline_at", _MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "lead IS NULL OR kind = 'generation'", name=op.f("ck_jobs_led")
        ),
        sa.ForeignKeyConstraint(["lead"], ["jobs.id"], name=op.f("fk_jobs_lead")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (status IN ('requested', 'running', 'submitted', 'submitting'))",
            name=op.f("ck_jobs_open_or_ended"),
        ),
        sa.CheckConstraint(
            "(unanswered IS NULL) = (unanswered_why IS NULL)",
            name=op.f("ck_jobs_unanswered_has_why"),
        ),
        sa.CheckConstraint(
            "unanswered IS NULL OR submits > 0",
            name=op.f("ck_jobs_unanswered_after_post"),
        ),
        sa.CheckConstraint(
            "unanswered <> 'pending' OR status = 'submitting'",
            name=op.f("ck_jobs_unanswered_is_asked_about"),
        ),
        sa.CheckConstraint(
            "hinted_at IS NULL OR submitted_at IS NOT NULL",
            name=op.f("ck_jobs_hinted_after_post"),
        ),
        sa.CheckConstraint(
            "(status = 'failed') = (failure IS NOT NULL)",
            name=op.f("ck_jobs_failure_has_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'succeeded' OR delivered > 0",
            name=op.f("ck_jobs_success_is_delivered"),
        ),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR told_at IS NOT NULL",
            name=op.f("ck_jobs_never_forgotten"),
        ),
        sa.CheckConstraint(
            "price >= 0 AND delivered >= 0 AND submits >= 0 AND starts >= 0 AND claims >= 0 AND troubles >= 0",
            name=op.f("ck_jobs_counts"),
        ),
        sa.CheckConstraint(
            "told_at IS NULL OR ended_at IS NOT NULL",
            name=op.f("ck_jobs_told_after_end"),
        ),
        sa.ForeignKeyConstraint(
            ["avatar"], ["avatars.id"], name=op.f("fk_jobs_avatar")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_jobs_person")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_jobs")),
        sa.UniqueConstraint("id", name=op.f("uq_jobs_id")),
        sa.UniqueConstraint("token", name=op.f("uq_jobs_token")),
    )
    op.create_index(op.f("ix_jobs_avatar_position"), "jobs", ["avatar", "position"])
    op.create_index(op.f("ix_jobs_person_position"), "jobs", ["person", "position"])
    op.create_index(
        "ix_jobs_due_at",
        "jobs",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_jobs_position_unanswered",
        "jobs",
        ["position"],
        postgresql_where=sa.text("unanswered IS NOT NULL"),
        sqlite_where=sa.text("unanswered IS NOT NULL"),
    )
    op.create_index(
        "ix_jobs_ended_at_succeeded",
        "jobs",
        ["ended_at"],
        postgresql_where=sa.text("status = 'succeeded'"),
        sqlite_where=sa.text("status = 'succeeded'"),
    )
    op.create_index(
        "ix_jobs_ended_at_trained",
        "jobs",
        ["ended_at"],
        postgresql_where=sa.text("kind = 'training' AND status = 'succeeded'"),
        sqlite_where=sa.text("kind = 'training' AND status = 'succeeded'"),
    )
    op.create_index(
        "ix_jobs_lead",
        "jobs",
        ["lead", "position"],
        postgresql_where=sa.text("lead IS NOT NULL"),
        sqlite_where=sa.text("lead IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_jobs_person_submitted_at"), "jobs", ["person", "submitted_at"]
    )
    op.create_index(
        "ix_jobs_person_open",
        "jobs",
        ["person"],
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "photos",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("avatar", sa.Uuid(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("perceptual_hash", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column(
            "fault",
            _word(
                "not_an_image",
                "other_format",
                "damaged",
                "animated",
                "too_small",
                "too_big",
                "too_many_pixels",
                "too_narrow",
                "duplicate",
                "over_limit",
                name=op.f("ck_photos_fault"),
            ),
            nullable=True,
        ),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(fault IS NULL) = (key IS NOT NULL)"
            " AND (fault IS NULL) = (width IS NOT NULL)"
            " AND (fault IS NULL) = (height IS NOT NULL)",
            name=op.f("ck_photos_accepted_is_kept"),
        ),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_photos_size")),
        sa.ForeignKeyConstraint(
            ["avatar"], ["avatars.id"], name=op.f("fk_photos_avatar")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_photos")),
        sa.UniqueConstraint("id", name=op.f("uq_photos_id")),
    )
    op.create_index(op.f("ix_photos_avatar_position"), "photos", ["avatar", "position"])
    op.create_index(
        "uq_photos_avatar_digest",
        "photos",
        ["avatar", "digest"],
        unique=True,
        postgresql_where=sa.text("fault IS NULL"),
        sqlite_where=sa.text("fault IS NULL"),
    )
    op.create_table(
        "anchors",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "key", name=op.f("pk_anchors")),
    )
    op.create_table(
        "albums",
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("avatar", sa.Uuid(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", "album", name=op.f("pk_albums")),
    )
    op.create_index(op.f("ix_albums_at"), "albums", ["at"])
    op.create_table(
        "waiting_photos",
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("photo", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", "message_id", name=op.f("pk_waiting_photos")),
    )
    op.create_index(op.f("ix_waiting_photos_at"), "waiting_photos", ["at"])
    op.create_table(
        "owed_cards",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("debt", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "key", name=op.f("pk_owed_cards")),
    )
    op.create_table(
        "cards",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_cards_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_cards")),
    )
    op.create_table(
        "incidents",
        sa.Column(
            "kind",
            _word(
                "balance",
                "key",
                "endpoint",
                "webhooks",
                "deprecated",
                "unlisted",
                "price",
                name=op.f("ck_incidents_kind"),
            ),
            nullable=False,
        ),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column(
            "status",
            _word("open", "probing", "resolved", name=op.f("ck_incidents_status")),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("resolved_at", _MOMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('deprecated', 'endpoint', 'price', 'unlisted')) = (model <> '')",
            name=op.f("ck_incidents_of_a_model"),
        ),
        sa.CheckConstraint(
            "(status = 'resolved') = (resolved_at IS NOT NULL)",
            name=op.f("ck_incidents_resolved"),
        ),
        sa.PrimaryKeyConstraint("kind", "model", name=op.f("pk_incidents")),
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            _word(
                "draft",
                "sending",
                "done",
                "cancelled",
                name=op.f("ck_broadcasts_status"),
            ),
            nullable=False,
        ),
        sa.Column("audience", sa.BigInteger(), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            'audience >= 0 AND reached >= 0 AND delivered >= 0 AND "left" >= 0'
            " AND failed >= 0 AND claims >= 0",
            name=op.f("ck_broadcasts_counts"),
        ),
        sa.CheckConstraint(
            "(status = 'sending') = (due_at IS NOT NULL)",
            name=op.f("ck_broadcasts_never_forgotten"),
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_broadcasts_owner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index(
        "ix_broadcasts_due_at",
        "broadcasts",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "deeds",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "what",
            _word(
                "grant",
                "take",
                "block",
                "unblock",
                "retry",
                "release",
                "change_term",
                "create_promo",
                "stop_promo",
                "refund",
                "answer",
                "start_broadcast",
                "cancel_broadcast",
                name=op.f("ck_deeds_what"),
            ),
            nullable=False,
        ),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("job", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_deeds_job")),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name=op.f("fk_deeds_owner")),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_deeds_person")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_deeds")),
    )
    _create_orders()
    op.create_table(
        "holds",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            _word("held", "captured", "released", name=op.f("ck_holds_status")),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'captured') = (captured > 0)",
            name=op.f("ck_holds_captured_something"),
        ),
        sa.CheckConstraint(
            "captured BETWEEN 0 AND amount", name=op.f("ck_holds_captured")
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_holds_job")),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_holds_person")
        ),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_person"), "holds", ["person"])
    op.create_table(
        "pictures",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("avatar", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "shape",
            _word("1:1", "3:4", "4:3", "9:16", "16:9", name=op.f("ck_pictures_shape")),
            nullable=False,
        ),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "number >= 0 AND width > 0 AND height > 0 AND size > 0",
            name=op.f("ck_pictures_measures"),
        ),
        sa.ForeignKeyConstraint(
            ["avatar"], ["avatars.id"], name=op.f("fk_pictures_avatar")
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_pictures_job")),
        sa.ForeignKeyConstraint(
            ["owner"], ["people.id"], name=op.f("fk_pictures_owner")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_pictures")),
        sa.UniqueConstraint("id", name=op.f("uq_pictures_id")),
        sa.UniqueConstraint("job", "number", name=op.f("uq_pictures_job_number")),
    )
    op.create_index(
        op.f("ix_pictures_owner_created_at_position"),
        "pictures",
        ["owner", "created_at", "position"],
    )
    op.create_index(
        op.f("ix_pictures_owner_avatar_created_at_position"),
        "pictures",
        ["owner", "avatar", "created_at", "position"],
    )
    op.create_index(
        op.f("ix_pictures_owner_shape_created_at_position"),
        "pictures",
        ["owner", "shape", "created_at", "position"],
    )
    op.create_index(
        op.f("ix_pictures_owner_avatar_shape_created_at_position"),
        "pictures",
        ["owner", "avatar", "shape", "created_at", "position"],
    )
    op.create_index(
        "ix_pictures_owner_created_at_position_favourite",
        "pictures",
        ["owner", "created_at", "position"],
        postgresql_where=sa.text("favourite"),
        sqlite_where=sa.text("favourite"),
    )
    _upgrade_payments()
    op.create_table(
        "postings",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source_holder", sa.BigInteger(), nullable=False),
        sa.Column(
            "source_kind",
            _word(
                "available",
                "held",
                "grants",
                "sales",
                "revenue",
                name=op.f("ck_postings_source_kind"),
            ),
            nullable=False,
        ),
        sa.Column("dest_holder", sa.BigInteger(), nullable=False),
        sa.Column(
            "dest_kind",
            _word(
                "available",
                "held",
                "grants",
                "sales",
                "revenue",
                name=op.f("ck_postings_dest_kind"),
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            _word(
                "welcome",
                "hold",
                "capture",
                "release",
                "top_up",
                "refund",
                "promo",
                "referral",
                "grant",
                "take",
                "amends",
                name=op.f("ck_postings_reason"),
            ),
            nullable=False,
        ),
        sa.Column("job", sa.Uuid(), nullable=True),
        sa.Column("payment", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "(source_holder = 0) = (source_kind IN ('grants', 'sales', 'revenue'))"
            " AND (dest_holder = 0) = (dest_kind IN ('grants', 'sales', 'revenue'))",
            name=op.f("ck_postings_house"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_postings_amount")),
        sa.CheckConstraint(
            "source_holder <> dest_holder OR source_kind <> dest_kind",
            name=op.f("ck_postings_moves"),
        ),
        sa.CheckConstraint(
            "(payment IS NOT NULL) = (reason IN ('top_up', 'refund'))",
            name=op.f("ck_postings_paid_for"),
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_postings_job")),
        sa.ForeignKeyConstraint(
            ["payment"], ["payments.id"], name=op.f("fk_postings_payment")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_postings")),
        sa.UniqueConstraint("key", name=op.f("uq_postings_key")),
    )
    op.create_index(
        op.f("ix_postings_dest_holder_position"),
        "postings",
        ["dest_holder", "position"],
    )
    op.create_index(op.f("ix_postings_job_position"), "postings", ["job", "position"])
    op.create_index(
        "ix_postings_payment",
        "postings",
        ["payment", "position"],
        postgresql_where=sa.text("payment IS NOT NULL"),
        sqlite_where=sa.text("payment IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_postings_source_holder_position"),
        "postings",
        ["source_holder", "position"],
    )
    op.create_table(
        "trainings",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column(
            "avatar_type",
            _word("portrait", "style", name=op.f("ck_trainings_avatar_type")),
            nullable=False,
        ),
        sa.Column("steps", sa.BigInteger(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.CheckConstraint("steps > 0", name=op.f("ck_trainings_steps")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_trainings_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_trainings")),
    )


def _upgrade_payments() -> None:
    """Make what is about buying, and about what went wrong."""
    op.create_table(
        "promos",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("valid_until", _MOMENT, nullable=True),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.CheckConstraint("credits > 0", name=op.f("ck_promos_credits")),
        sa.CheckConstraint(
            "uses > 0 AND used BETWEEN 0 AND uses", name=op.f("ck_promos_uses")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_promos")),
        sa.UniqueConstraint("code", name=op.f("uq_promos_code")),
    )
    op.create_table(
        "redemptions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["promos.code"], name=op.f("fk_redemptions_code")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_redemptions_person")
        ),
        sa.PrimaryKeyConstraint("code", "person", name=op.f("pk_redemptions")),
    )
    op.create_table(
        "payments",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("reclaimed", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            _word(
                "received",
                "credited",
                "refunding",
                "refunded",
                name=op.f("ck_payments_status"),
            ),
            nullable=False,
        ),
        sa.Column("troubles", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND credits >= 0 AND reclaimed BETWEEN 0 AND credits"
            " AND troubles >= 0",
            name=op.f("ck_payments_amounts"),
        ),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)",
            name=op.f("ck_payments_currency"),
        ),
        sa.CheckConstraint(
            "status <> 'credited' OR (credits > 0 AND reclaimed = 0)",
            name=op.f("ck_payments_credited"),
        ),
        sa.CheckConstraint(
            "(status = 'refunding') = (due_at IS NOT NULL)",
            name=op.f("ck_payments_never_forgotten"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_payments_person")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_payments")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_payments_charge_id")),
        sa.UniqueConstraint("id", name=op.f("uq_payments_id")),
    )
    op.create_index(
        "ix_payments_due_at",
        "payments",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_payments_person_position"), "payments", ["person", "position"]
    )
    op.create_table(
        "disputes",
        sa.Column("position", _POSITION, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job", sa.Uuid(), nullable=True),
        sa.Column("payment", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "status",
            _word("open", "answered", name=op.f("ck_disputes_status")),
            nullable=False,
        ),
        sa.Column(
            "remedy",
            _word(
                "retry", "credits", "refund", "words", name=op.f("ck_disputes_remedy")
            ),
            nullable=True,
        ),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(job IS NULL) <> (payment IS NULL)", name=op.f("ck_disputes_about_one")
        ),
        sa.CheckConstraint(
            "(status = 'answered') = (remedy IS NOT NULL)"
            " AND (remedy IS NULL) = (answered_by IS NULL)"
            " AND (remedy IS NULL) = (answered_at IS NULL)"
            " AND (reply IS NULL OR remedy IS NOT NULL)",
            name=op.f("ck_disputes_answered_whole"),
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_disputes_job")),
        sa.ForeignKeyConstraint(
            ["payment"], ["payments.id"], name=op.f("fk_disputes_payment")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_disputes_person")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_disputes")),
        sa.UniqueConstraint("id", name=op.f("uq_disputes_id")),
    )
    op.create_index(
        "ix_disputes_position_open",
        "disputes",
        ["position"],
        postgresql_where=sa.text("status = 'open'"),
        sqlite_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column(
            "what",
            _word(
                "grant",
                "take",
                "referral",
                "unblock",
                "photos_expired",
                "dispute_opened",
                "dispute_answered",
                "incident_opened",
                "incident_resolved",
                name=op.f("ck_notices_what"),
            ),
            nullable=False,
        ),
        sa.Column("avatar", sa.Uuid(), nullable=True),
        sa.Column("dispute", sa.Uuid(), nullable=True),
        sa.Column("incident", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("troubles", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(what IN ('dispute_opened', 'incident_opened', 'incident_resolved'))"
            " = (person IS NULL)"
            " AND (what IN ('dispute_answered', 'dispute_opened'))"
            " = (dispute IS NOT NULL)"
            " AND (what IN ('incident_opened', 'incident_resolved'))"
            " = (incident IS NOT NULL)",
            name=op.f("ck_notices_about"),
        ),
        sa.CheckConstraint(
            "amount >= 0 AND troubles >= 0", name=op.f("ck_notices_counts")
        ),
        sa.ForeignKeyConstraint(
            ["avatar"], ["avatars.id"], name=op.f("fk_notices_avatar")
        ),
        sa.ForeignKeyConstraint(
            ["dispute"], ["disputes.id"], name=op.f("fk_notices_dispute")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_notices_person")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_due_at"), "notices", ["due_at"])


def _create_orders() -> None:
    op.create_table(
        "generations",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column(
            "wording",
            _word(
                "own",
                "awaited",
                "enriched",
                "fallback",
                "photo",
                "pack",
                name=op.f("ck_generations_wording"),
            ),
            nullable=False,
        ),
        sa.Column("negative", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column(
            "size",
            _word(
                "1:1", "3:4", "4:3", "9:16", "16:9", name=op.f("ck_generations_size")
            ),
            nullable=False,
        ),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("weights_key", sa.Text(), nullable=False),
        sa.Column("scale", sa.Double(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=True),
        sa.CheckConstraint("count BETWEEN 1 AND 4", name=op.f("ck_generations_count")),
        sa.CheckConstraint(
            "pack IS NULL OR wording = 'pack'", name=op.f("ck_generations_pack")
        ),
        sa.CheckConstraint(
            "scene = words OR NOT (wording IN ('awaited', 'fallback', 'own'))",
            name=op.f("ck_generations_own_words"),
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_generations_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_generations")),
    )
    op.create_table(
        "descriptions",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("photo_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_descriptions_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_descriptions")),
    )
    op.create_table(
        "enrichments",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("generation", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_enrichments_job")),
        sa.ForeignKeyConstraint(
            ["generation"],
            ["generations.job"],
            name=op.f("fk_enrichments_generation"),
        ),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_enrichments")),
        sa.UniqueConstraint("generation", name=op.f("uq_enrichments_generation")),
    )
    op.create_table(
        "upscales",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("source", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("origin", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column(
            "shape",
            _word("1:1", "3:4", "4:3", "9:16", "16:9", name=op.f("ck_upscales_shape")),
            nullable=False,
        ),
        sa.Column("factor", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "factor > 1 AND width > 0 AND height > 0",
            name=op.f("ck_upscales_measures"),
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_upscales_job")),
        sa.ForeignKeyConstraint(
            ["origin"], ["jobs.id"], name=op.f("fk_upscales_origin")
        ),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_upscales")),
    )
    op.create_table(
        "scenes",
        sa.Column("job", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("negative", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_scenes_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_scenes")),
    )


def downgrade() -> None:
    """Drop them; their indexes go with them."""
    op.drop_table("trainings")
    op.drop_table("postings")
    op.drop_table("notices")
    op.drop_table("disputes")
    op.drop_table("payments")
    op.drop_table("redemptions")
    op.drop_table("promos")
    op.drop_table("pictures")
    op.drop_table("holds")
    op.drop_table("scenes")
    op.drop_table("upscales")
    op.drop_table("enrichments")
    op.drop_table("descriptions")
    op.drop_table("generations")
    op.drop_table("deeds")
    op.drop_table("broadcasts")
    op.drop_table("cards")
    op.drop_table("owed_cards")
    op.drop_table("waiting_photos")
    op.drop_table("albums")
    op.drop_table("anchors")
    op.drop_table("photos")
    op.drop_table("jobs")
    op.drop_table("avatars")
    op.drop_table("accounts")
    op.drop_table("people")
    op.drop_table("terms")
    op.drop_table("update_lines")
    op.drop_table("received_updates")
    op.drop_table("known_files")
    op.drop_table("doomed_blobs")
    op.drop_table("conversations")
    op.drop_table("incidents")
    op.drop_table("audit")

CREATE TABLE albums (
    person BIGINT NOT NULL,
    album TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    avatar CHAR(32),
    at DATETIME NOT NULL,
    CONSTRAINT pk_albums PRIMARY KEY (person, album)
);

CREATE INDEX ix_albums_at ON albums (at);

CREATE TABLE anchors (
    chat_id BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_anchors PRIMARY KEY (chat_id, "key")
);

CREATE INDEX ix_anchors_at ON anchors (at);

CREATE TABLE audit (
    position INTEGER NOT NULL,
    entity VARCHAR(32) NOT NULL,
    id CHAR(32) NOT NULL,
    event VARCHAR(32) NOT NULL,
    source VARCHAR(32) NOT NULL,
    dest VARCHAR(32) NOT NULL,
    at DATETIME NOT NULL,
    why TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (position),
    CONSTRAINT ck_audit_words CHECK ((entity = 'avatar' AND event IN ('add_photo', 'remove_photo', 'start', 'complete', 'fail', 'cancel', 'retry', 'reopen', 'retrain', 'expire_photos', 'rename', 'make_main', 'generate', 'delete') AND source IN ('draft', 'photos_uploading', 'training', 'completed', 'failed', 'cancelled', 'deleted') AND dest IN ('draft', 'photos_uploading', 'training', 'completed', 'failed', 'cancelled', 'deleted')) OR (entity = 'job' AND event IN ('submit', 'accept', 'refuse', 'restart', 'queue', 'run', 'succeed', 'fail', 'block', 'ask_cancel', 'cancel', 'expire') AND source IN ('requested', 'submitting', 'submitted', 'running', 'succeeded', 'failed', 'blocked', 'cancelled', 'expired') AND dest IN ('requested', 'submitting', 'submitted', 'running', 'succeeded', 'failed', 'blocked', 'cancelled', 'expired')) OR (entity = 'hold' AND event IN ('capture', 'release') AND source IN ('held', 'captured', 'released') AND dest IN ('held', 'captured', 'released')) OR (entity = 'payment' AND event IN ('credit', 'repeat', 'refund', 'return') AND source IN ('received', 'credited', 'refunding', 'refunded') AND dest IN ('received', 'credited', 'refunding', 'refunded')) OR (entity = 'broadcast' AND event IN ('write', 'schedule', 'start', 'deliver', 'finish', 'cancel') AND source IN ('draft', 'waiting', 'sending', 'done', 'cancelled') AND dest IN ('draft', 'waiting', 'sending', 'done', 'cancelled')) OR (entity = 'incident' AND event IN ('report', 'probe', 'resolve') AND source IN ('open', 'probing', 'resolved') AND dest IN ('open', 'probing', 'resolved'))),
    CONSTRAINT ck_audit_entity CHECK (entity IN ('avatar', 'job', 'hold', 'payment', 'broadcast', 'incident'))
);

CREATE INDEX ix_audit_id_position ON audit (id, position);

CREATE TABLE conversations (
    person BIGINT NOT NULL,
    state TEXT NOT NULL,
    data JSON NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_conversations PRIMARY KEY (person)
);

CREATE INDEX ix_conversations_at ON conversations (at);

CREATE TABLE daily_sums (
    day DATE NOT NULL,
    name TEXT NOT NULL,
    amount BIGINT NOT NULL,
    CONSTRAINT pk_daily_sums PRIMARY KEY (day, name)
);

CREATE TABLE erased_requests (
    request TEXT NOT NULL,
    CONSTRAINT pk_erased_requests PRIMARY KEY (request)
);

CREATE TABLE incidents (
    kind VARCHAR(32) NOT NULL,
    model TEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    detail TEXT NOT NULL,
    opened_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    resolved_at DATETIME,
    version BIGINT NOT NULL,
    CONSTRAINT pk_incidents PRIMARY KEY (kind, model),
    CONSTRAINT ck_incidents_of_a_model CHECK ((kind IN ('deprecated', 'endpoint', 'price', 'unlisted')) = (model <> '')),
    CONSTRAINT ck_incidents_resolved CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CONSTRAINT ck_incidents_kind CHECK (kind IN ('balance', 'key', 'endpoint', 'webhooks', 'deprecated', 'unlisted', 'price')),
    CONSTRAINT ck_incidents_status CHECK (status IN ('open', 'probing', 'resolved'))
);

CREATE TABLE known_files (
    "key" TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    file_id TEXT,
    at DATETIME NOT NULL,
    CONSTRAINT pk_known_files PRIMARY KEY ("key", kind, name),
    CONSTRAINT ck_known_files_kind CHECK (kind IN ('photo', 'document'))
);

CREATE TABLE owed_cards (
    chat_id BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    debt CHAR(32) NOT NULL,
    CONSTRAINT pk_owed_cards PRIMARY KEY (chat_id, "key")
);

CREATE TABLE people (
    id BIGINT NOT NULL,
    language VARCHAR(32) NOT NULL,
    created_at DATETIME NOT NULL,
    alias CHAR(32),
    main_avatar CHAR(32),
    name TEXT,
    name_key TEXT,
    username TEXT,
    quiet BOOLEAN NOT NULL,
    enrich BOOLEAN NOT NULL,
    time_zone VARCHAR(32) NOT NULL,
    default_size VARCHAR(32),
    referrer BIGINT,
    bounty BIGINT NOT NULL,
    blocked_at DATETIME,
    consent_version BIGINT,
    consent_at DATETIME,
    comparing_since DATETIME,
    left_at DATETIME,
    wrong_codes BIGINT NOT NULL,
    wrong_codes_since DATETIME,
    exported_at DATETIME,
    forgotten_at DATETIME,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT ck_people_wrong_codes CHECK (wrong_codes >= 0 AND (wrong_codes = 0) = (wrong_codes_since IS NULL)),
    CONSTRAINT ck_people_alias CHECK ((alias IS NULL) = (forgotten_at IS NOT NULL)),
    CONSTRAINT ck_people_consent CHECK ((consent_version IS NULL) = (consent_at IS NULL) AND (consent_version IS NULL OR consent_version > 0)),
    CONSTRAINT ck_people_referrer CHECK (referrer <> id),
    CONSTRAINT ck_people_bounty CHECK (bounty = 0 OR (bounty > 0 AND referrer IS NOT NULL)),
    CONSTRAINT ck_people_name CHECK (length(name) BETWEEN 1 AND 64 AND (name IS NULL) = (name_key IS NULL)),
    CONSTRAINT ck_people_forgotten CHECK (forgotten_at IS NULL OR (name IS NULL AND username IS NULL AND main_avatar IS NULL AND referrer IS NULL AND default_size IS NULL AND consent_version IS NULL AND comparing_since IS NULL AND left_at IS NOT NULL)),
    CONSTRAINT ck_people_not_the_house CHECK (id <> 0),
    CONSTRAINT ck_people_language CHECK (language IN ('en', 'ar', 'be', 'ca', 'cs', 'de', 'es', 'fa', 'fi', 'fr', 'he', 'hr', 'hu', 'id', 'it', 'kk', 'ko', 'ms', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sr', 'sv', 'tr', 'uk', 'uz')),
    CONSTRAINT ck_people_time_zone CHECK (time_zone IN ('Pacific/Honolulu', 'America/Anchorage', 'America/Los_Angeles', 'America/Denver', 'America/Mexico_City', 'America/Chicago', 'America/New_York', 'America/Halifax', 'America/Sao_Paulo', 'Atlantic/Azores', 'UTC', 'Europe/London', 'Europe/Berlin', 'Africa/Cairo', 'Europe/Kaliningrad', 'Europe/Kyiv', 'Europe/Moscow', 'Europe/Istanbul', 'Asia/Tehran', 'Asia/Dubai', 'Europe/Samara', 'Asia/Karachi', 'Asia/Almaty', 'Asia/Tashkent', 'Asia/Yekaterinburg', 'Asia/Kolkata', 'Asia/Bishkek', 'Asia/Omsk', 'Asia/Bangkok', 'Asia/Novosibirsk', 'Asia/Shanghai', 'Asia/Irkutsk', 'Asia/Tokyo', 'Asia/Yakutsk', 'Australia/Sydney', 'Asia/Vladivostok', 'Asia/Magadan', 'Pacific/Auckland')),
    CONSTRAINT ck_people_default_size CHECK (default_size IN ('1:1', '3:4', '4:3', '9:16', '16:9'))
);

CREATE INDEX ix_people_created_at ON people (created_at);

CREATE INDEX ix_people_username_created_at ON people (username, created_at);

CREATE INDEX ix_people_name_key ON people (name_key) WHERE name_key IS NOT NULL;

CREATE INDEX ix_people_referrer ON people (referrer) WHERE referrer IS NOT NULL;

CREATE TABLE promos (
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    credits BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    used BIGINT NOT NULL,
    created_at DATETIME NOT NULL,
    valid_until DATETIME,
    stopped_at DATETIME,
    CONSTRAINT pk_promos PRIMARY KEY (position),
    CONSTRAINT ck_promos_credits CHECK (credits > 0),
    CONSTRAINT ck_promos_uses CHECK (uses > 0 AND used BETWEEN 0 AND uses),
    CONSTRAINT uq_promos_code UNIQUE (code)
);

CREATE TABLE received_updates (
    update_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    person BIGINT,
    kind TEXT NOT NULL,
    media_group TEXT,
    body TEXT,
    stood TEXT,
    received_at DATETIME NOT NULL,
    due_at DATETIME NOT NULL,
    starts BIGINT NOT NULL,
    answered BOOLEAN NOT NULL,
    ended_at DATETIME,
    CONSTRAINT pk_received_updates PRIMARY KEY (update_id),
    CONSTRAINT ck_received_updates_starts CHECK (starts >= 0),
    CONSTRAINT ck_received_updates_body CHECK ((body IS NULL) = (ended_at IS NOT NULL))
);

CREATE INDEX ix_received_updates_ended_at ON received_updates (ended_at) WHERE ended_at IS NOT NULL;

CREATE INDEX ix_received_updates_line_open ON received_updates (line, update_id) WHERE ended_at IS NULL;

CREATE INDEX ix_received_updates_media_group_update_id ON received_updates (media_group, update_id) WHERE media_group IS NOT NULL;

CREATE TABLE scheduled_deletions (
    "key" TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_scheduled_deletions PRIMARY KEY ("key")
);

CREATE INDEX ix_scheduled_deletions_at ON scheduled_deletions (at);

CREATE TABLE sums (
    position INTEGER NOT NULL,
    day DATE NOT NULL,
    name TEXT NOT NULL,
    amount BIGINT NOT NULL,
    CONSTRAINT pk_sums PRIMARY KEY (position)
);

CREATE TABLE terms (
    term VARCHAR(32) NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT pk_terms PRIMARY KEY (term),
    CONSTRAINT ck_terms_value CHECK (value BETWEEN 0 AND 1000000),
    CONSTRAINT ck_terms_term CHECK (term IN ('training', 'picture', 'description', 'upscale', 'welcome', 'referral', 'invited', 'daily_welcome', 'open_jobs'))
);

CREATE TABLE update_lines (
    line BIGINT NOT NULL,
    owner CHAR(32) NOT NULL,
    until DATETIME NOT NULL,
    deaths BIGINT NOT NULL,
    CONSTRAINT pk_update_lines PRIMARY KEY (line),
    CONSTRAINT ck_update_lines_deaths CHECK (deaths >= 0)
);

CREATE TABLE waiting_photos (
    person BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    photo CHAR(32) NOT NULL,
    file_id TEXT NOT NULL,
    size BIGINT,
    name TEXT,
    at DATETIME NOT NULL,
    CONSTRAINT pk_waiting_photos PRIMARY KEY (person, message_id)
);

CREATE INDEX ix_waiting_photos_at ON waiting_photos (at);

CREATE TABLE welcomes (
    day DATE NOT NULL,
    credits BIGINT NOT NULL,
    CONSTRAINT pk_welcomes PRIMARY KEY (day),
    CONSTRAINT ck_welcomes_credits CHECK (credits > 0)
);

CREATE TABLE accounts (
    holder BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    balance BIGINT NOT NULL,
    bonus BIGINT NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (holder, kind),
    CONSTRAINT ck_accounts_balance CHECK (balance >= 0),
    CONSTRAINT ck_accounts_bonus CHECK (bonus BETWEEN 0 AND balance),
    CONSTRAINT ck_accounts_of_people CHECK (kind IN ('available', 'held')),
    CONSTRAINT fk_accounts_holder FOREIGN KEY(holder) REFERENCES people (id),
    CONSTRAINT ck_accounts_kind CHECK (kind IN ('available', 'held', 'grants', 'sales', 'revenue'))
);

CREATE TABLE avatars (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    owner BIGINT NOT NULL,
    name TEXT NOT NULL,
    type VARCHAR(32) NOT NULL,
    gender VARCHAR(32),
    hair VARCHAR(32),
    family TEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    photo_count BIGINT NOT NULL,
    weights_key TEXT,
    weights_size BIGINT,
    weights_trigger TEXT,
    weights_job CHAR(32),
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    accepted_readiness BIGINT,
    retrains CHAR(32),
    version BIGINT NOT NULL,
    CONSTRAINT pk_avatars PRIMARY KEY (position),
    CONSTRAINT ck_avatars_readiness CHECK (accepted_readiness BETWEEN 0 AND 100),
    CONSTRAINT ck_avatars_portraits_have_gender CHECK ((type = 'portrait' AND status <> 'deleted') = (gender IS NOT NULL)),
    CONSTRAINT ck_avatars_tombstones_are_bare CHECK (status <> 'deleted' OR (name = '' AND hair IS NULL AND accepted_readiness IS NULL AND retrains IS NULL)),
    CONSTRAINT ck_avatars_photo_count CHECK (photo_count BETWEEN 0 AND 20),
    CONSTRAINT ck_avatars_no_photos CHECK (photo_count = 0 OR NOT (status IN ('draft', 'deleted'))),
    CONSTRAINT ck_avatars_weights_whole CHECK ((weights_key IS NULL) = (weights_size IS NULL) AND (weights_key IS NULL) = (weights_trigger IS NULL) AND (weights_key IS NULL) = (weights_job IS NULL)),
    CONSTRAINT ck_avatars_weights_size CHECK (weights_size > 0),
    CONSTRAINT ck_avatars_trained_again CHECK (retrains IS NULL OR weights_key IS NULL),
    CONSTRAINT ck_avatars_completed_has_weights CHECK ((status = 'completed') = (weights_key IS NOT NULL)),
    CONSTRAINT uq_avatars_id UNIQUE (id),
    CONSTRAINT fk_avatars_owner FOREIGN KEY(owner) REFERENCES people (id),
    CONSTRAINT ck_avatars_type CHECK (type IN ('portrait', 'style')),
    CONSTRAINT ck_avatars_gender CHECK (gender IN ('female', 'male')),
    CONSTRAINT ck_avatars_hair CHECK (hair IN ('dark', 'brown', 'blond', 'red', 'grey', 'none')),
    CONSTRAINT ck_avatars_status CHECK (status IN ('draft', 'photos_uploading', 'training', 'completed', 'failed', 'cancelled', 'deleted'))
);

CREATE INDEX ix_avatars_owner_created_at ON avatars (owner, created_at);

CREATE INDEX ix_avatars_changed_at_photos_may_go ON avatars (changed_at) WHERE photo_count > 0 AND status IN ('cancelled', 'completed', 'failed', 'photos_uploading');

CREATE TABLE broadcasts (
    id CHAR(32) NOT NULL,
    admin BIGINT NOT NULL,
    texts JSON NOT NULL,
    payers VARCHAR(32) NOT NULL,
    idle_days BIGINT NOT NULL,
    status VARCHAR(32) NOT NULL,
    audience BIGINT NOT NULL,
    reached BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    "left" BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    created_at DATETIME NOT NULL,
    started_at DATETIME,
    ended_at DATETIME,
    due_at DATETIME,
    CONSTRAINT pk_broadcasts PRIMARY KEY (id),
    CONSTRAINT ck_broadcasts_counts CHECK (audience >= 0 AND idle_days >= 0 AND reached >= 0 AND delivered >= 0 AND "left" >= 0 AND failed >= 0 AND claims >= 0),
    CONSTRAINT ck_broadcasts_never_forgotten CHECK ((status IN ('waiting', 'sending')) = (due_at IS NOT NULL)),
    CONSTRAINT fk_broadcasts_admin FOREIGN KEY(admin) REFERENCES people (id),
    CONSTRAINT ck_broadcasts_payers CHECK (payers IN ('all', 'paid', 'unpaid')),
    CONSTRAINT ck_broadcasts_status CHECK (status IN ('draft', 'waiting', 'sending', 'done', 'cancelled'))
);

CREATE INDEX ix_broadcasts_due_at ON broadcasts (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE erasures (
    person BIGINT NOT NULL,
    alias CHAR(32) NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_erasures PRIMARY KEY (person),
    CONSTRAINT fk_erasures_person FOREIGN KEY(person) REFERENCES people (id)
);

CREATE TABLE milestones (
    person BIGINT NOT NULL,
    step VARCHAR(32) NOT NULL,
    CONSTRAINT pk_milestones PRIMARY KEY (person, step),
    CONSTRAINT fk_milestones_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT ck_milestones_step CHECK (step IN ('first_photo', 'ten_photos', 'paid', 'trained', 'third_picture'))
);

CREATE TABLE payments (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    person BIGINT NOT NULL,
    charge_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    credits BIGINT NOT NULL,
    reclaimed BIGINT NOT NULL,
    status VARCHAR(32) NOT NULL,
    troubles BIGINT NOT NULL,
    detail TEXT,
    created_at DATETIME NOT NULL,
    due_at DATETIME,
    version BIGINT NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (position),
    CONSTRAINT ck_payments_amounts CHECK (amount > 0 AND credits >= 0 AND reclaimed BETWEEN 0 AND credits AND troubles >= 0),
    CONSTRAINT ck_payments_currency CHECK (length(currency) = 3 AND currency = upper(currency)),
    CONSTRAINT ck_payments_credited CHECK (status <> 'credited' OR (credits > 0 AND reclaimed = 0)),
    CONSTRAINT ck_payments_never_forgotten CHECK ((status = 'refunding') = (due_at IS NOT NULL)),
    CONSTRAINT uq_payments_id UNIQUE (id),
    CONSTRAINT fk_payments_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT uq_payments_charge_id UNIQUE (charge_id),
    CONSTRAINT ck_payments_status CHECK (status IN ('received', 'credited', 'refunding', 'refunded'))
);

CREATE INDEX ix_payments_person_position ON payments (person, position);

CREATE INDEX ix_payments_due_at ON payments (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE redemptions (
    code TEXT NOT NULL,
    person BIGINT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_redemptions PRIMARY KEY (code, person),
    CONSTRAINT fk_redemptions_code FOREIGN KEY(code) REFERENCES promos (code),
    CONSTRAINT fk_redemptions_person FOREIGN KEY(person) REFERENCES people (id)
);

CREATE TABLE jobs (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    person BIGINT NOT NULL,
    avatar CHAR(32) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    price BIGINT NOT NULL,
    lead CHAR(32),
    turn BIGINT NOT NULL,
    token TEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    request_id TEXT,
    dead_requests JSON NOT NULL,
    queue_position BIGINT,
    percent BIGINT,
    failure VARCHAR(32),
    detail TEXT,
    delivered BIGINT NOT NULL,
    submits BIGINT NOT NULL,
    unanswered VARCHAR(32),
    unanswered_why TEXT,
    starts BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    troubles BIGINT NOT NULL,
    created_at DATETIME NOT NULL,
    submitted_at DATETIME,
    settles_at DATETIME,
    webhook_at DATETIME,
    cancel_asked_at DATETIME,
    ended_at DATETIME,
    told_at DATETIME,
    due_at DATETIME,
    deadline_at DATETIME NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_jobs PRIMARY KEY (position),
    CONSTRAINT ck_jobs_counts CHECK (price >= 0 AND turn >= 0 AND delivered >= 0 AND submits >= 0 AND starts >= 0 AND claims >= 0 AND troubles >= 0),
    CONSTRAINT ck_jobs_open_or_ended CHECK ((ended_at IS NULL) = (status IN ('requested', 'running', 'submitted', 'submitting'))),
    CONSTRAINT ck_jobs_success_is_delivered CHECK (status <> 'succeeded' OR delivered > 0),
    CONSTRAINT ck_jobs_failure_has_reason CHECK ((status = 'failed') = (failure IS NOT NULL)),
    CONSTRAINT ck_jobs_led CHECK (lead IS NULL OR kind = 'generation'),
    CONSTRAINT ck_jobs_told_after_end CHECK (told_at IS NULL OR ended_at IS NOT NULL),
    CONSTRAINT ck_jobs_unanswered_has_why CHECK ((unanswered IS NULL) = (unanswered_why IS NULL)),
    CONSTRAINT ck_jobs_unanswered_after_post CHECK (unanswered IS NULL OR submits > 0),
    CONSTRAINT ck_jobs_unanswered_is_asked_about CHECK (unanswered <> 'pending' OR status = 'submitting'),
    CONSTRAINT ck_jobs_webhook_after_post CHECK (webhook_at IS NULL OR submitted_at IS NOT NULL),
    CONSTRAINT ck_jobs_never_forgotten CHECK (due_at IS NOT NULL OR told_at IS NOT NULL),
    CONSTRAINT uq_jobs_id UNIQUE (id),
    CONSTRAINT fk_jobs_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT fk_jobs_avatar FOREIGN KEY(avatar) REFERENCES avatars (id),
    CONSTRAINT ck_jobs_kind CHECK (kind IN ('training', 'generation', 'description', 'enrichment', 'upscale')),
    CONSTRAINT fk_jobs_lead FOREIGN KEY(lead) REFERENCES jobs (id),
    CONSTRAINT uq_jobs_token UNIQUE (token),
    CONSTRAINT ck_jobs_status CHECK (status IN ('requested', 'submitting', 'submitted', 'running', 'succeeded', 'failed', 'blocked', 'cancelled', 'expired')),
    CONSTRAINT ck_jobs_failure CHECK (failure IN ('provider', 'input', 'bad_result', 'result_lost', 'set_aside', 'released')),
    CONSTRAINT ck_jobs_unanswered CHECK (unanswered IN ('pending', 'taken', 'lost', 'unknown', 'doubled'))
);

CREATE INDEX ix_jobs_person_position ON jobs (person, position);

CREATE INDEX ix_jobs_person_submitted_at ON jobs (person, submitted_at);

CREATE INDEX ix_jobs_avatar_position_training ON jobs (avatar, position) WHERE kind = 'training';

CREATE INDEX ix_jobs_due_at ON jobs (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX ix_jobs_ended_at_succeeded ON jobs (ended_at) WHERE status = 'succeeded';

CREATE INDEX ix_jobs_ended_at_trained ON jobs (ended_at) WHERE kind = 'training' AND status = 'succeeded';

CREATE INDEX ix_jobs_kind_due_at_made_ready ON jobs (kind, due_at) WHERE status = 'requested' AND starts > 0;

CREATE INDEX ix_jobs_kind_submitted_at_open ON jobs (kind, submitted_at, status) WHERE ended_at IS NULL;

CREATE INDEX ix_jobs_kind_turn_position_requested ON jobs (kind, turn, position, due_at, deadline_at, id) WHERE status = 'requested';

CREATE INDEX ix_jobs_lead ON jobs (lead, position) WHERE lead IS NOT NULL;

CREATE INDEX ix_jobs_person_position_unfinished ON jobs (person, position) WHERE due_at IS NOT NULL;

CREATE INDEX ix_jobs_person_turn_open ON jobs (person, turn) WHERE ended_at IS NULL;

CREATE INDEX ix_jobs_position_unanswered ON jobs (position) WHERE unanswered IS NOT NULL;

CREATE INDEX ix_jobs_turn_sent ON jobs (turn) WHERE status IN ('running', 'submitted', 'submitting');

CREATE TABLE photos (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    avatar CHAR(32) NOT NULL,
    added_at DATETIME NOT NULL,
    digest TEXT NOT NULL,
    perceptual_hash TEXT,
    file_name TEXT,
    batch TEXT,
    fault VARCHAR(32),
    "key" TEXT,
    width BIGINT,
    height BIGINT,
    faces JSON,
    distance DOUBLE,
    CONSTRAINT pk_photos PRIMARY KEY (position),
    CONSTRAINT ck_photos_accepted_is_kept CHECK ((fault IS NULL) = (key IS NOT NULL) AND (fault IS NULL) = (width IS NOT NULL) AND (fault IS NULL) = (height IS NOT NULL)),
    CONSTRAINT ck_photos_size CHECK (width > 0 AND height > 0),
    CONSTRAINT ck_photos_looked_at CHECK (faces IS NULL OR fault IS NULL),
    CONSTRAINT ck_photos_compared CHECK (distance IS NULL OR (distance >= 0 AND faces IS NOT NULL)),
    CONSTRAINT uq_photos_id UNIQUE (id),
    CONSTRAINT fk_photos_avatar FOREIGN KEY(avatar) REFERENCES avatars (id),
    CONSTRAINT ck_photos_fault CHECK (fault IN ('not_an_image', 'other_format', 'damaged', 'animated', 'too_small', 'too_big', 'too_many_pixels', 'too_narrow', 'duplicate', 'over_limit'))
);

CREATE INDEX ix_photos_avatar_position ON photos (avatar, position);

CREATE UNIQUE INDEX uq_photos_avatar_digest ON photos (avatar, digest) WHERE fault IS NULL;

CREATE TABLE admin_log (
    position INTEGER NOT NULL,
    admin BIGINT NOT NULL,
    what VARCHAR(32) NOT NULL,
    person BIGINT,
    job CHAR(32),
    subject TEXT NOT NULL,
    amount BIGINT,
    currency TEXT,
    why TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_admin_log PRIMARY KEY (position),
    CONSTRAINT fk_admin_log_admin FOREIGN KEY(admin) REFERENCES people (id),
    CONSTRAINT ck_admin_log_what CHECK (what IN ('grant', 'take', 'block', 'unblock', 'retry', 'release', 'look', 'change_term', 'create_promo', 'stop_promo', 'refund', 'answer', 'schedule_broadcast', 'start_broadcast', 'cancel_broadcast')),
    CONSTRAINT fk_admin_log_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT fk_admin_log_job FOREIGN KEY(job) REFERENCES jobs (id)
);

CREATE TABLE cards (
    job CHAR(32) NOT NULL,
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_cards PRIMARY KEY (job),
    CONSTRAINT fk_cards_job FOREIGN KEY(job) REFERENCES jobs (id)
);

CREATE TABLE descriptions (
    job CHAR(32) NOT NULL,
    model TEXT NOT NULL,
    marker TEXT NOT NULL,
    photo_key TEXT NOT NULL,
    CONSTRAINT pk_descriptions PRIMARY KEY (job),
    CONSTRAINT fk_descriptions_job FOREIGN KEY(job) REFERENCES jobs (id)
);

CREATE TABLE disputes (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    person BIGINT NOT NULL,
    job CHAR(32),
    payment CHAR(32),
    words TEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    remedy VARCHAR(32),
    reply TEXT,
    answered_by BIGINT,
    created_at DATETIME NOT NULL,
    answered_at DATETIME,
    version BIGINT NOT NULL,
    CONSTRAINT pk_disputes PRIMARY KEY (position),
    CONSTRAINT ck_disputes_about_one CHECK ((job IS NULL) <> (payment IS NULL)),
    CONSTRAINT ck_disputes_answered_whole CHECK ((status = 'answered') = (remedy IS NOT NULL) AND (remedy IS NULL) = (answered_by IS NULL) AND (remedy IS NULL) = (answered_at IS NULL) AND (reply IS NULL OR remedy IS NOT NULL)),
    CONSTRAINT uq_disputes_id UNIQUE (id),
    CONSTRAINT fk_disputes_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT fk_disputes_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT fk_disputes_payment FOREIGN KEY(payment) REFERENCES payments (id),
    CONSTRAINT ck_disputes_status CHECK (status IN ('open', 'answered')),
    CONSTRAINT ck_disputes_remedy CHECK (remedy IN ('retry', 'credits', 'refund', 'words'))
);

CREATE INDEX ix_disputes_person_position ON disputes (person, position);

CREATE INDEX ix_disputes_position_open ON disputes (position) WHERE status = 'open';

CREATE TABLE generations (
    job CHAR(32) NOT NULL,
    family TEXT NOT NULL,
    model TEXT NOT NULL,
    words TEXT NOT NULL,
    scene TEXT NOT NULL,
    wording VARCHAR(32) NOT NULL,
    negative TEXT NOT NULL,
    prompt TEXT NOT NULL,
    size VARCHAR(32) NOT NULL,
    count BIGINT NOT NULL,
    spare BIGINT NOT NULL,
    seed TEXT NOT NULL,
    weights_key TEXT NOT NULL,
    scale DOUBLE NOT NULL,
    pack TEXT,
    preview_of CHAR(32),
    CONSTRAINT pk_generations PRIMARY KEY (job),
    CONSTRAINT ck_generations_count CHECK (count BETWEEN 1 AND 4),
    CONSTRAINT ck_generations_pack CHECK (pack IS NULL OR wording = 'pack'),
    CONSTRAINT ck_generations_spare CHECK (spare >= 0 AND count + spare <= 4),
    CONSTRAINT ck_generations_all_shown CHECK (preview_of IS NULL OR spare = 0),
    CONSTRAINT ck_generations_preview CHECK (preview_of IS NULL OR wording = 'pack'),
    CONSTRAINT ck_generations_own_words CHECK (scene = words OR NOT (wording IN ('awaited', 'fallback', 'own'))),
    CONSTRAINT fk_generations_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT ck_generations_wording CHECK (wording IN ('own', 'awaited', 'enriched', 'fallback', 'photo', 'pack')),
    CONSTRAINT ck_generations_size CHECK (size IN ('1:1', '3:4', '4:3', '9:16', '16:9')),
    CONSTRAINT uq_generations_preview_of UNIQUE (preview_of),
    CONSTRAINT fk_generations_preview_of FOREIGN KEY(preview_of) REFERENCES jobs (id)
);

CREATE TABLE holds (
    job CHAR(32) NOT NULL,
    person BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    bonus BIGINT NOT NULL,
    captured BIGINT NOT NULL,
    status VARCHAR(32) NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_holds PRIMARY KEY (job),
    CONSTRAINT ck_holds_captured CHECK (captured BETWEEN 0 AND amount),
    CONSTRAINT ck_holds_bonus CHECK (bonus BETWEEN 0 AND amount),
    CONSTRAINT ck_holds_captured_something CHECK ((status = 'captured') = (captured > 0)),
    CONSTRAINT fk_holds_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT fk_holds_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT ck_holds_status CHECK (status IN ('held', 'captured', 'released'))
);

CREATE INDEX ix_holds_person ON holds (person);

CREATE TABLE pictures (
    position INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    job CHAR(32) NOT NULL,
    owner BIGINT NOT NULL,
    avatar CHAR(32) NOT NULL,
    number BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    shape VARCHAR(32) NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size BIGINT NOT NULL,
    seed TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    favourite BOOLEAN NOT NULL,
    CONSTRAINT pk_pictures PRIMARY KEY (position),
    CONSTRAINT ck_pictures_measures CHECK (number >= 0 AND width > 0 AND height > 0 AND size > 0),
    CONSTRAINT uq_pictures_job_number UNIQUE (job, number),
    CONSTRAINT uq_pictures_id UNIQUE (id),
    CONSTRAINT fk_pictures_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT fk_pictures_owner FOREIGN KEY(owner) REFERENCES people (id),
    CONSTRAINT fk_pictures_avatar FOREIGN KEY(avatar) REFERENCES avatars (id),
    CONSTRAINT ck_pictures_shape CHECK (shape IN ('1:1', '3:4', '4:3', '9:16', '16:9'))
);

CREATE INDEX ix_pictures_owner_avatar_created_at_position ON pictures (owner, avatar, created_at, position);

CREATE INDEX ix_pictures_owner_avatar_shape_created_at_position ON pictures (owner, avatar, shape, created_at, position);

CREATE INDEX ix_pictures_owner_created_at_position ON pictures (owner, created_at, position);

CREATE INDEX ix_pictures_owner_shape_created_at_position ON pictures (owner, shape, created_at, position);

CREATE INDEX ix_pictures_owner_created_at_position_favourite ON pictures (owner, created_at, position) WHERE favourite;

CREATE TABLE postings (
    position INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    source_holder BIGINT NOT NULL,
    source_kind VARCHAR(32) NOT NULL,
    dest_holder BIGINT NOT NULL,
    dest_kind VARCHAR(32) NOT NULL,
    amount BIGINT NOT NULL,
    bonus BIGINT NOT NULL,
    reason VARCHAR(32) NOT NULL,
    job CHAR(32),
    payment CHAR(32),
    note TEXT,
    at DATETIME NOT NULL,
    CONSTRAINT pk_postings PRIMARY KEY (position),
    CONSTRAINT ck_postings_amount CHECK (amount > 0),
    CONSTRAINT ck_postings_moves CHECK (source_holder <> dest_holder OR source_kind <> dest_kind),
    CONSTRAINT ck_postings_house CHECK ((source_holder = 0) = (source_kind IN ('grants', 'sales', 'revenue')) AND (dest_holder = 0) = (dest_kind IN ('grants', 'sales', 'revenue'))),
    CONSTRAINT ck_postings_bonus CHECK (bonus BETWEEN 0 AND amount AND (source_kind <> 'grants' OR bonus = amount) AND (bonus = 0 OR 'sales' NOT IN (source_kind, dest_kind))),
    CONSTRAINT ck_postings_paid_for CHECK ((payment IS NOT NULL) = (reason IN ('top_up', 'refund'))),
    CONSTRAINT uq_postings_key UNIQUE ("key"),
    CONSTRAINT ck_postings_source_kind CHECK (source_kind IN ('available', 'held', 'grants', 'sales', 'revenue')),
    CONSTRAINT ck_postings_dest_kind CHECK (dest_kind IN ('available', 'held', 'grants', 'sales', 'revenue')),
    CONSTRAINT ck_postings_reason CHECK (reason IN ('welcome', 'hold', 'capture', 'release', 'top_up', 'refund', 'promo', 'referral', 'invited', 'grant', 'take', 'amends', 'retraining')),
    CONSTRAINT fk_postings_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT fk_postings_payment FOREIGN KEY(payment) REFERENCES payments (id)
);

CREATE INDEX ix_postings_dest_holder_position ON postings (dest_holder, position);

CREATE INDEX ix_postings_job_position ON postings (job, position);

CREATE INDEX ix_postings_source_holder_position ON postings (source_holder, position);

CREATE INDEX ix_postings_dest_holder_noted ON postings (dest_holder) WHERE note IS NOT NULL;

CREATE INDEX ix_postings_dest_holder_position_receipts ON postings (dest_holder, position) WHERE dest_kind = 'available' AND reason <> 'release';

CREATE INDEX ix_postings_payment ON postings (payment, position) WHERE payment IS NOT NULL;

CREATE INDEX ix_postings_source_holder_noted ON postings (source_holder) WHERE note IS NOT NULL;

CREATE TABLE scenes (
    job CHAR(32) NOT NULL,
    text TEXT NOT NULL,
    negative TEXT NOT NULL,
    CONSTRAINT pk_scenes PRIMARY KEY (job),
    CONSTRAINT fk_scenes_job FOREIGN KEY(job) REFERENCES jobs (id)
);

CREATE TABLE trainings (
    job CHAR(32) NOT NULL,
    family TEXT NOT NULL,
    model TEXT NOT NULL,
    avatar_type VARCHAR(32) NOT NULL,
    steps BIGINT NOT NULL,
    "trigger" TEXT NOT NULL,
    replaces CHAR(32),
    readiness BIGINT,
    marks JSON NOT NULL,
    CONSTRAINT pk_trainings PRIMARY KEY (job),
    CONSTRAINT ck_trainings_steps CHECK (steps > 0),
    CONSTRAINT ck_trainings_readiness CHECK (readiness BETWEEN 0 AND 100),
    CONSTRAINT fk_trainings_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT ck_trainings_avatar_type CHECK (avatar_type IN ('portrait', 'style')),
    CONSTRAINT fk_trainings_replaces FOREIGN KEY(replaces) REFERENCES jobs (id)
);

CREATE TABLE upscales (
    job CHAR(32) NOT NULL,
    model TEXT NOT NULL,
    source CHAR(32) NOT NULL,
    source_key TEXT NOT NULL,
    origin CHAR(32) NOT NULL,
    seed TEXT NOT NULL,
    shape VARCHAR(32) NOT NULL,
    factor BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    CONSTRAINT pk_upscales PRIMARY KEY (job),
    CONSTRAINT ck_upscales_measures CHECK (factor > 1 AND width > 0 AND height > 0),
    CONSTRAINT fk_upscales_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT fk_upscales_origin FOREIGN KEY(origin) REFERENCES jobs (id),
    CONSTRAINT ck_upscales_shape CHECK (shape IN ('1:1', '3:4', '4:3', '9:16', '16:9'))
);

CREATE TABLE enrichments (
    job CHAR(32) NOT NULL,
    model TEXT NOT NULL,
    marker TEXT NOT NULL,
    words TEXT NOT NULL,
    generation CHAR(32) NOT NULL,
    CONSTRAINT pk_enrichments PRIMARY KEY (job),
    CONSTRAINT fk_enrichments_job FOREIGN KEY(job) REFERENCES jobs (id),
    CONSTRAINT uq_enrichments_generation UNIQUE (generation),
    CONSTRAINT fk_enrichments_generation FOREIGN KEY(generation) REFERENCES generations (job)
);

CREATE TABLE likenesses (
    job CHAR(32) NOT NULL,
    best BIGINT NOT NULL,
    score BIGINT NOT NULL,
    offered BOOLEAN NOT NULL,
    CONSTRAINT pk_likenesses PRIMARY KEY (job),
    CONSTRAINT ck_likenesses_measures CHECK (best >= 0 AND score BETWEEN 0 AND 100),
    CONSTRAINT fk_likenesses_job FOREIGN KEY(job) REFERENCES trainings (job)
);

CREATE TABLE notices (
    "key" TEXT NOT NULL,
    person BIGINT,
    what VARCHAR(32) NOT NULL,
    avatar CHAR(32),
    dispute CHAR(32),
    incident CHAR(32),
    payment CHAR(32),
    amount BIGINT NOT NULL,
    why TEXT NOT NULL,
    due_at DATETIME NOT NULL,
    troubles BIGINT NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY ("key"),
    CONSTRAINT ck_notices_about CHECK ((what IN ('digest', 'dispute_opened', 'incident_opened', 'incident_resolved', 'sold')) = (person IS NULL) AND (what IN ('dispute_answered', 'dispute_opened')) = (dispute IS NOT NULL) AND (what IN ('incident_opened', 'incident_resolved')) = (incident IS NOT NULL) AND (what IN ('sold')) = (payment IS NOT NULL)),
    CONSTRAINT ck_notices_counts CHECK (amount >= 0 AND troubles >= 0),
    CONSTRAINT fk_notices_person FOREIGN KEY(person) REFERENCES people (id),
    CONSTRAINT ck_notices_what CHECK (what IN ('grant', 'take', 'referral', 'unblock', 'photos_expired', 'order_ended', 'dispute_opened', 'dispute_answered', 'incident_opened', 'incident_resolved', 'sold', 'digest')),
    CONSTRAINT fk_notices_avatar FOREIGN KEY(avatar) REFERENCES avatars (id),
    CONSTRAINT fk_notices_dispute FOREIGN KEY(dispute) REFERENCES disputes (id),
    CONSTRAINT fk_notices_payment FOREIGN KEY(payment) REFERENCES payments (id)
);

CREATE INDEX ix_notices_due_at ON notices (due_at);

CREATE TRIGGER sums_people_insert AFTER INSERT ON people BEGIN INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'people', (1) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'blocked', (1) WHERE NEW.blocked_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'left', (1) WHERE NEW.left_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'audience/' || NEW.language, (1) WHERE NEW.blocked_at IS NULL AND NEW.left_at IS NULL AND NOT NEW.quiet; END;

CREATE TRIGGER sums_people_delete AFTER DELETE ON people BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'people', -(1) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'blocked', -(1) WHERE OLD.blocked_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'left', -(1) WHERE OLD.left_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'audience/' || OLD.language, -(1) WHERE OLD.blocked_at IS NULL AND OLD.left_at IS NULL AND NOT OLD.quiet; END;

CREATE TRIGGER sums_people_update AFTER UPDATE ON people WHEN OLD.blocked_at IS DISTINCT FROM NEW.blocked_at OR OLD.left_at IS DISTINCT FROM NEW.left_at OR OLD.quiet IS DISTINCT FROM NEW.quiet OR OLD.language IS DISTINCT FROM NEW.language BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'people', -(1) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'blocked', -(1) WHERE OLD.blocked_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'left', -(1) WHERE OLD.left_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'audience/' || OLD.language, -(1) WHERE OLD.blocked_at IS NULL AND OLD.left_at IS NULL AND NOT OLD.quiet; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'people', (1) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'blocked', (1) WHERE NEW.blocked_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'left', (1) WHERE NEW.left_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'audience/' || NEW.language, (1) WHERE NEW.blocked_at IS NULL AND NEW.left_at IS NULL AND NOT NEW.quiet; END;

CREATE TRIGGER sums_milestones_insert AFTER INSERT ON milestones BEGIN INSERT INTO sums (day, name, amount) SELECT (SELECT substr(created_at, 1, 10) FROM people WHERE id = NEW.person), 'reached/' || NEW.step, (1) WHERE 1 = 1; END;

CREATE TRIGGER sums_milestones_delete AFTER DELETE ON milestones BEGIN INSERT INTO sums (day, name, amount) SELECT (SELECT substr(created_at, 1, 10) FROM people WHERE id = OLD.person), 'reached/' || OLD.step, -(1) WHERE 1 = 1; END;

CREATE TRIGGER sums_avatars_insert AFTER INSERT ON avatars BEGIN INSERT INTO milestones (person, step) SELECT NEW.owner, 'first_photo' WHERE NEW.photo_count > 0 ON CONFLICT DO NOTHING; INSERT INTO milestones (person, step) SELECT NEW.owner, 'ten_photos' WHERE NEW.photo_count >= 10 ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sums_avatars_update AFTER UPDATE ON avatars WHEN OLD.photo_count IS DISTINCT FROM NEW.photo_count BEGIN INSERT INTO milestones (person, step) SELECT NEW.owner, 'first_photo' WHERE NEW.photo_count > 0 ON CONFLICT DO NOTHING; INSERT INTO milestones (person, step) SELECT NEW.owner, 'ten_photos' WHERE NEW.photo_count >= 10 ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sums_jobs_insert AFTER INSERT ON jobs BEGIN INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'jobs' || '/' || NEW.kind || '/' || NEW.status || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), ''), (1) WHERE NEW.ended_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'delivered' || '/' || NEW.kind || '/' || NEW.status || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), ''), (NEW.delivered) WHERE NEW.ended_at IS NOT NULL AND NEW.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'made' || '/' || NEW.kind || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = NEW.id), ''), (NEW.delivered) WHERE NEW.ended_at IS NOT NULL AND NEW.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'wait/' || NEW.kind || '/' || CASE WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 2 THEN 2 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 5 THEN 5 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 10 THEN 10 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 20 THEN 20 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 30 THEN 30 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 60 THEN 60 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 120 THEN 120 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 300 THEN 300 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 600 THEN 600 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 1200 THEN 1200 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 1800 THEN 1800 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 3600 THEN 3600 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 7200 THEN 7200 ELSE 86400 END, (1) WHERE NEW.status = 'succeeded'; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'readiness/' || ((SELECT readiness FROM trainings WHERE job = NEW.id) / 10 * 10), (1) WHERE NEW.status = 'succeeded' AND NEW.kind = 'training' AND (SELECT readiness FROM trainings WHERE job = NEW.id) >= 0; INSERT INTO milestones (person, step) SELECT NEW.person, 'trained' WHERE NEW.status = 'succeeded' AND NEW.kind = 'training' ON CONFLICT DO NOTHING; INSERT INTO milestones (person, step) SELECT NEW.person, 'third_picture' WHERE NEW.ended_at IS NOT NULL AND NEW.kind = 'generation' AND NEW.delivered > 0 AND NOT EXISTS (SELECT 1 FROM milestones WHERE person = NEW.person AND step = 'third_picture') AND (SELECT coalesce(sum(delivered), 0) FROM jobs WHERE person = NEW.person AND kind = 'generation' AND ended_at IS NOT NULL) >= 3 ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sums_jobs_delete AFTER DELETE ON jobs BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'jobs' || '/' || OLD.kind || '/' || OLD.status || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), ''), -(1) WHERE OLD.ended_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'delivered' || '/' || OLD.kind || '/' || OLD.status || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), ''), -(OLD.delivered) WHERE OLD.ended_at IS NOT NULL AND OLD.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'made' || '/' || OLD.kind || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = OLD.id), ''), -(OLD.delivered) WHERE OLD.ended_at IS NOT NULL AND OLD.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'wait/' || OLD.kind || '/' || CASE WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 2 THEN 2 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 5 THEN 5 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 10 THEN 10 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 20 THEN 20 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 30 THEN 30 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 60 THEN 60 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 120 THEN 120 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 300 THEN 300 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 600 THEN 600 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 1200 THEN 1200 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 1800 THEN 1800 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 3600 THEN 3600 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 7200 THEN 7200 ELSE 86400 END, -(1) WHERE OLD.status = 'succeeded'; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'readiness/' || ((SELECT readiness FROM trainings WHERE job = OLD.id) / 10 * 10), -(1) WHERE OLD.status = 'succeeded' AND OLD.kind = 'training' AND (SELECT readiness FROM trainings WHERE job = OLD.id) >= 0; END;

CREATE TRIGGER sums_jobs_update AFTER UPDATE ON jobs WHEN OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.delivered IS DISTINCT FROM NEW.delivered BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'jobs' || '/' || OLD.kind || '/' || OLD.status || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), ''), -(1) WHERE OLD.ended_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'delivered' || '/' || OLD.kind || '/' || OLD.status || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), ''), -(OLD.delivered) WHERE OLD.ended_at IS NOT NULL AND OLD.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'made' || '/' || OLD.kind || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.id), (SELECT family FROM generations WHERE job = OLD.id), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = OLD.id), ''), -(OLD.delivered) WHERE OLD.ended_at IS NOT NULL AND OLD.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'wait/' || OLD.kind || '/' || CASE WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 2 THEN 2 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 5 THEN 5 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 10 THEN 10 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 20 THEN 20 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 30 THEN 30 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 60 THEN 60 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 120 THEN 120 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 300 THEN 300 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 600 THEN 600 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 1200 THEN 1200 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 1800 THEN 1800 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 3600 THEN 3600 WHEN CAST(strftime('%s', OLD.ended_at) AS INTEGER) - CAST(strftime('%s', OLD.created_at) AS INTEGER) <= 7200 THEN 7200 ELSE 86400 END, -(1) WHERE OLD.status = 'succeeded'; INSERT INTO sums (day, name, amount) SELECT substr(OLD.ended_at, 1, 10), 'readiness/' || ((SELECT readiness FROM trainings WHERE job = OLD.id) / 10 * 10), -(1) WHERE OLD.status = 'succeeded' AND OLD.kind = 'training' AND (SELECT readiness FROM trainings WHERE job = OLD.id) >= 0; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'jobs' || '/' || NEW.kind || '/' || NEW.status || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), ''), (1) WHERE NEW.ended_at IS NOT NULL; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'delivered' || '/' || NEW.kind || '/' || NEW.status || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), ''), (NEW.delivered) WHERE NEW.ended_at IS NOT NULL AND NEW.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'made' || '/' || NEW.kind || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.id), (SELECT family FROM generations WHERE job = NEW.id), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = NEW.id), ''), (NEW.delivered) WHERE NEW.ended_at IS NOT NULL AND NEW.delivered > 0; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'wait/' || NEW.kind || '/' || CASE WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 2 THEN 2 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 5 THEN 5 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 10 THEN 10 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 20 THEN 20 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 30 THEN 30 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 60 THEN 60 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 120 THEN 120 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 300 THEN 300 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 600 THEN 600 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 1200 THEN 1200 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 1800 THEN 1800 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 3600 THEN 3600 WHEN CAST(strftime('%s', NEW.ended_at) AS INTEGER) - CAST(strftime('%s', NEW.created_at) AS INTEGER) <= 7200 THEN 7200 ELSE 86400 END, (1) WHERE NEW.status = 'succeeded'; INSERT INTO sums (day, name, amount) SELECT substr(NEW.ended_at, 1, 10), 'readiness/' || ((SELECT readiness FROM trainings WHERE job = NEW.id) / 10 * 10), (1) WHERE NEW.status = 'succeeded' AND NEW.kind = 'training' AND (SELECT readiness FROM trainings WHERE job = NEW.id) >= 0; INSERT INTO milestones (person, step) SELECT NEW.person, 'trained' WHERE NEW.status = 'succeeded' AND NEW.kind = 'training' ON CONFLICT DO NOTHING; INSERT INTO milestones (person, step) SELECT NEW.person, 'third_picture' WHERE NEW.ended_at IS NOT NULL AND NEW.kind = 'generation' AND NEW.delivered > 0 AND NOT EXISTS (SELECT 1 FROM milestones WHERE person = NEW.person AND step = 'third_picture') AND (SELECT coalesce(sum(delivered), 0) FROM jobs WHERE person = NEW.person AND kind = 'generation' AND ended_at IS NOT NULL) >= 3 ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sums_postings_insert AFTER INSERT ON postings BEGIN INSERT INTO sums (day, name, amount) SELECT substr(NEW.at, 1, 10), 'credits/' || NEW.reason, (NEW.amount) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(NEW.at, 1, 10), 'earned' || '/' || (SELECT kind FROM jobs WHERE id = NEW.job) || '/' || coalesce((SELECT family FROM trainings WHERE job = NEW.job), (SELECT family FROM generations WHERE job = NEW.job), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = NEW.job), ''), (CASE NEW.reason WHEN 'amends' THEN -NEW.amount ELSE NEW.amount END) WHERE NEW.job IS NOT NULL AND NEW.reason IN ('capture', 'amends'); END;

CREATE TRIGGER sums_postings_delete AFTER DELETE ON postings BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.at, 1, 10), 'credits/' || OLD.reason, -(OLD.amount) WHERE 1 = 1; INSERT INTO sums (day, name, amount) SELECT substr(OLD.at, 1, 10), 'earned' || '/' || (SELECT kind FROM jobs WHERE id = OLD.job) || '/' || coalesce((SELECT family FROM trainings WHERE job = OLD.job), (SELECT family FROM generations WHERE job = OLD.job), '') || '/' || coalesce((SELECT pack FROM generations WHERE job = OLD.job), ''), -(CASE OLD.reason WHEN 'amends' THEN -OLD.amount ELSE OLD.amount END) WHERE OLD.job IS NOT NULL AND OLD.reason IN ('capture', 'amends'); END;

CREATE TRIGGER sums_payments_insert AFTER INSERT ON payments BEGIN INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'income/' || NEW.currency, (NEW.amount) WHERE NEW.status = 'credited'; INSERT INTO milestones (person, step) SELECT NEW.person, 'paid' WHERE NEW.status = 'credited' ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sums_payments_delete AFTER DELETE ON payments BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'income/' || OLD.currency, -(OLD.amount) WHERE OLD.status = 'credited'; END;

CREATE TRIGGER sums_payments_update AFTER UPDATE ON payments WHEN OLD.status IS DISTINCT FROM NEW.status BEGIN INSERT INTO sums (day, name, amount) SELECT substr(OLD.created_at, 1, 10), 'income/' || OLD.currency, -(OLD.amount) WHERE OLD.status = 'credited'; INSERT INTO sums (day, name, amount) SELECT substr(NEW.created_at, 1, 10), 'income/' || NEW.currency, (NEW.amount) WHERE NEW.status = 'credited'; INSERT INTO milestones (person, step) SELECT NEW.person, 'paid' WHERE NEW.status = 'credited' ON CONFLICT DO NOTHING; END;

"""Every screen with sample facts: for the tests, and for looking at them."""

import html

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import attrs

from tests.money import package

from adapters.packs import SHIPPED
from adapters.telegram.callbacks import Section
from adapters.telegram.commands import COMMANDS
from adapters.telegram.refusals import answer_to
from adapters.telegram.texts import Texts
from adapters.telegram.updates.kinds import SERVED
from adapters.telegram.view import View
from adapters.telegram.views import (
    avatars,
    creating,
    disputes,
    gallery,
    generating,
    jobs,
    menus,
    notices,
    packs,
    profile,
    remix,
    scenes,
    wallet,
)
from adapters.telegram.views.admin import (
    alarms,
    broadcasts as admin_broadcasts,
    desk,
    disputes as admin_disputes,
    people,
    rescue,
    terms as live_terms,
)
from adapters.telegram.views.notices import notice_page
from adapters.telegram.views.parts import menu, noted, shorten
from avatar_core import (
    Avatar,
    AvatarStatus,
    AvatarType,
    Balance,
    DescriptionOrder,
    EnrichmentOrder,
    Gender,
    GenerationOrder,
    Hold,
    HoldStatus,
    Job,
    JobStatus,
    Language,
    PaymentStatus,
    Person,
    Photo,
    Picture,
    Policy,
    PriceBook,
    Scene,
    Size,
    TrainingOrder,
    UpscaleOrder,
    Weights,
    Wording,
)
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.audit import AuditEntry, Entity
from avatar_core.avatars import Hair
from avatar_core.broadcasts import BROADCAST_MAX, Broadcast, Reception
from avatar_core.disputes import Dispute, Remedy
from avatar_core.errors import (
    InsufficientCreditsError,
    InvalidTextError,
    PhotoFault,
    PromoFault,
    RefusedError,
    SalesStoppedError,
    TextFault,
    TooManyAvatarsError,
    TooManyOpenJobsError,
)
from avatar_core.failures import Failure, Unanswered
from avatar_core.families import FAMILIES, FLUX_PORTRAIT, FLUX_STYLE
from avatar_core.galleries import Month, PictureFilter, PictureTotals
from avatar_core.ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PackId,
    PersonId,
    PhotoId,
    PictureId,
)
from avatar_core.incidents import OF_A_MODEL, Incident, IncidentKind
from avatar_core.jobs import OPEN_JOB_STATUSES, Progress
from avatar_core.ledger import GRANTS, HoldEvent, Posting, Reason, available
from avatar_core.notices import PLAIN, Notice, NoticeKind
from avatar_core.orders import JobKind, Order
from avatar_core.packs import Pack
from avatar_core.payments import Bill, Payment, payment_id
from avatar_core.ports import News
from avatar_core.prices import Term
from avatar_core.promos import Promo
from avatar_core.stats import JobStats, Stats
from avatar_core.texts import clean_scene
from avatar_core.timelines import DisputeFile, Timeline
from avatar_core.use_cases import (
    AvatarCard,
    Belongings,
    Casting,
    GalleryCard,
    GalleryChoices,
    GalleryStatistics,
    Invitation,
    PackQuote,
    PaymentNews,
    PictureQuote,
    Receipt,
    Receipts,
    Redeemed,
    RemixQuote,
    TrainingQuote,
    Uploads,
)
from avatar_core.use_cases.admin import (
    Business,
    JobFile,
    PaymentFile,
    PersonFile,
    TermNow,
)


_NAMESPACE: Final = UUID("1d3f1f52-8c0e-4c53-9a55-6a3c6f6a0001")
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PERSON: Final = PersonId(4_503_599_627_370_495)
PRICES: Final = PriceBook()
_DRAWN: Final = frozenset({JobKind.GENERATION, JobKind.UPSCALE})


def uuid_of(name: str) -> UUID:
    """Return the same id for the same name."""
    return uuid5(_NAMESPACE, name)


@attrs.frozen(kw_only=True)
class Facts:
    """Everything on a screen that a person chose."""

    name: str = "Летняя Анна"
    words: str = "as an astronaut on Mars, cinematic light, looking at the camera"
    file_name: str = "IMG_2041.HEIC"


def avatar(
    status: AvatarStatus,
    facts: Facts | None = None,
    *,
    photos: int = 12,
    key: str = "anna",
) -> Avatar:
    """Return an avatar in this status."""
    weights = Weights(key="w", size=1, trigger="av1", job=JobId(uuid_of("training")))
    deleted = status is AvatarStatus.DELETED
    without_photos = {AvatarStatus.DRAFT, AvatarStatus.DELETED}
    return Avatar(
        id=AvatarId(uuid_of(key)),
        owner=PERSON,
        name="" if deleted else (facts or Facts()).name,
        type=AvatarType.PORTRAIT,
        gender=None if deleted else Gender.FEMALE,
        family=FLUX_PORTRAIT.name,
        status=status,
        photo_count=0 if status in without_photos else photos,
        weights=weights if status is AvatarStatus.COMPLETED else None,
        created_at=NOW - timedelta(days=40),
        version=7,
    )


def style(status: AvatarStatus, facts: Facts | None = None) -> Avatar:
    """Return the avatar of a style in this status."""
    return attrs.evolve(
        avatar(status, facts),
        type=AvatarType.STYLE,
        gender=None,
        family=FLUX_STYLE.name,
    )


def photo(
    number: int, fault: PhotoFault | None = None, file_name: str | None = None
) -> Photo:
    """Return an upload, taken unless it has a fault."""
    return Photo(
        id=PhotoId(uuid_of(f"photo {number} {fault}")),
        avatar=AvatarId(uuid_of("anna")),
        added_at=NOW + timedelta(seconds=number),
        digest=f"{number:064x}",
        file_name=file_name,
        fault=fault,
        key=None if fault else f"photos/{number}.jpg",
        width=None if fault else 1024,
        height=None if fault else 1365,
    )


def uploads(accepted: int, facts: Facts | None = None, *, faults: int = 0) -> Uploads:
    """Return so many photos, and so many that were not taken."""
    status = AvatarStatus.PHOTOS_UPLOADING if accepted else AvatarStatus.DRAFT
    kinds = list(PhotoFault)
    facts = facts or Facts()
    rejected = [
        photo(n, kinds[n % len(kinds)], facts.file_name if n % 3 else None)
        for n in range(faults)
    ]
    return Uploads(
        avatar(status, facts, photos=accepted),
        [*(photo(n) for n in range(accepted)), *rejected],
    )


def job(
    kind: JobKind,
    status: JobStatus,
    facts: Facts | None = None,
    *,
    delivered: int | None = None,
    failure: Failure | None = None,
    cancel_asked: bool = False,
    progress: Progress | None = None,
    count: int = 4,
    wording: Wording = Wording.OWN,
) -> Job:
    """Return a job in this status."""
    family = FLUX_PORTRAIT
    order: Order
    match kind:
        case JobKind.TRAINING:
            order = TrainingOrder(
                family=family.name,
                model=family.trainer,
                avatar_type=AvatarType.PORTRAIT,
                steps=1000,
                trigger="av1",
            )
            price = PRICES.training
        case JobKind.GENERATION:
            words = (facts or Facts()).words
            order = GenerationOrder(
                family=family.name,
                model=family.generator,
                words=words,
                scene=words,
                wording=wording,
                prompt=f"photo of av1 woman, {words}",
                size=Size.STORY,
                count=count,
                seed=1_234_567_890,
                weights_key="w",
                scale=1.0,
            )
            price = PRICES.pictures(count)
        case JobKind.DESCRIPTION:
            order = DescriptionOrder(model="d", marker="sc1", photo_key="p")
            price = PRICES.description
        case JobKind.ENRICHMENT:
            order = EnrichmentOrder(
                model="e", marker="sc1", words="w", generation=JobId(uuid_of("g"))
            )
            price = 0
        case JobKind.UPSCALE:
            order = UpscaleOrder(
                model="u",
                source=PictureId(uuid_of("picture")),
                source_key="p",
                origin=JobId(uuid_of("g")),
                seed=7,
                shape=Size.STORY,
                factor=2,
                width=1440,
                height=2560,
            )
            price = PRICES.upscale
    full = count if kind is JobKind.GENERATION else 1
    if delivered is None:
        delivered = full if status is JobStatus.SUCCEEDED else 0
    if status is JobStatus.FAILED and failure is None:
        failure = Failure.PROVIDER
    return Job(
        id=JobId(uuid_of(f"{kind} {status}")),
        person=PERSON,
        avatar=AvatarId(uuid_of("anna")),
        order=order,
        price=price,
        token="secret",
        status=status,
        progress=progress or Progress(),
        failure=failure,
        delivered=delivered,
        created_at=NOW,
        cancel_asked_at=NOW if cancel_asked else None,
        ended_at=None if status in OPEN_JOB_STATUSES else NOW,
        due_at=NOW,
        deadline_at=NOW + timedelta(hours=3),
    )


def news(
    work: Job,
    facts: Facts | None = None,
    *,
    status: AvatarStatus | None = None,
    typical: timedelta | None = None,
    language: Language = Language.RUSSIAN,
    deleted: bool = False,
) -> News:
    """Return all that there is to say of a job."""
    hold = Hold(job=work.id, person=PERSON, amount=work.price)
    if not work.open:
        captured = work.price * work.delivered // work.ordered
        ended = HoldStatus.CAPTURED if captured else HoldStatus.RELEASED
        hold = attrs.evolve(hold, status=ended, captured=captured)
    pictures = [
        picture(work, number)
        for number in range(work.delivered if work.kind in _DRAWN else 0)
    ]
    return News(
        job=work,
        person=Person(id=PERSON, language=language, created_at=NOW),
        avatar=None if deleted else avatar(status or _status_after(work), facts),
        hold=hold,
        balance=Balance(available=1021, held=hold.amount if work.open else 0),
        pictures=pictures,
        scene=_scene_of(work, facts or Facts()),
        typical=typical,
    )


def picture(work: Job, number: int = 0, *, favourite: bool = False) -> Picture:
    """Return what the job delivered."""
    return Picture(
        id=PictureId(uuid_of(f"picture {number}")),
        job=work.id,
        owner=PERSON,
        avatar=work.avatar,
        number=number,
        key=f"pictures/{number}.jpg",
        shape=Size.STORY,
        width=720,
        height=1280,
        size=200_000,
        seed=1_234_567_890 + number,
        created_at=NOW,
        favourite=favourite,
    )


def _scene_of(work: Job, facts: Facts) -> Scene | None:
    if work.kind is not JobKind.DESCRIPTION or not work.delivered:
        return None
    # However long it was, the product keeps a thousand characters of it.
    return clean_scene(Scene(text=f"a scene: {facts.words}", negative="blurry"))


def _status_after(work: Job) -> AvatarStatus:
    if work.kind is not JobKind.TRAINING or work.status is JobStatus.SUCCEEDED:
        return AvatarStatus.COMPLETED
    if work.open:
        return AvatarStatus.TRAINING
    if work.status is JobStatus.CANCELLED:
        return AvatarStatus.CANCELLED
    return AvatarStatus.FAILED


def card(
    status: AvatarStatus, facts: Facts | None = None, *, is_main: bool = False
) -> AvatarCard:
    """Return an avatar's card."""
    model = avatar(status, facts)
    training = (
        job(JobKind.TRAINING, JobStatus.RUNNING)
        if status is AvatarStatus.TRAINING
        else None
    )
    return AvatarCard(
        avatar=model,
        is_main=is_main,
        photos=[photo(number) for number in range(model.photo_count)],
        training=training,
        newest=picture(job(JobKind.GENERATION, JobStatus.SUCCEEDED))
        if is_main
        else None,
        pictures=4 if is_main else 0,
    )


def pack(count: int, facts: Facts | None = None) -> Pack:
    """Return a pack of so many pictures."""
    return Pack(
        id=PackId(f"a-pack-of-{count}-x-abcdefgh"[:24].rstrip("-")),
        title={Language.RUSSIAN: shorten((facts or Facts()).words, 40) or "—"},
        description={Language.ENGLISH: shorten((facts or Facts()).words, 300) or "—"},
        prompts=tuple(f"{{trigger}} {{gender}} {n}" for n in range(count)),
        size=Size.SQUARE,
        percent=90,
        example=(SHIPPED / "seasons.jpg").read_bytes() if count > 1 else None,
    )


def pack_news(
    statuses: Sequence[JobStatus], facts: Facts | None = None, **changes: Any
) -> News:
    """Return what there is to say of a pack, the first of its jobs leading."""
    jobs_ = [
        attrs.evolve(
            job(JobKind.GENERATION, status, facts, count=1, **changes),
            id=JobId(uuid_of(f"pack {number}")),
            lead=JobId(uuid_of("pack 0")),
        )
        for number, status in enumerate(statuses)
    ]
    order = jobs_[0].order
    assert isinstance(order, GenerationOrder)
    order = attrs.evolve(order, pack=PackId("a-pack"), wording=Wording.PACK)
    lead = attrs.evolve(jobs_[0], order=order)
    each = [news(one, facts) for one in jobs_]
    amount = sum(one.price for one in jobs_)
    hold = Hold(job=lead.id, person=PERSON, amount=amount)
    if not any(one.open for one in jobs_):
        captured = sum(one.price * one.delivered for one in jobs_)
        ended = HoldStatus.CAPTURED if captured else HoldStatus.RELEASED
        hold = attrs.evolve(hold, status=ended, captured=captured)
    return attrs.evolve(
        each[0],
        job=lead,
        jobs=[lead, *jobs_[1:]],
        hold=hold,
        pictures=[picture for one in each for picture in one.pictures],
    )


def screens(texts: Texts, facts: Facts | None = None) -> Mapping[str, View]:
    """Return every screen by a name that tells what it shows."""
    facts = facts or Facts()
    shown: dict[str, View] = {}
    for some in (
        _menus(texts, facts),
        _paying(texts),
        _gifts(texts),
        _receipts(texts, facts),
        _disputes(texts, facts),
        _creating(texts, facts),
        _avatars(texts, facts),
        _generating(texts, facts),
        _scenes(texts, facts),
        _trainings(texts, facts),
        _pictures(texts, facts),
        _office(texts, facts),
        _broadcasts(texts, facts),
        _gallery(texts, facts),
        _remixes(texts, facts),
        _packs(texts, facts),
        _pack_orders(texts, facts),
    ):
        assert not shown.keys() & some.keys(), "each screen has a name of its own"
        shown |= some
    return shown


def _menus(texts: Texts, facts: Facts) -> dict[str, View]:
    draft = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=4)
    rich, poor = Balance(available=200, held=0), Balance(available=1, held=155)
    who = Person(
        id=PERSON, language=texts.language, created_at=NOW - timedelta(days=90)
    )
    return {
        "welcome": menus.welcome(texts, rich),
        "welcome, owner": menus.welcome(texts, rich, by_admin=True),
        "welcome, without credits": menus.welcome(texts, Balance(0, 0), draft),
        "main menu": menus.main_menu(texts),
        "main menu, with a draft": menus.main_menu(texts, draft),
        "main menu, dialog left": menus.main_menu(
            texts, draft, note=texts("dialog-left")
        ),
        "main menu, owner": menus.main_menu(texts, by_admin=True),
        "main menu, not understood": menus.main_menu(
            texts, note=texts("not-understood")
        ),
        "help": menus.help_page(texts, PRICES, FAMILIES, Policy(), COMMANDS),
        "tips": menus.tips(texts),
        "support": menus.support(texts, "@the_owner"),
        "support, no contact": menus.support(texts, None),
        "terms": menus.terms(texts, "@the_owner"),
        "terms, by command": menus.terms(texts, "@the_owner", by_command=True),
        "privacy": menus.privacy(texts, 30),
        "privacy, by command": menus.privacy(texts, 30, by_command=True),
        "forget": profile.ask_forget(
            texts, Belongings(avatars=2, pictures=10**6, balance=rich, unfinished=())
        ),
        "forget, nothing": profile.ask_forget(
            texts,
            Belongings(avatars=0, pictures=0, balance=Balance(0, 0), unfinished=()),
        ),
        "forget, unfinished": profile.ask_forget(
            texts,
            Belongings(
                avatars=1,
                pictures=1,
                balance=poor,
                unfinished=[job(JobKind.TRAINING, JobStatus.RUNNING)],
            ),
        ),
        "forgotten": profile.forgotten(texts),
        "profile": profile.profile(
            texts, who, poor, [avatar(AvatarStatus.COMPLETED, facts), draft], 10**6
        ),
        "profile, new": profile.profile(texts, who, rich, [], 0),
        "settings": profile.settings(texts, who),
        "settings, changed": profile.settings(
            texts,
            attrs.evolve(who, quiet=True, enrich=False, default_size=Size.STORY),
        ),
        "default size": profile.default_size(texts, who),
        "balance": wallet.balance_page(texts, rich, PRICES, FAMILIES),
        "balance, held": wallet.balance_page(texts, poor, PRICES, FAMILIES),
        "language": profile.language_choice(texts),
        "sales stopped": _refused(texts, SalesStoppedError()),
        "too many jobs": _refused(texts, TooManyOpenJobsError(5)),
        "too many avatars": _refused(texts, TooManyAvatarsError(20)),
        "credits short": _refused(texts, InsufficientCreditsError(150, 49)),
    }


def _refused(texts: Texts, error: RefusedError) -> View:
    view = answer_to(texts, error).view
    assert view is not None
    return view


def payment(
    status: PaymentStatus = PaymentStatus.CREDITED, *, credits_: int = 250
) -> Payment:
    """Return a payment."""
    return Payment(
        id=payment_id("charge"),
        person=PERSON,
        charge_id="charge",
        payload="top-up:250:225:XTR:1",
        amount=225,
        currency="XTR",
        credits=credits_,
        reclaimed=0 if status is PaymentStatus.CREDITED else credits_,
        status=status,
        created_at=NOW,
        due_at=NOW if status is PaymentStatus.REFUNDING else None,
    )


def bill() -> Bill:
    """Return the dearest bill."""
    return Bill(PERSON, package(1_000_000, 10_000))


def _paying(texts: Texts) -> dict[str, View]:
    rich = Balance(available=10**9, held=10**9)
    packages = [package(100, 100), package(250, 225), package(600, 500)]
    huge = [package(1_000_000, 10_000)]
    nothing = payment(PaymentStatus.REFUNDING, credits_=0)
    back = payment(PaymentStatus.REFUNDED)
    on = menu("button-go-on-order", Section.MAIN)
    return {
        "top up for later": wallet.top_up_page(texts, rich, huge, worthless=True),
        "top up": wallet.top_up_page(texts, Balance(available=12, held=0), packages),
        "paid": wallet.paid(texts, PaymentNews(payment(), rich)),
        "paid, on the way": wallet.paid(texts, PaymentNews(payment(), rich), on),
        "paid for nothing": wallet.paid(texts, PaymentNews(nothing, rich)),
        "page to pay": wallet.payment_page(
            texts, package(1_000_000, 10_000), "https://pay.example/c?a=1&b=2"
        ),
        "stars back": wallet.given_back(texts, PaymentNews(nothing, rich)),
        "stars back, credits gone": wallet.given_back(texts, PaymentNews(back, rich)),
    }


def _gifts(texts: Texts) -> dict[str, View]:
    rich = Balance(available=10**9, held=10**9)
    promo = Promo(code="X" * 32, credits=21, uses=9, created_at=NOW)
    link = "https://t.me/a_bot?start=ref_4503599627370495"
    alone, many = (
        Invitation(person=PERSON, friends=n, rewarded=n, credits=50 * n, reward=50)
        for n in (0, 10**6)
    )
    return {
        "code": wallet.ask_code(texts),
        **{f"code, {fault}": wallet.ask_code(texts, fault) for fault in PromoFault},
        "code, used now": wallet.redeemed(texts, Redeemed(promo, rich)),
        "invite": wallet.invite(texts, alone, link),
        "invite, many": wallet.invite(texts, many, link),
    }


def receipt(
    reason: Reason,
    facts: Facts,
    work: Job | None = None,
    *,
    captured: int = 0,
    deleted: bool = False,
) -> Receipt:
    """Return one line of the receipts."""
    paid = payment() if reason in {Reason.TOP_UP, Reason.REFUND} else None
    amount = work.price if work else 10**9
    goes = reason in {Reason.HOLD, Reason.TAKE, Reason.REFUND}
    mine = available(PERSON)
    hold = None
    if work is not None and reason is Reason.HOLD:
        hold = Hold(job=work.id, person=PERSON, amount=amount)
        if not work.open:
            hold = hold.capture(captured) if captured else hold.release()
    return Receipt(
        posting=Posting(
            key="k",
            source=mine if goes else GRANTS,
            dest=GRANTS if goes else mine,
            amount=amount,
            reason=reason,
            job=work.id if work else None,
            payment=paid.id if paid else None,
            note=facts.words if reason in {Reason.GRANT, Reason.TAKE} else None,
            at=NOW,
        ),
        hold=hold,
        job=work,
        avatar=None if work is None or deleted else avatar(AvatarStatus.DRAFT, facts),
        payment=paid,
    )


def _receipts(texts: Texts, facts: Facts) -> dict[str, View]:
    training, pictures = JobKind.TRAINING, JobKind.GENERATION
    done, cancelled = JobStatus.SUCCEEDED, JobStatus.CANCELLED
    orders = [
        receipt(Reason.HOLD, facts, job(training, JobStatus.RUNNING)),
        receipt(Reason.HOLD, facts, job(training, done), captured=150),
        receipt(Reason.HOLD, facts, job(training, cancelled), deleted=True),
        receipt(Reason.HOLD, facts, job(pictures, done, facts), captured=15),
        receipt(Reason.AMENDS, facts, job(pictures, done, facts)),
    ]
    others = [
        receipt(reason, facts)
        for reason in Reason
        if reason not in {Reason.HOLD, Reason.CAPTURE, Reason.RELEASE, Reason.AMENDS}
    ]
    rich = Balance(available=10**9, held=10**9)

    def page(
        lines: list[Receipt], older: int | None = None, *, newest: bool = True
    ) -> View:
        found = Receipts(balance=rich, lines=lines, older=older)
        return wallet.receipts_page(texts, found, newest=newest)

    return {
        "receipts, none": page([]),
        "receipts, orders": page(orders, 2**31),
        "receipts, others": page(others, newest=False),
    }


def _disputes(texts: Texts, facts: Facts) -> dict[str, View]:
    pictures = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    words = facts.words[:1000] or "words"
    filed = Dispute(
        id=DisputeId(uuid_of("dispute")),
        person=PERSON,
        job=pictures.id,
        words=words,
        created_at=NOW,
    )
    held = Hold(job=pictures.id, person=PERSON, amount=20).capture(20)
    line = receipt(Reason.HOLD, facts, pictures, captured=20)
    change = AuditEntry(
        entity=Entity.HOLD,
        id=pictures.id,
        event=HoldEvent.CAPTURE,
        source=HoldStatus.HELD,
        dest=HoldStatus.CAPTURED,
        at=NOW,
        why=facts.words,
    )
    of_job = Timeline(
        job=attrs.evolve(pictures, detail=facts.words),
        hold=held,
        moments=[change, line.posting] * 20,
    )
    of_payment = Timeline(payment=payment(), moments=[])

    def file(dispute: Dispute, timeline: Timeline, *remedies: Remedy) -> DisputeFile:
        return DisputeFile(
            dispute=dispute,
            person=Person(id=PERSON, language=texts.language, created_at=NOW),
            balance=Balance(available=10**9, held=0),
            timeline=timeline,
            remedies=frozenset(remedies),
        )

    answered = {
        remedy: filed.answer(remedy, reply=words, admin=PERSON, at=NOW)
        for remedy in Remedy
    }
    fault = InvalidTextError(TextFault.TOO_LONG, 5000, 3, 1000)
    bought = receipt(Reason.TOP_UP, facts)
    return {
        "dispute, choose": disputes.choose(texts, [line, bought], None),
        "dispute, nothing yet": disputes.choose(texts, [], "@owner"),
        "dispute, words": disputes.ask_words(texts, line),
        "dispute, words too long": disputes.ask_words(texts, None, fault),
        "dispute, filed": disputes.filed(texts),
        **{
            f"dispute, answered: {remedy}": disputes.outcome(
                texts, file(dispute, of_job)
            )
            for remedy, dispute in answered.items()
        },
        "dispute file": admin_disputes.file_page(texts, file(filed, of_job, *Remedy)),
        "dispute file, payment": admin_disputes.file_page(
            texts, file(filed, of_payment, *Remedy)
        ),
        "dispute file, answered": admin_disputes.file_page(
            texts, file(answered[Remedy.RETRY], of_job)
        ),
        "dispute, reply": admin_disputes.ask_reply(texts, filed.id),
        "dispute, reply too long": admin_disputes.ask_reply(texts, filed.id, fault),
        "disputes waiting": admin_disputes.waiting(texts, [filed] * 9, 10**9),
    }


def _creating(texts: Texts, facts: Facts) -> dict[str, View]:
    family, families = FLUX_PORTRAIT, list(FAMILIES)
    draft = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=4)
    faults = [
        InvalidTextError(fault, length, 2, 30)
        for fault, length in ((TextFault.TOO_SHORT, 1), (TextFault.TOO_LONG, 5000))
    ]
    ready = avatar(AvatarStatus.PHOTOS_UPLOADING, facts)
    young = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=9)
    failed = avatar(AvatarStatus.FAILED, facts)
    training = avatar(AvatarStatus.TRAINING, facts)
    rich, poor = Balance(available=200, held=0), Balance(available=149, held=15)
    return {
        "new avatar": creating.choose_family(texts, PRICES, families),
        "new avatar, with a draft": creating.choose_family(
            texts, PRICES, families, draft
        ),
        "gender": creating.choose_gender(texts, family.name),
        "why gender": creating.why_gender(texts, family.name),
        "name": creating.ask_name(texts, family),
        "name of a style": creating.ask_name(texts, FLUX_STYLE),
        "name, too short": creating.ask_name(texts, family, faults[0]),
        "name, too long": creating.ask_name(texts, family, faults[1]),
        "name, no words": noted(creating.ask_name(texts, family), texts("name-wanted")),
        "upload, empty": creating.upload(texts, uploads(0, facts)),
        "upload, 9": creating.upload(texts, uploads(9, facts)),
        "upload, 12": creating.upload(texts, uploads(12, facts)),
        "upload, 20": creating.upload(texts, uploads(20, facts)),
        "upload, with faults": creating.upload(texts, uploads(4, facts, faults=4)),
        "upload, with many faults": creating.upload(
            texts, uploads(4, facts, faults=30)
        ),
        "upload, outside": creating.upload(
            texts,
            uploads(5, facts),
            note=texts("draft-taken", name=facts.name[:30]),
        ),
        "upload, tips": creating.tips(texts, draft),
        "upload, tips for a style": creating.tips(texts, style(draft.status)),
        "photo": creating.photo_page(texts, uploads(12, facts), 3),
        "photo, the only one": creating.photo_page(texts, uploads(1, facts), 0),
        "photo, none": creating.photo_page(texts, uploads(0, facts), 0),
        "summary": creating.summary(texts, TrainingQuote(ready, 150, rich)),
        "summary, photos missing": creating.summary(
            texts, TrainingQuote(young, 150, rich)
        ),
        "summary, credits missing": creating.summary(
            texts, TrainingQuote(ready, 150, poor)
        ),
        "summary, retry": creating.summary(texts, TrainingQuote(failed, 150, rich)),
        "summary of a style": creating.summary(
            texts, TrainingQuote(style(ready.status, facts), 120, rich)
        ),
        "summary, in training": creating.summary(
            texts, TrainingQuote(training, 150, rich)
        ),
        "photos for which draft": avatars.which_draft(
            texts, [draft, attrs.evolve(draft, id=AvatarId(uuid_of("other")))]
        ),
        "photos without a draft": avatars.which_draft(texts, []),
    }


def _avatars(texts: Texts, facts: Facts) -> dict[str, View]:
    living = [status for status in AvatarStatus if status is not AvatarStatus.DELETED]
    some = [avatar(status, facts, key=status) for status in living]
    many = [avatar(living[n % 6], facts, key=f"avatar {n}") for n in range(19)]
    anna = avatar(AvatarStatus.COMPLETED, facts)
    cards = {
        f"avatar, {status}": avatars.avatar_card(texts, card(status, facts))
        for status in living
    }
    return {
        "hair": avatars.choose_hair(texts, avatar(AvatarStatus.DRAFT, facts)),
        "hair, said": avatars.choose_hair(
            texts, avatar(AvatarStatus.COMPLETED, facts).describe(Hair.RED)
        ),
        "avatars, none": avatars.avatars_page(texts, [], None),
        "avatars": avatars.avatars_page(texts, some, some[3].id),
        "avatars, many": avatars.avatars_page(texts, many, many[3].id, 2),
        **cards,
        "avatar, main": avatars.avatar_card(
            texts,
            card(AvatarStatus.COMPLETED, facts, is_main=True),
            [some[0].id, anna.id, some[1].id],
            note=texts("renamed"),
        ),
        "avatar, style": avatars.avatar_card(
            texts,
            attrs.evolve(
                card(AvatarStatus.COMPLETED, facts),
                avatar=style(AvatarStatus.COMPLETED, facts),
            ),
        ),
        "rename": avatars.ask_new_name(texts, anna),
        "rename, too long": avatars.ask_new_name(
            texts, anna, InvalidTextError(TextFault.TOO_LONG, 31, 2, 30)
        ),
        "delete": avatars.ask_delete(texts, anna),
    }


def _generating(texts: Texts, facts: Facts) -> dict[str, View]:
    anna = avatar(AvatarStatus.COMPLETED, facts)
    order = JobId(uuid_of("order"))
    rich, poor = Balance(available=200, held=0), Balance(available=4, held=20)
    some = Balance(available=12, held=0)
    refused = {
        f"generate, {status}": generating.not_yet(texts, avatar(status, facts))
        for status in AvatarStatus
    }

    def count(balance: Balance, *, polished: bool | None = None) -> View:
        quote = PictureQuote(anna, PRICES, balance)
        return generating.choose_count(
            texts, quote, facts.words, Size.STORY, order, polished=polished
        )

    return {
        "generate": generating.generate_menu(texts, PictureQuote(anna, PRICES, rich)),
        "generate in a style": generating.generate_menu(
            texts, PictureQuote(style(AvatarStatus.COMPLETED, facts), PRICES, rich)
        ),
        "generate, no avatar": generating.no_avatar(texts),
        **refused,
        "words": generating.ask_words(texts, anna.id, polished=True),
        "words, drawn as they are": generating.ask_words(
            texts, anna.id, polished=False
        ),
        "words, too long": generating.ask_words(
            texts,
            anna.id,
            InvalidTextError(TextFault.TOO_LONG, 5000, 3, 1000),
            polished=True,
        ),
        "size": generating.choose_size(texts, facts.words, anna.id, order),
        "count": count(rich),
        "count, two": count(some),
        "count, none": count(poor),
        "count, words polished": count(rich, polished=True),
        "count, words as they are": count(some, polished=False),
    }


def _scenes(texts: Texts, facts: Facts) -> dict[str, View]:
    anna = AvatarId(uuid_of("anna"))
    kinds = {JobKind.DESCRIPTION: "description", JobKind.UPSCALE: "upscale"}
    standing = {
        f"{name}, {status}": jobs.standing(texts, news(job(kind, status), facts))
        for kind, name in kinds.items()
        for status in JobStatus
    }
    failed = {
        f"{name}, failed for a reason": jobs.ending(
            texts,
            news(job(kind, JobStatus.FAILED, failure=Failure.RESULT_LOST), facts),
        )
        for kind, name in kinds.items()
    }
    rich = Balance(available=200, held=0)
    seen = clean_scene(Scene(text=f"a scene: {facts.words}", negative=""))
    found = JobId(uuid_of("description"))
    return {
        **standing,
        **failed,
        "photo to describe": scenes.ask_photo(texts, anna, PRICES, rich),
        "photo to describe, too small": scenes.ask_photo(
            texts, anna, PRICES, rich, PhotoFault.TOO_SMALL
        ),
        "photo to describe, words came": noted(
            scenes.ask_photo(texts, anna, PRICES, rich), texts("photo-wanted")
        ),
        "photo to describe, for free": scenes.ask_photo(
            texts, anna, PriceBook(description=0), rich
        ),
        "still looking": scenes.patience(texts, found, texts("still-looking")),
        "one photo at a time": scenes.patience(
            texts, found, texts("one-photo-at-a-time")
        ),
        "scene to edit": scenes.edit_scene(texts, found, seen.text),
        "scene to edit, too short": scenes.edit_scene(
            texts,
            found,
            seen.text,
            InvalidTextError(TextFault.TOO_SHORT, 1, 3, 1000),
        ),
        "pictures, words awaited": jobs.progress(
            texts,
            news(
                job(
                    JobKind.GENERATION,
                    JobStatus.REQUESTED,
                    facts,
                    wording=Wording.AWAITED,
                ),
                facts,
            ),
        ),
        "pictures, words as written": jobs.delivered(
            texts,
            news(
                job(
                    JobKind.GENERATION,
                    JobStatus.SUCCEEDED,
                    facts,
                    wording=Wording.FALLBACK,
                ),
                facts,
            ),
        ),
    }


def _trainings(texts: Texts, facts: Facts) -> dict[str, View]:
    kind, usual = JobKind.TRAINING, timedelta(minutes=11)
    open_ = {
        f"training, {status}": jobs.progress(
            texts, news(job(kind, status), facts, typical=usual)
        )
        for status in JobStatus
        if job(kind, status).open
    }
    ended = {
        f"training, {status}": jobs.ending(texts, news(job(kind, status), facts))
        for status in JobStatus
        if not job(kind, status).open and status is not JobStatus.FAILED
    }
    learned = attrs.evolve(
        news(job(kind, JobStatus.SUCCEEDED)),
        avatar=style(AvatarStatus.COMPLETED, facts),
    )
    failed = {
        f"training, failed: {failure}": jobs.ending(
            texts, news(job(kind, JobStatus.FAILED, failure=failure), facts)
        )
        for failure in Failure
    }
    queued = job(kind, JobStatus.SUBMITTED, progress=Progress(queue_position=3))
    half = job(kind, JobStatus.RUNNING, progress=Progress(percent=60))
    stopping = job(kind, JobStatus.RUNNING, cancel_asked=True)
    return {
        **open_,
        "training, in the queue": jobs.progress(texts, news(queued, facts)),
        "training, 60 %": jobs.progress(texts, news(half, facts, typical=usual)),
        "training, cancelling": jobs.progress(texts, news(stopping, facts)),
        "cancel": jobs.ask_cancel(texts, news(half, facts)),
        **ended,
        "training, succeeded: a style": jobs.ending(texts, learned),
        **failed,
        "training, avatar deleted": jobs.ending(
            texts, news(job(kind, JobStatus.EXPIRED), facts, deleted=True)
        ),
    }


def _pictures(texts: Texts, facts: Facts) -> dict[str, View]:
    kind = JobKind.GENERATION
    one = news(job(kind, JobStatus.SUCCEEDED, facts, count=1), facts)
    four = news(job(kind, JobStatus.SUCCEEDED, facts), facts)
    three = news(job(kind, JobStatus.SUCCEEDED, facts, delivered=3), facts)
    lone = news(job(kind, JobStatus.SUCCEEDED, facts, delivered=1), facts)
    ends = {
        f"pictures, {status}": jobs.standing(
            texts, news(job(kind, status, facts, failure=failure), facts)
        )
        for status, failure in (
            *((status, None) for status in JobStatus),
            (JobStatus.FAILED, Failure.PROVIDER),
        )
    }
    return {
        **ends,
        "pictures, one": jobs.lone_picture(texts, one),
        "pictures, one of four": jobs.lone_picture(texts, lone),
        "pictures, four": jobs.delivered(texts, four),
        "pictures, three of four": jobs.delivered(texts, three),
    }


def _packs(texts: Texts, facts: Facts) -> dict[str, View]:
    many = [(pack(1 + n % 20, facts), 5 * (1 + n % 20)) for n in range(16)]
    anna, order = avatar(AvatarStatus.COMPLETED, facts), JobId(uuid_of("order"))
    four = pack(4, facts)

    def card(available: int) -> View:
        quote = PackQuote(four, anna, 18, Balance(available=available, held=0))
        return packs.pack_card(texts, quote, order)

    refused = {
        f"pack, {status}": packs.pack_not_yet(texts, four, 18, avatar(status, facts))
        for status in AvatarStatus
    }
    return {
        "packs": packs.packs_page(texts, many),
        "packs, for one": packs.packs_page(texts, many, anna.id, 2),
        "packs, two": packs.packs_page(texts, many[:2], anna.id),
        "packs, none": packs.packs_page(texts, []),
        "packs, none for one": packs.packs_page(texts, [], anna.id),
        "pack": card(200),
        "pack, credits missing": card(17),
        "pack, no avatar": packs.pack_no_avatar(texts, pack(1, facts), 5),
        **refused,
    }


def _pack_orders(texts: Texts, facts: Facts) -> dict[str, View]:
    done, open_ = JobStatus.SUCCEEDED, JobStatus.RUNNING
    blocked = JobStatus.BLOCKED
    one = pack_news([blocked, done, blocked], facts)
    return {
        "pack order, begun": jobs.standing(texts, pack_news([open_] * 12, facts)),
        "pack order, 5 of 12": jobs.standing(
            texts, pack_news([done] * 5 + [open_] * 7, facts)
        ),
        "pack order, the lead has ended": jobs.standing(
            texts, pack_news([blocked, done, open_], facts)
        ),
        "pack order, cancelling": jobs.standing(
            texts, pack_news([open_] * 2, facts, cancel_asked=True)
        ),
        "pack order, cancel?": jobs.ask_cancel(texts, pack_news([open_] * 2, facts)),
        "pack order, all": jobs.standing(texts, pack_news([done] * 4, facts)),
        "pack order, 3 of 4": jobs.standing(
            texts, pack_news([blocked, *[done] * 3], facts)
        ),
        "pack order, one picture": jobs.lone_picture(texts, one),
        "pack order, nothing": jobs.standing(texts, pack_news([blocked] * 3, facts)),
    }


def person(facts: Facts, *, trouble: bool = False) -> Person:
    """Return a person; one in trouble is blocked and has left."""
    return Person(
        id=PERSON,
        language=Language.RUSSIAN,
        created_at=NOW,
        username=facts.file_name[:32],
        referrer=PersonId(7) if trouble else None,
        blocked_at=NOW if trouble else None,
        left_at=NOW if trouble else None,
    )


def _office(texts: Texts, facts: Facts) -> dict[str, View]:
    failed = attrs.evolve(
        job(JobKind.TRAINING, JobStatus.FAILED, failure=Failure.PROVIDER),
        detail=facts.words,
        request_id=facts.file_name[:60],
    )
    running = attrs.evolve(
        job(JobKind.GENERATION, JobStatus.RUNNING), detail=facts.words
    )
    asked = job(JobKind.TRAINING, JobStatus.SUBMITTING)
    rich = PersonFile(
        person=person(facts),
        balance=Balance(10**9, 10**9),
        avatars=[avatar(AvatarStatus.COMPLETED, facts)] * 20,
        open_jobs=5,
        jobs=[failed, running] * 2,
        payments=[payment(status) for status in PaymentStatus],
        is_admin=False,
    )
    trouble = attrs.evolve(rich, person=person(facts, trouble=True), jobs=[])
    prices = [TermNow(term=term, value=10**6, default=5) for term in Term]
    admin_log = [
        AdminAction(
            admin=PERSON,
            what=what,
            person=PERSON,
            job=failed.id,
            subject={
                AdminActionKind.CHANGE_TERM: Term.PICTURE,
                AdminActionKind.ANSWER: Remedy.REFUND,
            }.get(what, facts.words),
            amount=10**9,
            currency="XTR" if what is AdminActionKind.REFUND else None,
            why=facts.words,
            at=NOW,
        )
        for what in AdminActionKind
    ]
    change = AuditEntry(
        entity=Entity.HOLD,
        id=failed.id,
        event=HoldEvent.RELEASE,
        source=HoldStatus.HELD,
        dest=HoldStatus.RELEASED,
        at=NOW,
        why=facts.words,
    )
    spent = receipt(Reason.HOLD, facts, failed)
    timeline = Timeline(job=failed, again=running, moments=[change, spent.posting] * 30)
    bought = PaymentFile(
        payment=payment(),
        balance=Balance(10**9, 10**9),
        timeline=Timeline(payment=payment(), moments=[spent.posting] * 60),
    )
    file = JobFile(job=failed, person=person(facts), timeline=timeline)
    tallied = [
        JobStats(
            kind=kind,
            family=family.name if family else None,
            status=status,
            jobs=10**9,
            delivered=10**9,
        )
        for kind in JobKind
        for family in [*FAMILIES, None]
        for status in JobStatus
    ]
    stats = Stats(
        people=10**9,
        newcomers=5,
        blocked=1,
        left=2,
        jobs=tallied,
        credits=dict.fromkeys(Reason, 10**12),
        income={"XTR": 10**9, "USD": 10**9},
    )
    why = " ".join(facts.words.split())[:200] or "because"
    tap = uuid_of("tap")
    return {
        "office": desk.office(texts, 10**9),
        "find": people.ask_whom(texts),
        "find, nobody": people.ask_whom(texts, texts("find-none")),
        "find, many": people.which_person(texts, [person(facts)] * 30),
        "person": people.person_page(texts, rich),
        "person, blocked": people.person_page(texts, trouble),
        "person, owner": people.person_page(texts, attrs.evolve(rich, is_admin=True)),
        "credits": people.ask_credits(texts, PERSON),
        "credits, unclear": people.ask_credits(texts, PERSON, texts("credits-unclear")),
        "credits, give": people.confirm_credits(texts, PERSON, 10**6, why, tap),
        "credits, take": people.confirm_credits(texts, PERSON, -1, why, tap),
        "prices": live_terms.terms_page(texts, prices),
        "price": live_terms.ask_term(texts, prices[0]),
        "price, as in the settings": live_terms.ask_term(
            texts, attrs.evolve(prices[0], value=5)
        ),
        "stats": desk.stats_page(
            texts, Business(stats=stats, cost=10**12, worth=13 * 10**9)
        ),
        "stats, no worth": desk.stats_page(
            texts, Business(stats=stats, cost=10**12, worth=None)
        ),
        "promos, none": live_terms.promos_page(texts, [], texts("promo-unclear")),
        "promos": live_terms.promos_page(
            texts,
            [
                Promo(
                    code="Ж" * 32,
                    credits=10**6,
                    uses=10**6,
                    created_at=NOW,
                    stopped_at=NOW if number % 3 else None,
                )
                for number in range(20)
            ],
        ),
        "unanswered, none": rescue.unanswered_page(texts, [], 0, more=False),
        "unanswered": rescue.unanswered_page(
            texts,
            [
                attrs.evolve(
                    asked if unanswered is Unanswered.PENDING else failed,
                    submits=number,
                    unanswered=unanswered,
                    unanswered_why=facts.words,
                )
                for number in (1, 3)
                for unanswered in Unanswered
            ],
            1,
            more=True,
        ),
        "admin log, none": desk.admin_log_page(texts, [], 0, more=False),
        "admin log": desk.admin_log_page(texts, admin_log[:10], 1, more=True),
        "admin log, others": desk.admin_log_page(texts, admin_log[-10:], 1, more=False),
        "rescue": rescue.job_page(texts, file),
        "rescue, open": rescue.job_page(texts, attrs.evolve(file, job=running)),
        "payment": rescue.payment_page(texts, bought),
        "payment, given up": rescue.payment_page(
            texts,
            attrs.evolve(bought, payment=payment(PaymentStatus.REFUNDING)),
            texts("given-up"),
        ),
        "payment, give up": rescue.ask_give_up(texts, bought),
        **{
            f"notice: {what}": notice_page(
                texts,
                Notice(
                    key="key",
                    person=PERSON,
                    what=what,
                    amount=10**9,
                    why=why,
                    due_at=NOW,
                ),
                Balance(10**9, 10**9),
                avatar(AvatarStatus.DRAFT, facts)
                if what is NoticeKind.PHOTOS_EXPIRED
                else None,
            )
            for what in PLAIN
        },
        "rescue, release": rescue.ask_release(texts, running),
        "photo unfetched": notices.photos_unfetched(texts, [1], of=1),
        "photos unfetched": notices.photos_unfetched(texts, range(1, 11), of=10),
        **_alarms(texts, facts, failed, running),
    }


def _alarms(texts: Texts, facts: Facts, failed: Job, running: Job) -> dict[str, View]:
    words = facts.words
    reported = {
        kind: Incident(
            kind=kind,
            model=facts.file_name[:100] or "m" if kind in OF_A_MODEL else "",
            detail=words,
            opened_at=NOW,
            seen_at=NOW,
        )
        for kind in IncidentKind
    }
    stuck = attrs.evolve(payment(PaymentStatus.REFUNDING), detail=words)
    return {
        "alarm": alarms.job_trouble(texts, failed),
        "picture refused": alarms.picture_refused(texts, PersonId(5001), facts.words),
        "alarm, open": alarms.job_trouble(texts, running),
        "alarm, refund": alarms.refund_trouble(texts, stuck),
        **{
            f"alarm, {kind.value}": alarms.update_set_aside(
                texts, 10**9, kind, PERSON, error="ValueError", others=others
            )
            for others, kind in enumerate(sorted(SERVED))
        },
        "alarm, unreadable": alarms.update_unreadable(
            texts, 10**9, facts.words, others=2
        ),
        **{
            f"incident: {kind}": alarms.incident(texts, incident)
            for kind, incident in reported.items()
        },
        **{
            f"incident over: {kind}": alarms.incident(texts, incident.resolve(at=NOW))
            for kind, incident in reported.items()
        },
    }


def _broadcasts(texts: Texts, facts: Facts) -> dict[str, View]:
    said = html.escape(shorten(facts.words, 4096), quote=False) or "hello"
    draft = Broadcast(
        id=BroadcastId(uuid_of("broadcast")), admin=PERSON, created_at=NOW
    ).write(Language.ENGLISH, said)
    sending = draft.start(10**6, at=NOW).deliver(PERSON, Reception.DELIVERED)
    too_long = InvalidTextError(TextFault.TOO_LONG, 10**5, 1, BROADCAST_MAX)
    return {
        "broadcast": notices.broadcast_message(texts, draft),
        "broadcast, words": admin_broadcasts.ask_words(texts, Language.RUSSIAN),
        "broadcast, too long": admin_broadcasts.ask_words(
            texts, Language.ENGLISH, too_long
        ),
        "broadcast, draft": admin_broadcasts.card(texts, draft, 10**6),
        "broadcast, sending": admin_broadcasts.card(texts, sending, 10**6),
        "broadcast, done": admin_broadcasts.card(texts, sending.finish(at=NOW), 1),
        "broadcast, stopped": admin_broadcasts.card(texts, sending.cancel(at=NOW), 1),
    }


def _gallery(texts: Texts, facts: Facts) -> dict[str, View]:
    work = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    anna = avatar(AvatarStatus.COMPLETED, facts)
    others = [avatar(AvatarStatus.COMPLETED, facts, key=f"{n}") for n in range(19)]
    month = Month(2026, 11)
    everything = PictureFilter()
    narrow = PictureFilter(
        favourites=True, avatar=anna.id, shape=Size.STORY, month=month
    )

    def shown(
        among: PictureFilter, number: int = 1, total: int = 1, *, liked: bool = False
    ) -> GalleryCard:
        return GalleryCard(
            picture=picture(work, favourite=liked),
            avatar=anna,
            among=among,
            number=number,
            total=total,
        )

    def choices(among: PictureFilter, total: int) -> GalleryChoices:
        return GalleryChoices(
            among=among,
            total=total,
            avatars=[anna, *others],
            months=[month, Month(2026, 10), Month(2025, 12)],
        )

    def totals(count: int) -> GalleryStatistics:
        return GalleryStatistics(
            totals=PictureTotals(
                total=count * 40,
                favourites=count,
                recent=count * 3,
                first_at=NOW - timedelta(days=90) if count else None,
                by_avatar={one.id: count for one in [anna, *others]} if count else {},
            ),
            spent=count * 1000,
            avatars=[anna, *others[1:]],
        )

    some = choices(narrow, 1_000_000_000)
    return {
        "gallery": gallery.picture_card(texts, shown(everything)),
        "gallery, filtered": gallery.picture_card(
            texts, shown(narrow, 99_999, 1_000_000_000, liked=True)
        ),
        "gallery, avatar deleted": gallery.picture_card(
            texts, attrs.evolve(shown(everything, 2, 3), avatar=None)
        ),
        "original": gallery.original(texts, shown(everything)),
        "gallery, empty": gallery.no_pictures(texts, everything),
        "gallery, nothing found": gallery.no_pictures(texts, narrow),
        "gallery, delete": gallery.ask_delete_picture(texts, shown(everything)),
        "gallery, filters": gallery.filters(texts, choices(everything, 1)),
        "gallery, filters, narrow": gallery.filters(texts, some),
        "gallery, by avatar": gallery.choose_avatar(texts, some),
        "gallery, by shape": gallery.choose_shape(texts, some),
        "gallery, by month": gallery.choose_month(texts, some),
        "gallery, statistics": gallery.statistics(texts, totals(10**6)),
        "gallery, no statistics": gallery.statistics(texts, totals(0)),
    }


def _remixes(texts: Texts, facts: Facts) -> dict[str, View]:
    work = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    anna = avatar(AvatarStatus.COMPLETED, facts)
    others = [
        Casting(avatar(AvatarStatus.COMPLETED, facts, key=f"{n}"), 5) for n in range(19)
    ]
    assert isinstance(work.order, GenerationOrder)
    quote = RemixQuote(
        picture=picture(work, 1),
        job=work.id,
        order=work.order,
        negative=facts.words,
        avatar=anna,
        others=others,
        prices=PRICES,
        balance=Balance(available=10**9, held=0),
    )
    gone = attrs.evolve(quote, avatar=None, others=[])
    return {
        "remix": remix.remix_menu(texts, quote, "01234567"),
        "remix, avatar deleted": remix.remix_menu(texts, gone, "01234567"),
        "remix, sizes": remix.remix_sizes(texts, quote, "01234567"),
        "remix, avatars": remix.remix_avatars(texts, quote, "01234567"),
        "remix, no avatars": remix.remix_avatars(texts, gone, "01234567"),
        "remix, words": remix.ask_rewording(texts, quote),
        "remix, words too long": remix.ask_rewording(
            texts, quote, InvalidTextError(TextFault.TOO_LONG, 5000, 3, 1000)
        ),
        "prompt": remix.prompt(texts, quote),
        "prompt, without a negative": remix.prompt(
            texts, attrs.evolve(quote, negative="")
        ),
    }

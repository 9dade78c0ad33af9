"""Every screen with sample facts, for the tests and the preview page."""

import html
import importlib
import inspect
import pkgutil

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

import attrs

from tests.money import package

from adapters.packs import SHIPPED
from adapters.telegram import views
from adapters.telegram.announce import COMMANDS
from adapters.telegram.callbacks import Section
from adapters.telegram.refusals import answer_to
from adapters.telegram.session import SERVED
from adapters.telegram.texts import Texts
from adapters.telegram.view import AnyButton, View
from adapters.telegram.views import creating
from adapters.telegram.views.admin.alarms import SetAside
from adapters.telegram.views.parts import menu, noted, shorten
from avatar_core import (
    Avatar,
    AvatarStatus,
    AvatarType,
    Balance,
    Gender,
    GenerationOrder,
    Hold,
    HoldStatus,
    Job,
    JobStatus,
    Language,
    Money,
    Package,
    PaymentStatus,
    Person,
    Photo,
    Picture,
    Policy,
    PriceBook,
    Scene,
    Size,
    Weights,
    Wording,
)
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.audit import AuditEntry, Entity
from avatar_core.avatars import Hair
from avatar_core.broadcasts import Broadcast, Payers, Reception
from avatar_core.coach import Likeness, judge
from avatar_core.digests import Digest
from avatar_core.disputes import Dispute, Remedy
from avatar_core.errors import (
    AvatarNotReadyError,
    Concern,
    ExportedLatelyError,
    InsufficientCreditsError,
    InvalidTextError,
    PhotoFault,
    PromoFault,
    RefusedError,
    SalesStoppedError,
    TextFault,
    TextLengthError,
    TooManyAvatarsError,
    TooManyOpenJobsError,
    WordsRefusedError,
)
from avatar_core.failures import Failure, Unanswered
from avatar_core.families import (
    FAMILIES,
    FLUX_PORTRAIT,
    FLUX_STYLE,
    Families,
    Family,
    FamilyName,
    Models,
)
from avatar_core.figures import Figures
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
from avatar_core.job_lifecycle import OPEN_JOB_STATUSES
from avatar_core.jobs import Progress
from avatar_core.ledger import GRANTS, HoldEvent, Posting, Reason, available
from avatar_core.margins import Economics, Margin
from avatar_core.money import STARS
from avatar_core.notices import PLAIN, Notice
from avatar_core.orders import JobKind
from avatar_core.packs import Category, Pack
from avatar_core.payments import Bill, Payment, payment_id
from avatar_core.people import NAME_SEEN_MAX
from avatar_core.ports import News
from avatar_core.prices import Term
from avatar_core.promos import Promo
from avatar_core.stats import JobStats, LikenessStats, Stats
from avatar_core.testing import orders
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.ports import GOOD_FACE
from avatar_core.texts import clean_scene
from avatar_core.timelines import DisputeFile, Timeline
from avatar_core.use_cases import (
    AvatarCard,
    Belongings,
    Casting,
    Config,
    Download,
    ErasureReceipt,
    GalleryCard,
    GalleryChoices,
    GalleryPage,
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
PRICES: Final = PriceBook(training=150, welcome=200)
RICH: Final = Balance(available=200, held=0)
HUGE: Final = Balance(available=10**9, held=10**9, bonus=10**9)
TOO_LONG: Final = TextLengthError(TextFault.TOO_LONG, 5000, 3, 1000)
TOO_SHORT: Final = TextLengthError(TextFault.TOO_SHORT, 1, 3, 1000)
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
        batch="album",
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


def coached(facts: Facts | None = None, *, marked: bool = True) -> Uploads:
    """Return a set of which the coach has much, or only good, to say."""
    sent = uploads(20, facts)
    bad: list[dict[str, Any]] = [
        {"distance": 0.9},
        {"faces": ()},
        {"faces": (GOOD_FACE, GOOD_FACE)},
        {"faces": (attrs.evolve(GOOD_FACE, left=-0.3, yaw=0.2),)},
        {"faces": (attrs.evolve(GOOD_FACE, eye_distance=10),)},
        *[{"faces": (attrs.evolve(GOOD_FACE, sharpness=0),)}] * 2,
        {"faces": (attrs.evolve(GOOD_FACE, eye_contrast=0),)},
        {"faces": (attrs.evolve(GOOD_FACE, highlight=0),)},
        {"faces": (attrs.evolve(GOOD_FACE, burnt=1),)},
        *[{"perceptual_hash": "0" * 64}] * 2,
    ]
    photos = [
        attrs.evolve(one, **{"faces": (GOOD_FACE,)} | (bad[n] if n < len(bad) else {}))
        for n, one in enumerate(sent.photos)
    ]
    return attrs.evolve(sent, photos=photos if marked else photos[len(bad) :])


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
    words = (facts or Facts()).words
    order = orders.SAMPLES[kind]
    if isinstance(order, GenerationOrder):
        order = attrs.evolve(
            order,
            words=words,
            scene=words,
            wording=wording,
            prompt=f"photo of av1 woman, {words}",
            size=Size.STORY,
            count=count,
        )
    prices = {
        JobKind.TRAINING: PRICES.training,
        JobKind.GENERATION: PRICES.pictures(count),
        JobKind.DESCRIPTION: PRICES.description,
        JobKind.ENRICHMENT: 0,
        JobKind.UPSCALE: PRICES.upscale,
    }
    if delivered is None:
        full = count if kind is JobKind.GENERATION else 1
        delivered = full if status is JobStatus.SUCCEEDED else 0
    if status is JobStatus.FAILED and failure is None:
        failure = Failure.PROVIDER
    return Job(
        id=JobId(uuid_of(f"{kind} {status}")),
        person=PERSON,
        avatar=AvatarId(uuid_of("anna")),
        order=order,
        price=prices[kind],
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
    """Return the news of a job."""
    pictures = [
        picture(work, number)
        for number in range(work.delivered if work.kind in _DRAWN else 0)
    ]
    captured = work.price * work.delivered // work.order.count
    hold = _hold([work], captured)
    return News(
        job=work,
        person=Person(id=PERSON, language=language, created_at=NOW, alias=ALIAS),
        avatar=None if deleted else avatar(status or _status_after(work), facts),
        hold=hold,
        balance=Balance(available=1021, held=hold.amount if work.open else 0),
        pictures=pictures,
        first_pictures=bool(pictures) and work.order.count == work.delivered,
        scene=_scene_of(work, facts or Facts()),
        typical=typical,
    )


def _hold(works: Sequence[Job], captured: int) -> Hold:
    amount = sum(work.price for work in works)
    hold = Hold(job=works[0].id, person=PERSON, amount=amount)
    if any(work.open for work in works):
        return hold
    return hold.capture(captured) if captured else hold.release()


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
        everything=[model.id],
        training=training,
        pictures=4 if is_main else 0,
        preview="photos/0.jpg" if model.photo_count else None,
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
        category=[*Category, None][count % (len(Category) + 1)],
        example=(SHIPPED / "seasons.jpg").read_bytes() if count > 1 else None,
    )


def pack_news(
    statuses: Sequence[JobStatus], facts: Facts | None = None, **changes: Any
) -> News:
    """Return the news of a pack, led by its first job."""
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
    return attrs.evolve(
        each[0],
        job=lead,
        jobs=[lead, *jobs_[1:]],
        hold=_hold(jobs_, sum(one.price * one.delivered for one in jobs_)),
        pictures=[picture for one in each for picture in one.pictures],
    )


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
    """Return the most expensive bill."""
    return Bill(PERSON, package(1_000_000, 10_000))


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
    goes = reason in {Reason.HOLD, Reason.TAKE, Reason.REFUND}
    mine = available(PERSON)
    return Receipt(
        posting=Posting(
            key="k",
            source=mine if goes else GRANTS,
            dest=GRANTS if goes else mine,
            amount=work.price if work else 10**9,
            reason=reason,
            job=work.id if work else None,
            payment=paid.id if paid else None,
            note=facts.words if reason in {Reason.GRANT, Reason.TAKE} else None,
            at=NOW,
        ),
        hold=_hold([work], captured) if work and reason is Reason.HOLD else None,
        job=work,
        avatar=None if work is None or deleted else avatar(AvatarStatus.DRAFT, facts),
        payment=paid,
    )


def person(facts: Facts, *, trouble: bool = False) -> Person:
    """Return a person; one in trouble is blocked and has left."""
    return Person(
        id=PERSON,
        language=Language.RUSSIAN,
        created_at=NOW,
        name=facts.file_name[:NAME_SEEN_MAX] or None,
        username=facts.file_name[:32],
        referrer=PersonId(7) if trouble else None,
        blocked_at=NOW if trouble else None,
        left_at=NOW if trouble else None,
        alias=ALIAS,
    )


# --- the values of the parameters of views ---------------------------------------


LIVING: Final = [each for each in AvatarStatus if each is not AvatarStatus.DELETED]
#: By the type of a parameter, by its name, or by "view.name"; the last counts most.
Values: TypeAlias = Mapping[object, Sequence[object]]


def _plain(texts: Texts, facts: Facts) -> Values:
    notes = {
        "ask_whom": "find-none",
        "ask_time": "broadcast-time-unclear",
        "ask_credits": "credits-unclear",
        "promos_page": "promo-unclear",
        "payment_page": "given-up",
        "avatar_card": "renamed",
        "main_menu": "not-understood",
    }
    return {
        **{f"{view}.note": [None, texts(key)] for view, key in notes.items()},
        "upload.note": [None, texts("draft-taken", name=facts.name[:30])],
        "patience.note": [texts("still-looking"), texts("one-photo-at-a-time")],
        "note": [None],
        "key": ["name-wanted", "photo-wanted"],
        bool: [False, True],
        bool | None: [None, True, False],
        Language: [Language.RUSSIAN, Language.ENGLISH],
        datetime: [NOW],
        InvalidTextError | None: [
            None,
            TOO_LONG,
            TOO_SHORT,
            WordsRefusedError(Concern.MINORS),
        ],
        Config: [Config()],
        PhotoFault | None: [None, PhotoFault.TOO_SMALL],
        PromoFault | None: [None, *PromoFault],
        RefusedError: [
            SalesStoppedError(),
            AvatarNotReadyError(AvatarStatus.DELETED),
            TooManyOpenJobsError(5),
            TooManyAvatarsError(20),
            InsufficientCreditsError(150, 49),
            ExportedLatelyError(NOW),
        ],
        Policy: [Policy()],
        "contact": ["@the_owner", None],
        "commands": [COMMANDS],
        "days": [30],
        "words": [facts.words],
        "scene": [clean_scene(Scene(text=f"a scene: {facts.words}", negative="")).text],
        "number": [0, 2],
        "index": [0, 3],
        "count": [10**9],
        "link": ["https://t.me/a_bot?start=ref_4503599627370495"],
        "url": ["https://pay.example/c?a=1&b=2"],
        "nonce": ["01234567"],
        "proposed": [facts.name[:30]],
        Gender | None: [Gender.FEMALE],
        Size: [Size.STORY],
        JobId: [JobId(uuid_of("order"))],
        "numbers": [range(1, 11), [1]],
        "of": [10, 1],
    }


def _of_avatars(facts: Facts) -> Values:
    anna = avatar(AvatarStatus.COMPLETED, facts)
    draft = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=4)
    ready = avatar(AvatarStatus.PHOTOS_UPLOADING, facts)
    every = [avatar(status, facts, key=status) for status in AvatarStatus]
    many = [avatar(LIVING[n % 6], facts, key=f"avatar {n}") for n in range(19)]
    main = card(AvatarStatus.COMPLETED, facts, is_main=True)
    learned = style(AvatarStatus.COMPLETED, facts)
    trained = [
        ready,
        avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=9),
        avatar(AvatarStatus.FAILED, facts),
        avatar(AvatarStatus.TRAINING, facts),
        style(ready.status, facts),
    ]
    return {
        Avatar: [anna.describe(Hair.RED), style(draft.status, facts), draft],
        **dict.fromkeys(("not_yet.avatar", "pack_not_yet.avatar"), every),
        Avatar | None: [draft, None],
        AvatarId: [anna.id],
        AvatarId | None: [None, anna.id],
        "avatars_page.main": [many[3].id, None],
        Sequence[Avatar]: [many, [anna, draft], []],
        Sequence[AvatarId]: [(), (every[0].id, anna.id, every[1].id)],
        AvatarCard: [
            main,
            attrs.evolve(main, avatar=learned),
            *(card(status, facts) for status in LIVING),
        ],
        FamilyName: [FLUX_PORTRAIT.name],
        Family: [FLUX_PORTRAIT, FLUX_STYLE],
        Sequence[Family]: [list(FAMILIES)],
        PriceBook: [PRICES],
        "rejected.uploads": [uploads(4, facts, faults=count) for count in (11, 1)],
        "rejected.batch": ["album"],
        "rejected.reply_to": [7],
        Uploads: [
            *(
                uploads(accepted, facts, faults=faults)
                for accepted, faults in (
                    *((12, 0), (0, 0), (9, 0)),
                    *((20, 0), (4, 4), (4, 30)),
                )
            ),
            coached(facts),
            attrs.evolve(coached(facts), comparing=True),
            coached(facts, marked=False),
        ],
        PictureQuote | None: [PictureQuote(anna, PRICES, RICH), None],
        TrainingQuote: [
            *(TrainingQuote(each, 150, RICH, judge(())) for each in trained),
            TrainingQuote(ready, 150, Balance(149, 15), judge(())),
            TrainingQuote(
                attrs.evolve(ready, retrains=JobId(uuid_of("training"))),
                0,
                RICH,
                judge(()),
            ),
            TrainingQuote(ready, 150, RICH, coached(facts).judgement),
        ],
        PictureQuote: [
            *(PictureQuote(each, PRICES, RICH) for each in (anna, learned)),
            *(
                PictureQuote(anna, PRICES, Balance(credits_, 20))
                for credits_ in (12, 4)
            ),
        ],
    }


def _of_jobs(facts: Facts) -> Values:
    training, pictures = JobKind.TRAINING, JobKind.GENERATION
    done, open_, blocked = JobStatus.SUCCEEDED, JobStatus.RUNNING, JobStatus.BLOCKED
    usual = timedelta(minutes=11)
    learned = news(job(training, done))
    unlike = attrs.evolve(
        news(job(training, done), facts),
        pictures=[picture(job(training, done))],
        first_pictures=True,
        likeness=Likeness(best=0, score=31, offered=True),
        replaceable=True,
    )
    works = [
        *(job(training, JobStatus.FAILED, failure=failure) for failure in Failure),
        job(training, JobStatus.SUBMITTED, progress=Progress(queue_position=3)),
        job(training, open_, progress=Progress(percent=60)),
        job(training, open_, cancel_asked=True),
        job(JobKind.DESCRIPTION, JobStatus.FAILED, failure=Failure.RESULT_LOST),
        job(JobKind.UPSCALE, JobStatus.FAILED, failure=Failure.RESULT_LOST),
        job(pictures, JobStatus.REQUESTED, facts, wording=Wording.AWAITED),
        job(pictures, done, facts, wording=Wording.FALLBACK),
        *(job(pictures, done, facts, count=n, delivered=1) for n in (1, 4)),
        job(pictures, done, facts, delivered=3),
    ]
    every = [
        *(
            news(job(kind, status, facts), facts, typical=usual)
            for kind in JobKind
            if kind is not JobKind.ENRICHMENT
            for status in JobStatus
        ),
        *(news(work, facts) for work in works),
        attrs.evolve(learned, avatar=style(AvatarStatus.COMPLETED, facts)),
        news(job(training, JobStatus.EXPIRED), facts, deleted=True),
        unlike,
        pack_news([open_] * 12, facts),
        pack_news([done] * 5 + [open_] * 7, facts),
        pack_news([open_] * 2, facts, cancel_asked=True),
        pack_news([blocked, *[done] * 3], facts),
        pack_news([blocked, done, blocked], facts),
        pack_news([blocked] * 3, facts),
    ]
    ended = [one for one in every if not one.open]
    drawn = [one for one in ended if one.job.kind is pictures and one.pictures]
    return {
        "standing.news": [every[0]],
        "progress.news": [one for one in every if one.open],
        "ask_cancel.news": [one for one in every if one.open][-2:],
        "ending.news": ended,
        "ask_retrain.news": [unlike],
        "delivered.news": drawn,
        "lone_picture.news": [one for one in drawn if len(one.pictures) == 1],
        "ending.scenes": [[pack(1, facts)] * 3, []],
        "described.news": [one for one in ended if one.job.kind is JobKind.DESCRIPTION],
    }


def _of_money(texts: Texts, facts: Facts) -> Values:
    dearest = package(1_000_000, 10_000)
    packages = [package(100, 100), package(250, 225), package(600, 500)]
    nothing = payment(PaymentStatus.REFUNDING, credits_=0)
    training, pictures = JobKind.TRAINING, JobKind.GENERATION
    done, cancelled = JobStatus.SUCCEEDED, JobStatus.CANCELLED
    drawn = receipt(Reason.HOLD, facts, job(pictures, done, facts), captured=15)
    spent = [
        receipt(Reason.HOLD, facts, job(training, JobStatus.RUNNING)),
        receipt(Reason.HOLD, facts, job(training, done), captured=150),
        receipt(Reason.HOLD, facts, job(training, cancelled), deleted=True),
        drawn,
        receipt(Reason.AMENDS, facts, job(pictures, done, facts)),
    ]
    of_jobs = {Reason.HOLD, Reason.CAPTURE, Reason.RELEASE, Reason.AMENDS}
    others = [receipt(reason, facts) for reason in Reason if reason not in of_jobs]
    promo = Promo(code="X" * 32, credits=21, uses=9, created_at=NOW)
    who = Person(
        id=PERSON,
        language=texts.language,
        created_at=NOW - timedelta(days=90),
        alias=ALIAS,
    )
    unfinished = [job(training, JobStatus.RUNNING)]
    much = Belongings(
        avatars=2,
        photos=40,
        photos_since=NOW,
        photos_touched=NOW,
        pictures=10**6,
        pictures_since=NOW,
        provider_until=NOW,
        balance=RICH,
        unfinished=[],
    )
    usual = attrs.evolve(much, pictures=64, provider_until=NOW + timedelta(days=30))
    nothing_stored = Belongings(
        avatars=0,
        photos=0,
        photos_since=None,
        photos_touched=None,
        pictures=0,
        pictures_since=None,
        provider_until=None,
        balance=Balance(0, 0),
        unfinished=[],
    )
    return {
        Balance: [HUGE, RICH, Balance(1, 155, 1), Balance(0, 0)],
        Package: [dearest],
        Sequence[Package]: [packages, [dearest]],
        PaymentNews: [
            PaymentNews(one, HUGE)
            for one in (payment(PaymentStatus.REFUNDED), payment(), nothing)
        ],
        AnyButton | None: [None, menu("button-go-on-order", Section.MAIN)],
        Redeemed: [Redeemed(promo, HUGE)],
        Invitation: [
            Invitation(
                person=PERSON,
                friends=n,
                rewarded=n,
                credits=50 * n,
                reward=50,
                gift=gift,
                picture=picture(job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts))
                if gift
                else None,
            )
            for n, gift in ((0, 25), (10**6, 0))
        ],
        Receipts: [
            Receipts(balance=HUGE, lines=lines, older=older)
            for lines, older in ((spent, 2**31), (others, None), ([], None))
        ],
        Sequence[Receipt]: [[drawn, receipt(Reason.TOP_UP, facts)], []],
        Receipt | None: [drawn, None],
        Person: [
            who,
            attrs.evolve(who, quiet=True, enrich=False, default_size=Size.STORY),
            who.allow_comparing(at=NOW),
        ],
        "pictures": [10**6, 0],
        Belongings: [
            usual,
            much,
            nothing_stored,
            attrs.evolve(much, avatars=1, pictures=1, unfinished=unfinished),
        ],
        ErasureReceipt | None: [
            ErasureReceipt(had=usual, by=NOW),
            ErasureReceipt(had=much, by=NOW),
            ErasureReceipt(had=nothing_stored, by=NOW),
            None,
        ],
        "parts": [1, 20],
    }


def _of_pictures(facts: Facts) -> Values:
    work = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    assert isinstance(work.order, GenerationOrder)
    anna = avatar(AvatarStatus.COMPLETED, facts)
    others = [avatar(AvatarStatus.COMPLETED, facts, key=f"{n}") for n in range(19)]
    month = Month(2026, 11)
    narrow = PictureFilter(
        favourites=True, avatar=anna.id, shape=Size.STORY, month=month
    )
    first = GalleryCard(
        picture=picture(work), avatar=anna, among=PictureFilter(), number=1, total=1
    )
    last = GalleryCard(
        picture=picture(work, favourite=True),
        avatar=anna,
        among=narrow,
        number=99_999,
        total=10**9,
    )
    quote = RemixQuote(
        picture=picture(work, 1),
        job=work.id,
        order=work.order,
        negative=facts.words,
        avatar=anna,
        others=[Casting(one, 5) for one in others],
        prices=PRICES,
        balance=HUGE,
    )
    packs_ = [(pack(1 + n % 20, facts), 5 * (1 + n % 20)) for n in range(16)]
    return {
        PictureFilter: [PictureFilter(), narrow],
        GalleryPage: [
            GalleryPage(
                pictures=[picture(work, number) for number in range(count)],
                among=among,
                avatar=anna,
                number=number,
                total=total,
            )
            for count, among, number, total in (
                (9, PictureFilter(), 10, 120),
                (9, narrow, 10**9, 10**9 + 9),
                (2, PictureFilter(), 1, 2),
                (1, PictureFilter(), 1, 1),
            )
        ],
        Download: [
            Download(
                pictures=[picture(work, number) for number in range(count)],
                number=number,
                total=total,
            )
            for count, number, total in ((3, 97, 240), (2, 1, 2), (1, 1, 1))
        ],
        "some": [True, False],
        "choosing.chosen": [
            [picture(work, number).id for number in range(count)] for count in (2, 0, 9)
        ],
        "packed": [1, 0],
        GalleryCard: [first, last, attrs.evolve(first, avatar=None, total=3)],
        GalleryChoices: [
            GalleryChoices(
                among=among,
                total=total,
                avatars=[anna, *others],
                months=[month, Month(2026, 10), Month(2025, 12)],
            )
            for among, total in ((narrow, 10**9), (PictureFilter(), 1))
        ],
        GalleryStatistics: [
            GalleryStatistics(
                totals=PictureTotals(
                    total=count * 40,
                    favourites=count,
                    recent=count * 3,
                    first_at=NOW - timedelta(days=90) if count else None,
                    by_avatar={one.id: count for one in others} if count else {},
                ),
                spent=count * 1000,
                avatars=[anna, *others[1:]],
            )
            for count in (10**6, 0)
        ],
        RemixQuote: [
            quote,
            attrs.evolve(quote, avatar=None, others=[]),
            attrs.evolve(quote, negative=""),
        ],
        "offers": [packs_, packs_[:2], []],
        Category | None: [None, Category.WORK],
        Pack: [pack(4, facts), pack(1, facts)],
        "price": [18],
        PackQuote: [
            PackQuote(pack(4, facts), anna, 18, Balance(available=credits_, held=0))
            for credits_ in (200, 17)
        ],
    }


def _moved(work: Job, event: HoldEvent, dest: HoldStatus, why: str) -> AuditEntry:
    return AuditEntry(
        entity=Entity.HOLD,
        id=work.id,
        event=event,
        source=HoldStatus.HELD,
        dest=dest,
        at=NOW,
        why=why,
    )


def _of_disputes(texts: Texts, facts: Facts) -> Values:
    pictures = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    words = facts.words[:1000] or "words"
    filed = Dispute(
        id=DisputeId(uuid_of("dispute")),
        person=PERSON,
        job=pictures.id,
        words=words,
        created_at=NOW,
    )
    line = receipt(Reason.HOLD, facts, pictures, captured=20)
    change = _moved(pictures, HoldEvent.CAPTURE, HoldStatus.CAPTURED, facts.words)
    file = DisputeFile(
        dispute=filed,
        person=Person(id=PERSON, language=texts.language, created_at=NOW, alias=ALIAS),
        balance=HUGE,
        timeline=Timeline(
            job=attrs.evolve(pictures, detail=facts.words),
            hold=line.hold,
            likeness=Likeness(best=0, score=31),
            moments=[change, line.posting] * 20,
        ),
        remedies=frozenset(Remedy),
    )
    answers = [
        filed.answer(remedy, reply=words, admin=PERSON, at=NOW) for remedy in Remedy
    ]
    of_payment = Timeline(payment=payment(), moments=[])
    return {
        DisputeId: [filed.id],
        Sequence[Dispute]: [[filed] * 9],
        DisputeFile: [
            file,
            attrs.evolve(file, timeline=of_payment),
            *(
                attrs.evolve(file, dispute=answered, remedies=frozenset())
                for answered in answers
            ),
        ],
        "disputes": [10**9],
    }


def _margins(prices: PriceBook) -> Sequence[Margin]:
    economics = Economics(
        families=Families(offered=tuple(family.name for family in FAMILIES)),
        models=Models(),
        packages=[Package(600, Money(500, STARS))],
        rates={STARS: Decimal("0.013")},
    )
    return economics.margins(prices, [pack(4)])


def _of_admins(facts: Facts) -> Values:
    why = " ".join(facts.words.split())[:200] or "because"
    said = html.escape(shorten(facts.words, 4096), quote=False) or "hello"
    rich = PersonFile(
        person=person(facts),
        balance=HUGE,
        avatars=[avatar(AvatarStatus.COMPLETED, facts)] * 20,
        open_jobs=5,
        jobs=[*_in_trouble(facts)] * 2,
        payments=[payment(status) for status in PaymentStatus],
        is_admin=False,
    )
    blocked = attrs.evolve(rich, person=person(facts, trouble=True), jobs=[])
    term = TermNow(term=Term.PICTURE, value=10**6, default=5)
    promo = Promo(code="Ж" * 32, credits=10**6, uses=10**6, created_at=NOW)
    draft = Broadcast(
        id=BroadcastId(uuid_of("broadcast")), admin=PERSON, created_at=NOW
    ).write(Language.ENGLISH, said)
    waiting = draft.aim(Payers.UNPAID, 90).schedule(NOW)
    sending = draft.start(10**6, at=NOW).deliver(PERSON, Reception.DELIVERED)
    failed = SetAside(
        update_id=10**9, kind="message", person=PERSON, error="ValueError"
    )
    incidents = [
        Incident(
            kind=of,
            model=facts.file_name[:100] or "m" if of in OF_A_MODEL else "",
            detail=facts.words,
            opened_at=NOW,
            seen_at=NOW,
        )
        for of in IncidentKind
    ]
    return {
        Notice: [
            Notice(
                key="key", person=PERSON, what=what, amount=10**9, why=why, due_at=NOW
            )
            for what in PLAIN
        ],
        PersonId: [PERSON],
        Sequence[Person]: [[person(facts)] * 30],
        PersonFile: [rich, blocked, attrs.evolve(rich, is_admin=True)],
        "amount": [10**6, -1],
        "why": [why],
        "tap": [uuid_of("tap")],
        Sequence[TermNow]: [[attrs.evolve(term, term=each) for each in Term]],
        TermNow: [term, attrs.evolve(term, value=5)],
        Sequence[Margin]: [
            [*_margins(PRICES), *_margins(PriceBook(training=1))],
            [],
        ],
        Term: [Term.TRAINING],
        Sequence[Promo]: [[promo, attrs.evolve(promo, stopped_at=NOW)] * 10, []],
        Business: [
            Business(
                stats=_stats(),
                cost=10**12,
                worth=worth,
                likeness=[
                    LikenessStats(FLUX_PORTRAIT.name, 1000, band, 128, 71)
                    for band in (None, 0, 20, 40, 60, 80)
                ],
            )
            for worth in (13 * 10**9, None)
        ],
        "broadcast_message.broadcast": [
            attrs.evolve(draft, texts=dict.fromkeys(Language, said))
        ],
        "ask_time.now": [NOW],
        BroadcastId: [draft.id],
        Broadcast: [
            draft,
            waiting,
            sending,
            sending.finish(at=NOW),
            sending.cancel(at=NOW),
        ],
        "audience": [10**6],
        Incident: [*incidents, *(one.resolve(at=NOW) for one in incidents)],
        "sold.payment": [payment(PaymentStatus.CREDITED)],
        Digest: [
            Digest(
                figures=Figures(day=NOW.date(), people=10**6, income={STARS: 10**9}),
                cost=10**12,
                worth=worth,
                likeness=count or None,
                disputes=count,
                incidents=count,
                unanswered=count,
            )
            for worth, count in ((13 * 10**9, 0), (None, 1), (0, 5))
        ],
        "reason": [facts.words],
        SetAside: [
            *(attrs.evolve(failed, kind=kind) for kind in sorted(SERVED)),
            attrs.evolve(failed, person=None, error=facts.words, others=2),
        ],
    }


def _in_trouble(facts: Facts) -> tuple[Job, Job]:
    """Return a job that failed and one that runs, with words of the provider."""
    failed, running = (
        attrs.evolve(one, detail=facts.words)
        for one in (
            job(JobKind.TRAINING, JobStatus.FAILED),
            job(JobKind.GENERATION, JobStatus.RUNNING, facts),
        )
    )
    return attrs.evolve(failed, request_id=facts.file_name[:60]), running


def _stats() -> Stats:
    return Stats(
        people=10**9,
        newcomers=5,
        blocked=1,
        left=2,
        jobs=[
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
        ],
        credits=dict.fromkeys(Reason, 10**12),
        income={"XTR": 10**9, "USD": 10**9},
    )


def _of_rescue(facts: Facts) -> Values:
    failed, running = _in_trouble(facts)
    spent = receipt(Reason.HOLD, facts, failed).posting
    change = _moved(failed, HoldEvent.RELEASE, HoldStatus.RELEASED, facts.words)
    timeline = Timeline(job=failed, again=running, moments=[change, spent] * 30)
    file = JobFile(job=failed, person=person(facts), timeline=timeline)
    bought = PaymentFile(
        person=person(facts),
        payment=payment(),
        balance=HUGE,
        timeline=Timeline(payment=payment(), moments=[spent] * 60),
    )
    refunding = payment(PaymentStatus.REFUNDING)
    subjects = {
        AdminActionKind.CHANGE_TERM: Term.PICTURE,
        AdminActionKind.ANSWER: Remedy.REFUND,
    }
    actions = [
        AdminAction(
            admin=PERSON,
            what=what,
            person=PERSON,
            job=failed.id,
            subject=subjects.get(what, facts.words),
            amount=10**9,
            currency="XTR" if what is AdminActionKind.REFUND else None,
            why=facts.words,
            at=NOW,
        )
        for what in AdminActionKind
    ]
    made = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    pack = [made, *[attrs.evolve(running, lead=None)] * 3]
    asked = job(JobKind.TRAINING, JobStatus.SUBMITTING)
    unanswered = [
        attrs.evolve(
            asked if what is Unanswered.PENDING else failed,
            submits=number,
            unanswered=what,
            unanswered_why=facts.words,
        )
        for number in (1, 3)
        for what in Unanswered
    ]
    return {
        Sequence[AdminAction]: [actions[:10], actions[-10:], []],
        Sequence[Job]: [unanswered, []],
        JobFile: [
            file,
            attrs.evolve(file, job=running),
            attrs.evolve(file, timeline=Timeline(job=made, jobs=pack, moments=[])),
        ],
        "pictures_page.job": [made],
        "pictures_page.pictures": [[picture(made, n) for n in range(12)], []],
        "page": [0, 1],
        PaymentFile: [bought, attrs.evolve(bought, payment=refunding)],
        Job: [running, failed],
        Payment: [attrs.evolve(refunding, detail=facts.words)],
    }


# --- the screens ----------------------------------------------------------------


def screens(texts: Texts, facts: Facts | None = None) -> dict[str, View]:
    """Return every screen, with the longest and shortest of facts.

    Each view is called with the first value of every parameter, and then with each
    other value of one of them.
    """
    facts = facts or Facts()
    values = {
        **_plain(texts, facts),
        **_of_avatars(facts),
        **_of_jobs(facts),
        **_of_money(texts, facts),
        **_of_pictures(facts),
        **_of_disputes(texts, facts),
        **_of_admins(facts),
        **_of_rescue(facts),
    }
    makers: list[Callable[..., View]] = [*_views(), _refused, _asked_again]
    return {
        f"{view.__module__.partition('.views.')[2]}.{view.__name__} {number}": view(
            texts, **given
        )
        for view in makers
        for number, given in enumerate(_calls(view, values), 1)
    }


def _views() -> Iterator[Callable[..., View]]:
    """Give every public function that makes a view of texts."""
    for found in pkgutil.walk_packages(views.__path__, f"{views.__name__}."):
        module = importlib.import_module(found.name)
        for name, view in inspect.getmembers(module, inspect.isfunction):
            kinds = view.__annotations__
            makes = kinds.get("texts") is Texts and kinds["return"] is View
            if makes and view.__module__ == found.name and not name.startswith("_"):
                yield view


def _calls(view: Callable[..., View], values: Values) -> Iterator[Mapping[str, object]]:
    _, *parameters = inspect.signature(view).parameters.values()
    choices = {each.name: _choices(view.__name__, each, values) for each in parameters}
    first = {name: options[0] for name, options in choices.items()}
    yield first
    for name, options in choices.items():
        for option in options[1:]:
            yield {**first, name: option}


def _choices(
    view: str, parameter: inspect.Parameter, values: Values
) -> Sequence[object]:
    for key in (f"{view}.{parameter.name}", parameter.annotation, parameter.name):
        if key in values:
            return values[key]
    raise LookupError(f"no sample of {view}({parameter})")


def _refused(texts: Texts, error: RefusedError) -> View:
    view = answer_to(texts, error).view
    assert view is not None
    return view


def _asked_again(texts: Texts, key: str) -> View:
    asked = creating.ask_name(texts, FLUX_PORTRAIT, "2", None, "01234567")
    return noted(asked, texts(key))

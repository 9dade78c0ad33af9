"""Every screen with sample facts, for the tests and the preview page."""

import html

from collections import Counter
from collections.abc import Callable, Sequence
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
from avatar_core.job_lifecycle import OPEN_JOB_STATUSES
from avatar_core.jobs import Progress
from avatar_core.ledger import GRANTS, HoldEvent, Posting, Reason, available
from avatar_core.notices import PLAIN, Notice, NoticeKind
from avatar_core.orders import JobKind
from avatar_core.packs import Pack
from avatar_core.payments import Bill, Payment, payment_id
from avatar_core.ports import News
from avatar_core.prices import Term
from avatar_core.promos import Promo
from avatar_core.stats import JobStats, Stats
from avatar_core.testing import orders
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
RICH: Final = Balance(available=200, held=0)
HUGE: Final = Balance(available=10**9, held=10**9)
TOO_LONG: Final = InvalidTextError(TextFault.TOO_LONG, 5000, 3, 1000)
TOO_SHORT: Final = InvalidTextError(TextFault.TOO_SHORT, 1, 3, 1000)
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
    captured = work.price * work.delivered // work.ordered
    hold = _hold([work], captured)
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
        username=facts.file_name[:32],
        referrer=PersonId(7) if trouble else None,
        blocked_at=NOW if trouble else None,
        left_at=NOW if trouble else None,
    )


# --- the screens ----------------------------------------------------------------


@attrs.define
class Screens:
    """Views in a language, each named after the function that made it."""

    texts: Texts
    facts: Facts
    views: dict[str, View] = attrs.field(factory=dict)
    #: The functions that made them, and how many each.
    makers: Counter[str] = attrs.field(factory=Counter)

    def __call__(
        self, make: Callable[..., View], *args: object, **options: object
    ) -> None:
        """Show the view that a function makes."""
        self.makers[make.__name__] += 1
        name = f"{make.__name__.strip('_')} {self.makers[make.__name__]}"
        self.views[name] = make(self.texts, *args, **options)


def screens(texts: Texts, facts: Facts | None = None) -> Screens:
    """Return every screen, with the longest and shortest of facts."""
    show = Screens(texts, facts or Facts())
    for some in (
        *(_menus, _paying, _gifts, _receipts, _disputes, _creating, _avatars),
        *(_generating, _scenes, _trainings, _pictures, _office, _alarms),
        *(_broadcasts, _gallery, _remixes, _packs, _pack_orders),
    ):
        some(show, show.facts)
    return show


def _noted(texts: Texts, view: View, key: str) -> View:
    return noted(view, texts(key))


def _menus(show: Screens, facts: Facts) -> None:
    texts, poor, nothing = show.texts, Balance(1, 155), Balance(0, 0)
    draft = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=4)
    who = Person(
        id=PERSON, language=texts.language, created_at=NOW - timedelta(days=90)
    )
    changed = attrs.evolve(who, quiet=True, enrich=False, default_size=Size.STORY)
    unfinished = [job(JobKind.TRAINING, JobStatus.RUNNING)]

    def belongings(avatars_: int, balance: Balance, *unfinished: Job) -> Belongings:
        return Belongings(
            avatars=avatars_, pictures=10**6, balance=balance, unfinished=unfinished
        )

    show(menus.welcome, RICH)
    show(menus.welcome, RICH, by_admin=True)
    show(menus.welcome, nothing, draft)
    show(menus.main_menu)
    show(menus.main_menu, draft)
    show(menus.main_menu, draft, note=texts("dialog-left"))
    show(menus.main_menu, by_admin=True)
    show(menus.main_menu, note=texts("not-understood"))
    show(menus.help_page, PRICES, FAMILIES, Policy(), COMMANDS)
    show(menus.tips)
    show(menus.support, "@the_owner")
    show(menus.support, None)
    for by_command in (False, True):
        show(menus.terms, "@the_owner", by_command=by_command)
        show(menus.privacy, 30, by_command=by_command)
    show(profile.ask_forget, belongings(2, RICH))
    show(profile.ask_forget, belongings(0, nothing))
    show(profile.ask_forget, belongings(1, poor, *unfinished))
    show(profile.forgotten)
    many = [avatar(AvatarStatus.COMPLETED, facts), draft]
    show(profile.profile, who, poor, many, 10**6)
    show(profile.profile, who, RICH, [], 0)
    show(profile.settings, who)
    show(profile.settings, changed)
    show(profile.default_size, who)
    show(wallet.balance_page, RICH, PRICES, FAMILIES)
    show(wallet.balance_page, poor, PRICES, FAMILIES)
    show(profile.language_choice)
    show(_refused, SalesStoppedError())
    show(_refused, TooManyOpenJobsError(5))
    show(_refused, TooManyAvatarsError(20))
    show(_refused, InsufficientCreditsError(150, 49))


def _refused(texts: Texts, error: RefusedError) -> View:
    view = answer_to(texts, error).view
    assert view is not None
    return view


def _paying(show: Screens, _: Facts) -> None:
    packages = [package(100, 100), package(250, 225), package(600, 500)]
    dearest = package(1_000_000, 10_000)
    nothing = payment(PaymentStatus.REFUNDING, credits_=0)
    back = payment(PaymentStatus.REFUNDED)
    on = menu("button-go-on-order", Section.MAIN)
    show(wallet.top_up_page, HUGE, [dearest], worthless=True)
    show(wallet.top_up_page, Balance(available=12, held=0), packages)
    show(wallet.paid, PaymentNews(payment(), HUGE))
    show(wallet.paid, PaymentNews(payment(), HUGE), on)
    show(wallet.paid, PaymentNews(nothing, HUGE))
    show(wallet.payment_page, dearest, "https://pay.example/c?a=1&b=2")
    show(wallet.given_back, PaymentNews(nothing, HUGE))
    show(wallet.given_back, PaymentNews(back, HUGE))


def _gifts(show: Screens, _: Facts) -> None:
    promo = Promo(code="X" * 32, credits=21, uses=9, created_at=NOW)
    link = "https://t.me/a_bot?start=ref_4503599627370495"
    for fault in (None, *PromoFault):
        show(wallet.ask_code, fault)
    show(wallet.redeemed, Redeemed(promo, HUGE))
    for n in (0, 10**6):
        invited = Invitation(
            person=PERSON, friends=n, rewarded=n, credits=50 * n, reward=50
        )
        show(wallet.invite, invited, link)


def _receipts(show: Screens, facts: Facts) -> None:
    training, pictures = JobKind.TRAINING, JobKind.GENERATION
    done, cancelled = JobStatus.SUCCEEDED, JobStatus.CANCELLED
    spent = [
        receipt(Reason.HOLD, facts, job(training, JobStatus.RUNNING)),
        receipt(Reason.HOLD, facts, job(training, done), captured=150),
        receipt(Reason.HOLD, facts, job(training, cancelled), deleted=True),
        receipt(Reason.HOLD, facts, job(pictures, done, facts), captured=15),
        receipt(Reason.AMENDS, facts, job(pictures, done, facts)),
    ]
    of_jobs = {Reason.HOLD, Reason.CAPTURE, Reason.RELEASE, Reason.AMENDS}
    others = [receipt(reason, facts) for reason in Reason if reason not in of_jobs]
    for lines, older in (([], None), (spent, 2**31), (others, None)):
        found = Receipts(balance=HUGE, lines=lines, older=older)
        show(wallet.receipts_page, found, newest=lines is not others)


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


def _disputes(show: Screens, facts: Facts) -> None:
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
    of_job = Timeline(
        job=attrs.evolve(pictures, detail=facts.words),
        hold=line.hold,
        moments=[change, line.posting] * 20,
    )
    of_payment = Timeline(payment=payment(), moments=[])

    def file(dispute: Dispute, timeline: Timeline, *remedies: Remedy) -> DisputeFile:
        return DisputeFile(
            dispute=dispute,
            person=Person(id=PERSON, language=show.texts.language, created_at=NOW),
            balance=HUGE,
            timeline=timeline,
            remedies=frozenset(remedies),
        )

    show(disputes.choose, [line, receipt(Reason.TOP_UP, facts)], None)
    show(disputes.choose, [], "@owner")
    show(disputes.ask_words, line)
    show(disputes.ask_words, None, TOO_LONG)
    show(disputes.filed)
    for remedy in Remedy:
        answered = filed.answer(remedy, reply=words, admin=PERSON, at=NOW)
        show(disputes.outcome, file(answered, of_job))
        show(admin_disputes.file_page, file(answered, of_job))
    show(admin_disputes.file_page, file(filed, of_job, *Remedy))
    show(admin_disputes.file_page, file(filed, of_payment, *Remedy))
    show(admin_disputes.ask_reply, filed.id)
    show(admin_disputes.ask_reply, filed.id, TOO_LONG)
    show(admin_disputes.waiting, [filed] * 9, 10**9)


def _creating(show: Screens, facts: Facts) -> None:
    texts, family, families = show.texts, FLUX_PORTRAIT, list(FAMILIES)
    draft = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=4)
    ready = avatar(AvatarStatus.PHOTOS_UPLOADING, facts)
    young = avatar(AvatarStatus.PHOTOS_UPLOADING, facts, photos=9)
    show(creating.choose_family, PRICES, families)
    show(creating.choose_family, PRICES, families, draft)
    show(creating.choose_gender, family.name)
    show(creating.why_gender, family.name)
    for each, fault in (
        *((family, None), (FLUX_STYLE, None), (family, TOO_SHORT), (family, TOO_LONG)),
    ):
        show(creating.ask_name, each, fault)
    show(_noted, creating.ask_name(texts, family), "name-wanted")
    for accepted, faults in ((0, 0), (9, 0), (12, 0), (20, 0), (4, 4), (4, 30)):
        show(creating.upload, uploads(accepted, facts, faults=faults))
    taken = texts("draft-taken", name=facts.name[:30])
    show(creating.upload, uploads(5, facts), note=taken)
    show(creating.tips, draft)
    show(creating.tips, style(draft.status))
    for accepted, number in ((12, 3), (1, 0), (0, 0)):
        show(creating.photo_page, uploads(accepted, facts), number)
    for trained, available_ in (
        (ready, 200),
        (young, 200),
        (ready, 149),
        (avatar(AvatarStatus.FAILED, facts), 200),
        (style(ready.status, facts), 200),
        (avatar(AvatarStatus.TRAINING, facts), 200),
    ):
        show(creating.summary, TrainingQuote(trained, 150, Balance(available_, 15)))
    other = attrs.evolve(draft, id=AvatarId(uuid_of("other")))
    show(avatars.which_draft, [draft, other])
    show(avatars.which_draft, [])


LIVING: Final = [each for each in AvatarStatus if each is not AvatarStatus.DELETED]


def _avatars(show: Screens, facts: Facts) -> None:
    some = [avatar(status, facts, key=status) for status in LIVING]
    many = [avatar(LIVING[n % 6], facts, key=f"avatar {n}") for n in range(19)]
    anna = avatar(AvatarStatus.COMPLETED, facts)
    show(avatars.choose_hair, avatar(AvatarStatus.DRAFT, facts))
    show(avatars.choose_hair, anna.describe(Hair.RED))
    show(avatars.avatars_page, [], None)
    show(avatars.avatars_page, some, some[3].id)
    show(avatars.avatars_page, many, many[3].id, 2)
    for status in LIVING:
        show(avatars.avatar_card, card(status, facts))
    completed = card(AvatarStatus.COMPLETED, facts, is_main=True)
    neighbours = [some[0].id, anna.id, some[1].id]
    show(avatars.avatar_card, completed, neighbours, note=show.texts("renamed"))
    learned = style(AvatarStatus.COMPLETED, facts)
    show(avatars.avatar_card, attrs.evolve(completed, avatar=learned))
    show(avatars.ask_new_name, anna)
    show(avatars.ask_new_name, anna, TOO_LONG)
    show(avatars.ask_delete, anna)


def _generating(show: Screens, facts: Facts) -> None:
    anna = avatar(AvatarStatus.COMPLETED, facts)
    order = JobId(uuid_of("order"))
    for one in (anna, style(AvatarStatus.COMPLETED, facts)):
        show(generating.generate_menu, PictureQuote(one, PRICES, RICH))
    show(generating.no_avatar)
    for status in AvatarStatus:
        show(generating.not_yet, avatar(status, facts))
    show(generating.ask_words, anna.id, polished=True)
    show(generating.ask_words, anna.id, polished=False)
    show(generating.ask_words, anna.id, TOO_LONG, polished=True)
    show(generating.choose_size, facts.words, anna.id, order)
    for credits_, polished in (
        *((200, None), (12, None), (4, None), (200, True), (12, False)),
    ):
        quote = PictureQuote(anna, PRICES, Balance(credits_, 20))
        words, size = facts.words, Size.STORY
        show(generating.choose_count, quote, words, size, order, polished=polished)


def _scenes(show: Screens, facts: Facts) -> None:
    texts, anna = show.texts, AvatarId(uuid_of("anna"))
    found = JobId(uuid_of("description"))
    seen = clean_scene(Scene(text=f"a scene: {facts.words}", negative=""))
    for kind in (JobKind.DESCRIPTION, JobKind.UPSCALE):
        for status in JobStatus:
            show(jobs.standing, news(job(kind, status), facts))
        lost = job(kind, JobStatus.FAILED, failure=Failure.RESULT_LOST)
        show(jobs.ending, news(lost, facts))
    show(scenes.ask_photo, anna, PRICES, RICH)
    show(scenes.ask_photo, anna, PRICES, RICH, PhotoFault.TOO_SMALL)
    show(scenes.ask_photo, anna, PriceBook(description=0), RICH)
    asked = scenes.ask_photo(texts, anna, PRICES, RICH)
    show(_noted, asked, "photo-wanted")
    for key in ("still-looking", "one-photo-at-a-time"):
        show(scenes.patience, found, texts(key))
    show(scenes.edit_scene, found, seen.text)
    show(scenes.edit_scene, found, seen.text, TOO_SHORT)
    for make, status, wording in (
        (jobs.progress, JobStatus.REQUESTED, Wording.AWAITED),
        (jobs.delivered, JobStatus.SUCCEEDED, Wording.FALLBACK),
    ):
        work = job(JobKind.GENERATION, status, facts, wording=wording)
        show(make, news(work, facts))


def _trainings(show: Screens, facts: Facts) -> None:
    kind, usual = JobKind.TRAINING, timedelta(minutes=11)
    for status in JobStatus:
        work = job(kind, status)
        make = jobs.progress if work.open else jobs.ending
        show(make, news(work, facts, typical=usual))
    for failure in Failure:
        work = job(kind, JobStatus.FAILED, failure=failure)
        show(jobs.ending, news(work, facts))
    learned = news(job(kind, JobStatus.SUCCEEDED))
    a_style = style(AvatarStatus.COMPLETED, facts)
    show(jobs.ending, attrs.evolve(learned, avatar=a_style))
    show(jobs.ending, news(job(kind, JobStatus.EXPIRED), facts, deleted=True))
    queued = job(kind, JobStatus.SUBMITTED, progress=Progress(queue_position=3))
    half = news(job(kind, JobStatus.RUNNING, progress=Progress(percent=60)), facts)
    stopping = job(kind, JobStatus.RUNNING, cancel_asked=True)
    for told in (news(queued, facts), half, news(stopping, facts)):
        show(jobs.progress, told)
    show(jobs.ask_cancel, half)


def _pictures(show: Screens, facts: Facts) -> None:
    kind, done = JobKind.GENERATION, JobStatus.SUCCEEDED
    for status in JobStatus:
        show(jobs.standing, news(job(kind, status, facts), facts))
    for count, delivered in ((1, 1), (4, 1)):
        work = job(kind, done, facts, count=count, delivered=delivered)
        show(jobs.lone_picture, news(work, facts))
    for delivered in (4, 3):
        show(jobs.delivered, news(job(kind, done, facts, delivered=delivered), facts))


def _packs(show: Screens, facts: Facts) -> None:
    many = [(pack(1 + n % 20, facts), 5 * (1 + n % 20)) for n in range(16)]
    anna, order = avatar(AvatarStatus.COMPLETED, facts), JobId(uuid_of("order"))
    four = pack(4, facts)
    show(packs.packs_page, many)
    show(packs.packs_page, many, anna.id, 2)
    show(packs.packs_page, many[:2], anna.id)
    show(packs.packs_page, [])
    show(packs.packs_page, [], anna.id)
    for credits_ in (200, 17):
        quote = PackQuote(four, anna, 18, Balance(available=credits_, held=0))
        show(packs.pack_card, quote, order)
    show(packs.pack_no_avatar, pack(1, facts), 5)
    for status in AvatarStatus:
        show(packs.pack_not_yet, four, 18, avatar(status, facts))


def _pack_orders(show: Screens, facts: Facts) -> None:
    done, open_, blocked = JobStatus.SUCCEEDED, JobStatus.RUNNING, JobStatus.BLOCKED
    for statuses in (
        [open_] * 12,
        [done] * 5 + [open_] * 7,
        [blocked, done, open_],
        [done] * 4,
        [blocked, *[done] * 3],
        [blocked] * 3,
    ):
        show(jobs.standing, pack_news(statuses, facts))
    show(jobs.standing, pack_news([open_] * 2, facts, cancel_asked=True))
    show(jobs.ask_cancel, pack_news([open_] * 2, facts))
    show(jobs.lone_picture, pack_news([blocked, done, blocked], facts))


def _office(show: Screens, facts: Facts) -> None:
    texts, why = show.texts, " ".join(facts.words.split())[:200] or "because"
    tap = uuid_of("tap")
    failed, running = _in_trouble(facts)
    rich = PersonFile(
        person=person(facts),
        balance=HUGE,
        avatars=[avatar(AvatarStatus.COMPLETED, facts)] * 20,
        open_jobs=5,
        jobs=[failed, running] * 2,
        payments=[payment(status) for status in PaymentStatus],
        is_admin=False,
    )
    show(desk.office, 10**9)
    show(people.ask_whom)
    show(people.ask_whom, texts("find-none"))
    show(people.which_person, [person(facts)] * 30)
    show(people.person_page, rich)
    blocked = attrs.evolve(rich, person=person(facts, trouble=True), jobs=[])
    show(people.person_page, blocked)
    show(people.person_page, attrs.evolve(rich, is_admin=True))
    show(people.ask_credits, PERSON)
    show(people.ask_credits, PERSON, texts("credits-unclear"))
    for amount in (10**6, -1):
        show(people.confirm_credits, PERSON, amount, why, tap)
    prices = [TermNow(term=term, value=10**6, default=5) for term in Term]
    show(live_terms.terms_page, prices)
    show(live_terms.ask_term, prices[0])
    show(live_terms.ask_term, attrs.evolve(prices[0], value=5))
    promos = [
        Promo(
            code="Ж" * 32,
            credits=10**6,
            uses=10**6,
            created_at=NOW,
            stopped_at=NOW if number % 3 else None,
        )
        for number in range(20)
    ]
    show(live_terms.promos_page, [], texts("promo-unclear"))
    show(live_terms.promos_page, promos)
    for worth in (13 * 10**9, None):
        business = Business(stats=_stats(), cost=10**12, worth=worth)
        show(desk.stats_page, business)
    _rescue(show, facts, failed, running)
    actions = _actions(facts, failed)
    show(desk.admin_log_page, [], 0, more=False)
    show(desk.admin_log_page, actions[:10], 1, more=True)
    show(desk.admin_log_page, actions[-10:], 1, more=False)
    for what in PLAIN:
        notice = Notice(
            key="key", person=PERSON, what=what, amount=10**9, why=why, due_at=NOW
        )
        photos = what is NoticeKind.PHOTOS_EXPIRED
        draft = avatar(AvatarStatus.DRAFT, facts) if photos else None
        show(notice_page, notice, HUGE, draft)
    show(notices.photos_unfetched, [1], of=1)
    show(notices.photos_unfetched, range(1, 11), of=10)


def _in_trouble(facts: Facts) -> tuple[Job, Job]:
    """Return a job that failed and one that runs, with words of the provider."""
    failed, running = (
        attrs.evolve(one, detail=facts.words)
        for one in (
            job(JobKind.TRAINING, JobStatus.FAILED),
            job(JobKind.GENERATION, JobStatus.RUNNING),
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


def _actions(facts: Facts, failed: Job) -> list[AdminAction]:
    subjects = {
        AdminActionKind.CHANGE_TERM: Term.PICTURE,
        AdminActionKind.ANSWER: Remedy.REFUND,
    }
    return [
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


def _rescue(show: Screens, facts: Facts, failed: Job, running: Job) -> None:
    spent = receipt(Reason.HOLD, facts, failed).posting
    change = _moved(failed, HoldEvent.RELEASE, HoldStatus.RELEASED, facts.words)
    timeline = Timeline(job=failed, again=running, moments=[change, spent] * 30)
    file = JobFile(job=failed, person=person(facts), timeline=timeline)
    bought = PaymentFile(
        payment=payment(),
        balance=HUGE,
        timeline=Timeline(payment=payment(), moments=[spent] * 60),
    )
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
    show(rescue.unanswered_page, [], 0, more=False)
    show(rescue.unanswered_page, unanswered, 1, more=True)
    show(rescue.job_page, file)
    show(rescue.job_page, attrs.evolve(file, job=running))
    show(rescue.payment_page, bought)
    refunding = attrs.evolve(bought, payment=payment(PaymentStatus.REFUNDING))
    show(rescue.payment_page, refunding, show.texts("given-up"))
    show(rescue.ask_give_up, bought)
    show(rescue.ask_release, running)


def _alarms(show: Screens, facts: Facts) -> None:
    for work in _in_trouble(facts):
        show(alarms.job_trouble, work)
    show(alarms.picture_refused, PersonId(5001), facts.words)
    stuck = attrs.evolve(payment(PaymentStatus.REFUNDING), detail=facts.words)
    show(alarms.refund_trouble, stuck)
    for others, kind in enumerate(sorted(SERVED)):
        about = (10**9, kind, PERSON)
        show(alarms.update_set_aside, *about, error="ValueError", others=others)
    show(alarms.update_unreadable, 10**9, facts.words, others=2)
    for of in IncidentKind:
        incident = Incident(
            kind=of,
            model=facts.file_name[:100] or "m" if of in OF_A_MODEL else "",
            detail=facts.words,
            opened_at=NOW,
            seen_at=NOW,
        )
        show(alarms.incident, incident)
        show(alarms.incident, incident.resolve(at=NOW))


def _broadcasts(show: Screens, facts: Facts) -> None:
    said = html.escape(shorten(facts.words, 4096), quote=False) or "hello"
    draft = Broadcast(
        id=BroadcastId(uuid_of("broadcast")), admin=PERSON, created_at=NOW
    ).write(Language.ENGLISH, said)
    sending = draft.start(10**6, at=NOW).deliver(PERSON, Reception.DELIVERED)
    too_long = InvalidTextError(TextFault.TOO_LONG, 10**5, 1, BROADCAST_MAX)
    show(notices.broadcast_message, draft)
    show(admin_broadcasts.ask_words, Language.RUSSIAN)
    show(admin_broadcasts.ask_words, Language.ENGLISH, too_long)
    for one in (draft, sending, sending.finish(at=NOW), sending.cancel(at=NOW)):
        show(admin_broadcasts.card, one, 10**6)


def _gallery(show: Screens, facts: Facts) -> None:
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
    one = shown(everything)
    show(gallery.picture_card, one)
    show(gallery.picture_card, shown(narrow, 99_999, 1_000_000_000, liked=True))
    show(gallery.picture_card, attrs.evolve(shown(everything, 2, 3), avatar=None))
    show(gallery.original, one)
    show(gallery.no_pictures, everything)
    show(gallery.no_pictures, narrow)
    show(gallery.ask_delete_picture, one)
    show(gallery.filters, choices(everything, 1))
    show(gallery.filters, some)
    show(gallery.choose_avatar, some)
    show(gallery.choose_shape, some)
    show(gallery.choose_month, some)
    show(gallery.statistics, totals(10**6))
    show(gallery.statistics, totals(0))


def _remixes(show: Screens, facts: Facts) -> None:
    work = job(JobKind.GENERATION, JobStatus.SUCCEEDED, facts)
    assert isinstance(work.order, GenerationOrder)
    quote = RemixQuote(
        picture=picture(work, 1),
        job=work.id,
        order=work.order,
        negative=facts.words,
        avatar=avatar(AvatarStatus.COMPLETED, facts),
        others=[
            Casting(avatar(AvatarStatus.COMPLETED, facts, key=f"{n}"), 5)
            for n in range(19)
        ],
        prices=PRICES,
        balance=HUGE,
    )
    gone = attrs.evolve(quote, avatar=None, others=[])
    for one in (quote, gone):
        show(remix.remix_menu, one, "01234567")
        show(remix.remix_avatars, one, "01234567")
    show(remix.remix_sizes, quote, "01234567")
    show(remix.ask_rewording, quote)
    show(remix.ask_rewording, quote, TOO_LONG)
    show(remix.prompt, quote)
    show(remix.prompt, attrs.evolve(quote, negative=""))

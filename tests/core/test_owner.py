"""What the owner's side can do, and that nobody else can."""

import asyncio
import inspect

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World

from avatar_core import (
    AvatarStatus,
    JobKind,
    JobStatus,
    Language,
    Models,
    PersonId,
    PriceBook,
)
from avatar_core.audit import AuditEntry
from avatar_core.deeds import Deed, DeedKind
from avatar_core.disputes import Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    InsufficientCreditsError,
    InvalidNumberError,
    InvalidTextError,
    NotFoundError,
)
from avatar_core.failures import Failure
from avatar_core.ids import BroadcastId, DisputeId, JobId
from avatar_core.jobs import JobEvent, again_id
from avatar_core.ledger import Reason
from avatar_core.notices import NoticeKind
from avatar_core.owners import Owners
from avatar_core.payments import payment_id
from avatar_core.prices import TERM_MAX, Term
from avatar_core.tallies import JobTally
from avatar_core.use_cases import FileDispute, owner
from avatar_core.use_cases.owner import (
    AdjustCredits,
    AnswerDisputes,
    BlockPeople,
    Business,
    ChangeTerms,
    FindPeople,
    GiveUpPayments,
    ManageBroadcasts,
    ManagePromos,
    ReadDeeds,
    ReadTally,
    RescueJobs,
)


OLGA = PersonId(77)
OWNERS = Owners([OLGA])


@attrs.frozen
class Office:
    """The owner's use cases over one installation."""

    world: World
    find: FindPeople
    credits: AdjustCredits
    blocks: BlockPeople
    terms: ChangeTerms
    deeds: ReadDeeds
    tally: ReadTally
    jobs: RescueJobs
    broadcasts: ManageBroadcasts
    promos: ManagePromos
    payments: GiveUpPayments
    disputes: AnswerDisputes

    async def done(self) -> list[Deed]:
        """Return every deed, oldest first."""
        return list(await self.deeds(OLGA, limit=100))[::-1]


async def office_in(world: World) -> Office:
    """Return the owner's side of a world in which everybody has come in."""
    for person in (OLGA, ANNA, BORIS):
        await world.accounts.enter(person, Language.ENGLISH)
    rows, clock = world.rows, world.clock
    return Office(
        world,
        FindPeople(rows, OWNERS),
        AdjustCredits(rows, clock, OWNERS),
        BlockPeople(rows, clock, OWNERS),
        ChangeTerms(rows, clock, OWNERS, world.prices, world.policy),
        ReadDeeds(rows, OWNERS),
        ReadTally(rows, clock, OWNERS, world.families, world.models, RATES),
        RescueJobs(rows, clock, world.ids, OWNERS, world.policy),
        ManageBroadcasts(rows, clock, OWNERS),
        ManagePromos(rows, clock, OWNERS),
        GiveUpPayments(rows, clock, OWNERS),
        AnswerDisputes(rows, clock, world.ids, OWNERS, world.policy),
    )


#: What a Star and a cent are worth in dollars.
RATES = {"XTR": Decimal("0.013"), "USD": Decimal("0.01")}


@pytest.fixture
async def office() -> Office:
    """The owner's side."""
    return await office_in(World())


# --- nobody else ------------------------------------------------------------


def _calls() -> dict[str, Callable[[Office, PersonId, JobId], Awaitable[object]]]:
    given: dict[str, Callable[[Office, JobId], object]] = {
        "words": lambda office, job: str(ANNA),
        "person": lambda office, job: ANNA,
        "amount": lambda office, job: 5,
        "why": lambda office, job: "because",
        "tap": lambda office, job: office.world.ids(),
        "term": lambda office, job: Term.PICTURE,
        "value": lambda office, job: 3,
        "limit": lambda office, job: 3,
        "job": lambda office, job: job,
        "broadcast": lambda office, job: BroadcastId(office.world.ids()),
        "code": lambda office, job: "SUMMER",
        "credits": lambda office, job: 5,
        "uses": lambda office, job: 5,
        "payment": lambda office, job: payment_id("charge"),
        "language": lambda office, job: Language.ENGLISH,
        "text": lambda office, job: "hello",
        "dispute": lambda office, job: next(iter(office.world.rows._rows.disputes)),
        "remedy": lambda office, job: Remedy.WORDS,
    }

    def call(part: str, method: str, parameters: list[inspect.Parameter]) -> Any:
        async def ask(office: Office, asker: PersonId, job: JobId) -> object:
            values = {p.name: given[p.name](office, job) for p in parameters}
            plain = [values[p.name] for p in parameters if p.kind != p.KEYWORD_ONLY]
            named = {
                p.name: values[p.name] for p in parameters if p.kind == p.KEYWORD_ONLY
            }
            return await getattr(getattr(office, part), method)(asker, *plain, **named)

        return ask

    calls = {}
    for field in attrs.fields(Office):
        if field.name == "world":
            continue
        for method, function in inspect.getmembers(
            field.type, inspect.iscoroutinefunction
        ):
            if method.startswith("_") and method != "__call__":
                continue
            parameters = [
                parameter
                for name, parameter in inspect.signature(function).parameters.items()
                if name not in {"self", "owner"}
                and parameter.default is parameter.empty
            ]
            calls[f"{field.name}.{method}"] = call(field.name, method, parameters)
    return calls


CALLS = _calls()


def test_no_use_case_is_left_out() -> None:
    """Every use case of the owner's side is called below by somebody else."""
    named = [getattr(owner, name) for name in owner.__all__]
    every = {
        case
        for case in named
        if any(map(inspect.iscoroutinefunction, vars(case).values()))
    }

    assert {field.type for field in attrs.fields(Office)} - {World} == every
    assert {call.partition(".")[0] for call in CALLS} == {
        field.name for field in attrs.fields(Office)
    } - {"world"}


@pytest.mark.parametrize("method", sorted(CALLS))
async def test_nobody_else_is_obeyed(method: str) -> None:
    """Whatever a stranger asks for is not found, and nothing changes."""
    office = await office_in(World())
    job = await office.world.ordered_training()
    complain = FileDispute(office.world.rows, office.world.clock)
    await complain(ANNA, DisputeId(office.world.ids()), job.id, "so long")
    rows = attrs.asdict(office.world.rows._rows, recurse=False)
    before = {name: dict(table) for name, table in rows.items()}

    with pytest.raises(NotFoundError):
        await CALLS[method](office, BORIS, job.id)

    after = attrs.asdict(office.world.rows._rows, recurse=False)
    assert before == after


# --- finding ----------------------------------------------------------------


async def test_people_are_found(office: Office) -> None:
    """An id, a username in any case and a job's id lead to the person."""
    world = office.world
    job = await world.ordered_training()
    await world.accounts.enter(ANNA, Language.ENGLISH, username="Anna_K")

    for words in ("1", " @anna_k ", "ANNA_K", str(job.id), job.id.hex):
        assert [ANNA] == [person.id for person in await office.find(OLGA, words)]


@pytest.mark.parametrize("words", ["", "@", "@nobody", "12345", "9" * 400, "²", "-1"])
async def test_nobody_is_found(office: Office, words: str) -> None:
    """What means nobody is not found."""
    with pytest.raises(NotFoundError):
        await office.find(OLGA, words)


async def test_a_username_is_kept_up_to_date(office: Office) -> None:
    """Who takes another name is found by it, and by the old one no more."""
    for name in ("Old", "new", None):
        await office.world.accounts.enter(ANNA, Language.ENGLISH, username=name)

    for words in ("@old", "@new"):
        with pytest.raises(NotFoundError):
            await office.find(OLGA, words)


async def test_who_comes_back_has_not_left(office: Office) -> None:
    """Coming in again takes back that somebody left."""
    async with office.world.rows.work(ANNA) as work:
        person = await work.people.get(ANNA)
        await work.people.save(attrs.evolve(person, left_at=office.world.clock()))

    entry = await office.world.accounts.enter(ANNA, Language.ENGLISH)

    assert entry.person.left_at is None
    assert (await office.find.file(OLGA, ANNA)).person == entry.person


async def test_a_persons_file(office: Office) -> None:
    """The file has the balance, the avatars and the newest jobs."""
    job = await office.world.ordered_training()

    file = await office.find.file(OLGA, ANNA)

    assert (850, 150) == (file.balance.available, file.balance.held)
    assert [AvatarStatus.TRAINING] == [avatar.status for avatar in file.avatars]
    assert (1, [job.id]) == (file.open_jobs, [each.id for each in file.jobs])
    assert not file.is_owner
    assert (await office.find.file(OLGA, OLGA)).is_owner


# --- credits ----------------------------------------------------------------


async def test_credits_are_given_once_per_tap(office: Office) -> None:
    """The same tap gives once, another one again; each is written down."""
    tap = office.world.ids()
    first = await office.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    second = await office.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    third = await office.credits.grant(
        OLGA, ANNA, 5, why="thanks", tap=office.world.ids()
    )

    assert [True, False, True] == [first.new, second.new, third.new]
    assert 1035 == third.balance.available
    assert [(DeedKind.GRANT, 30, "sorry"), (DeedKind.GRANT, 5, "thanks")] == [
        (deed.what, deed.amount, deed.why) for deed in await office.done()
    ]
    office.world.check_books()


async def test_credits_are_taken_but_never_below_zero(office: Office) -> None:
    """What is there can be taken, what is not cannot, and is not written down."""
    ids = office.world.ids
    taken = await office.credits.take(OLGA, ANNA, 1000, why="mistake", tap=ids())
    with pytest.raises(InsufficientCreditsError):
        await office.credits.take(OLGA, ANNA, 1, why="mistake", tap=ids())

    assert 0 == taken.balance.available
    assert [DeedKind.TAKE] == [deed.what for deed in await office.done()]
    office.world.check_books()


async def test_no_credits_without_a_reason(office: Office) -> None:
    """Nobody will know later what it was for."""
    with pytest.raises(InvalidTextError):
        await office.credits.grant(OLGA, ANNA, 1, why=" ", tap=office.world.ids())


async def test_people_are_told_of_what_concerns_them(office: Office) -> None:
    """Of credits with the reason, of being let in again; each once, as soon as it can be."""
    world = office.world
    tap = world.ids()
    for _ in range(2):
        await office.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    await office.credits.take(OLGA, ANNA, 20, why="too much", tap=world.ids())
    await office.blocks.block(OLGA, BORIS)
    await office.blocks.unblock(OLGA, BORIS)
    tell = world.tell
    world.messages.unavailable = 2

    for _ in range(3):
        for notice in await tell.due():
            await tell(notice)
        world.clock.advance(world.policy.retry_after)

    told = {(n.person, n.what, n.amount, n.why) for n in world.messages.notices}
    assert {
        (ANNA, NoticeKind.GRANT, 30, "sorry"),
        (ANNA, NoticeKind.TAKE, 20, "too much"),
        (BORIS, NoticeKind.UNBLOCK, 0, ""),
    } == told
    assert 3 == len(world.messages.notices)
    assert not world.rows._rows.notices


async def test_two_sweeps_at_once_tell_of_it_once(office: Office) -> None:
    """Both have found it due; whoever comes second leaves it to the first."""
    world = office.world
    await office.credits.grant(OLGA, ANNA, 30, why="sorry", tap=world.ids())
    tell = world.tell

    [found], [found_too] = await tell.due(), await tell.due()
    await asyncio.gather(tell(found), tell(found_too))

    assert 1 == len(world.messages.notices)
    assert not world.rows._rows.notices


# --- blocking ---------------------------------------------------------------


async def test_blocking_and_letting_in_again(office: Office) -> None:
    """Twice is once, and each change is written down."""
    blocked = await office.blocks.block(OLGA, ANNA)
    again = await office.blocks.block(OLGA, ANNA)
    free = await office.blocks.unblock(OLGA, ANNA)
    await office.blocks.unblock(OLGA, ANNA)

    assert blocked == again
    assert blocked.blocked_at == office.world.clock()
    assert free.blocked_at is None
    assert [DeedKind.BLOCK, DeedKind.UNBLOCK] == [
        deed.what for deed in await office.done()
    ]


async def test_owners_are_not_shut_out(office: Office) -> None:
    """Nobody locks the door from outside with the key inside."""
    with pytest.raises(NotFoundError):
        await office.blocks.block(OLGA, OLGA)


# --- terms ------------------------------------------------------------------


async def test_a_price_is_changed_and_restored(office: Office) -> None:
    """A changed price is everybody's next; an order under way keeps its own."""
    world = office.world
    old = await world.ordered_training()
    changed = await office.terms.change(OLGA, Term.TRAINING, 7)
    await office.terms.change(OLGA, Term.TRAINING, 7)
    new = await world.ordered_training(BORIS)
    shown = {now.term: (now.value, now.default) for now in await office.terms.all(OLGA)}
    await office.terms.change(OLGA, Term.TRAINING, None)

    assert (150, 7) == ((await world.job(old.id)).price, new.price)
    assert (7, 150) == (changed.value, changed.default) == shown[Term.TRAINING]
    assert set(Term) == set(shown)
    assert 150 == (await world.accounts.price_book()).training
    assert [("150 → 7", 7), ("7 → 150", 150)] == [
        (deed.why, deed.amount) for deed in await office.done()
    ]
    await world.run()
    world.check_books()


async def test_the_limit_of_open_jobs_is_a_term(office: Office) -> None:
    """Its default is the policy's."""
    changed = await office.terms.change(OLGA, Term.OPEN_JOBS, 1)

    assert (1, office.world.policy.max_open_jobs) == (changed.value, changed.default)


@pytest.mark.parametrize(
    ("term", "value"),
    [(Term.PICTURE, -1), (Term.PICTURE, TERM_MAX + 1), (Term.OPEN_JOBS, 0)],
)
async def test_no_term_has_such_a_value(office: Office, term: Term, value: int) -> None:
    """Prices are not below nothing, and somebody can order something."""
    with pytest.raises(InvalidNumberError):
        await office.terms.change(OLGA, term, value)


# --- numbers ----------------------------------------------------------------


async def test_the_business_in_numbers(office: Office) -> None:
    """People, jobs and credits are counted, and what the provider billed."""
    world = office.world
    await world.ordered_pictures(count=4)
    await world.run()

    business = await office.tally(OLGA)

    family = next(iter(world.families))
    assert 3 == business.tally.people == business.tally.newcomers
    assert family.training_cost + 4 * family.picture_cost == business.cost
    assert 3000 == business.tally.credits[Reason.WELCOME]
    assert 170 == business.tally.spent
    assert (3000, 0) == (business.tally.given, business.tally.sold)
    assert -business.cost == business.margin


async def test_income_is_counted_in_its_own_money(office: Office) -> None:
    """Every currency has its own sum; together they are worth what is known of all."""
    tally = (await office.tally(OLGA)).tally
    earned = attrs.evolve(tally, income={"XTR": 1000, "USD": 500})
    assert 13_000 + 5_000 == earned.worth(RATES)
    assert 0 == tally.worth({})
    assert earned.worth({"XTR": RATES["XTR"]}) is None

    business = Business(tally=earned, cost=7_000, worth=earned.worth(RATES))
    assert 11_000 == business.margin
    assert attrs.evolve(business, worth=None).margin is None


async def test_what_serves_every_family_is_billed_too(office: Office) -> None:
    """Descriptions, enrichments and enlargements have prices of their own."""
    tally = (await office.tally(OLGA)).tally
    counted = [
        JobTally(
            kind=kind, family=None, status=JobStatus.SUCCEEDED, jobs=9, delivered=number
        )
        for number, kind in (
            (1, JobKind.DESCRIPTION),
            (10, JobKind.ENRICHMENT),
            (100, JobKind.UPSCALE),
        )
    ]
    models = Models(description_cost=3, enrichment_cost=1, upscale_cost=2)

    assert 213 == attrs.evolve(tally, jobs=counted).cost(office.world.families, models)


async def test_a_family_of_yesterday_costs_nothing_known(office: Office) -> None:
    """A job of a family that is not known any more is no error."""
    tally = (await office.tally(OLGA)).tally
    await office.world.ordered_training()
    [counted] = (await office.tally(OLGA)).tally.jobs
    strange = attrs.evolve(counted, family=None, delivered=5)

    assert 0 == attrs.evolve(tally, jobs=[strange]).cost(
        office.world.families, office.world.models
    )


# --- rescuing jobs ----------------------------------------------------------


async def test_a_jobs_file(office: Office) -> None:
    """The file shows whose it is and all that happened."""
    job = await office.world.ordered_training()
    await office.world.run_to(job.id, JobStatus.SUBMITTED)

    file = await office.jobs.file(OLGA, job.id)

    assert (ANNA, job.id) == (file.person.id, file.job.id)
    assert [JobEvent.SUBMIT, JobEvent.ACCEPT] == [
        moment.event
        for moment in file.timeline.moments
        if isinstance(moment, AuditEntry)
    ]
    assert file.can_retry
    assert file.can_release


async def test_an_open_job_is_hurried(office: Office) -> None:
    """Retrying what waits makes it due now, and wakes a worker."""
    world = office.world
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)
    world.rows.wakes.clear()

    hurried = await office.jobs.retry(OLGA, job.id)

    assert world.clock() == hurried.due_at
    assert [job.id] == [woken for woken, _ in world.rows.wakes]
    assert [DeedKind.RETRY] == [deed.what for deed in await office.done()]


@pytest.mark.parametrize("kind", ["training", "pictures"])
async def test_a_failed_job_is_made_anew_for_free(kind: str) -> None:
    """Two taps order once; the new job costs nothing and ends as any other."""
    office = await office_in(World())
    world = office.world
    job = await (
        world.ordered_training() if kind == "training" else world.ordered_pictures()
    )
    await office.jobs.release(OLGA, job.id)
    await world.run()
    before = await world.available()

    first, second = [await office.jobs.retry(OLGA, job.id) for _ in range(2)]
    await world.run()

    assert again_id(job.id) == first.id == second.id
    anew = await world.job(first.id)
    assert (JobStatus.SUCCEEDED, 0) == (anew.status, anew.price)
    assert before == await world.available()
    assert [DeedKind.RELEASE, DeedKind.RETRY] == [
        deed.what for deed in await office.done()
    ]
    world.check_books()


async def test_a_job_has_one_free_retry_whoever_gives_it(office: Office) -> None:
    """Rescued and disputed, a failed job is made anew once."""
    world = office.world
    job = await world.ordered_pictures()
    await office.jobs.release(OLGA, job.id)
    dispute = DisputeId(world.ids())
    await FileDispute(world.rows, world.clock)(ANNA, dispute, job.id, "Nothing came")
    answers = AnswerDisputes(world.rows, world.clock, world.ids, OWNERS, world.policy)
    assert Remedy.RETRY in (await answers.file(OLGA, dispute)).remedies
    again = await office.jobs.retry(OLGA, job.id)

    file = await answers.file(OLGA, dispute)
    assert Remedy.RETRY not in file.remedies
    assert again == file.timeline.again
    assert not (await office.jobs.file(OLGA, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await answers(OLGA, dispute, Remedy.RETRY)
    await world.run()
    world.check_books()


async def test_what_went_well_is_not_made_anew(office: Office) -> None:
    """A job that succeeded has nothing to be retried."""
    job = await office.world.ordered_training()
    await office.world.run()

    with pytest.raises(ActionNotAllowedError):
        await office.jobs.retry(OLGA, job.id)


async def test_a_training_of_a_retried_avatar_is_not_made_anew(
    office: Office,
) -> None:
    """Its person was quicker."""
    world = office.world
    job = await world.ordered_training()
    await office.jobs.release(OLGA, job.id)
    assert (await office.jobs.file(OLGA, job.id)).can_retry
    await world.training.start(ANNA, job.avatar, world.new_job())

    assert not (await office.jobs.file(OLGA, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await office.jobs.retry(OLGA, job.id)


@pytest.mark.parametrize(
    "status", [JobStatus.REQUESTED, JobStatus.SUBMITTED, JobStatus.RUNNING]
)
async def test_a_stuck_job_is_released(status: JobStatus) -> None:
    """It fails, its credits go back at once, and its person is told."""
    office = await office_in(World(prices=PriceBook(welcome=150)))
    world = office.world
    job = await world.ordered_training()
    if status is not JobStatus.REQUESTED:
        await world.run_to(job.id, status)

    released = await office.jobs.release(OLGA, job.id)
    with pytest.raises(ActionNotAllowedError):
        await office.jobs.release(OLGA, job.id)
    await world.run()

    assert (JobStatus.FAILED, Failure.RELEASED) == (released.status, released.failure)
    assert 150 == await world.available()
    assert [JobStatus.FAILED] == world.statuses_told()
    file = await office.jobs.file(OLGA, job.id)
    assert file.can_retry
    assert not file.can_release
    world.check_books()

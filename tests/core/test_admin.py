"""What the admin's side can do, and that nobody else can."""

import asyncio
import inspect

from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OWNER, RATES, World

from avatar_core import (
    AvatarStatus,
    JobKind,
    JobStatus,
    Language,
    Models,
    PersonId,
    PriceBook,
)
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.audit import AuditEntry
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
from avatar_core.payments import payment_id
from avatar_core.prices import TERM_MAX, Term
from avatar_core.stats import JobStats
from avatar_core.use_cases import AdminCases, admin
from avatar_core.use_cases.admin import Business


OLGA = OWNER


async def opened(world: World) -> World:
    """Return a world in which everybody has come in."""
    for person in (OLGA, ANNA, BORIS):
        await world.accounts.enter(person, Language.ENGLISH)
    return world


async def done(world: World) -> list[AdminAction]:
    """Return every admin action, oldest first."""
    return list(await world.admin.admin_log(OLGA, limit=100))[::-1]


@pytest.fixture
async def world() -> World:
    """Return a world in which everybody has come in."""
    return await opened(World())


# --- nobody else ------------------------------------------------------------


def _calls() -> dict[str, Callable[[World, PersonId, JobId], Awaitable[object]]]:
    given: dict[str, Callable[[World, JobId], object]] = {
        "words": lambda world, job: str(ANNA),
        "person": lambda world, job: ANNA,
        "amount": lambda world, job: 5,
        "why": lambda world, job: "because",
        "tap": lambda world, job: world.ids(),
        "term": lambda world, job: Term.PICTURE,
        "value": lambda world, job: 3,
        "limit": lambda world, job: 3,
        "job": lambda world, job: job,
        "broadcast": lambda world, job: BroadcastId(world.ids()),
        "code": lambda world, job: "SUMMER",
        "credits": lambda world, job: 5,
        "uses": lambda world, job: 5,
        "payment": lambda world, job: payment_id("charge"),
        "language": lambda world, job: Language.ENGLISH,
        "text": lambda world, job: "hello",
        "dispute": lambda world, job: next(iter(world.rows._rows.disputes)),
        "remedy": lambda world, job: Remedy.WORDS,
    }

    def call(part: str, method: str, parameters: list[inspect.Parameter]) -> Any:
        async def ask(world: World, asker: PersonId, job: JobId) -> object:
            values = {p.name: given[p.name](world, job) for p in parameters}
            plain = [values[p.name] for p in parameters if p.kind != p.KEYWORD_ONLY]
            named = {
                p.name: values[p.name] for p in parameters if p.kind == p.KEYWORD_ONLY
            }
            return await getattr(getattr(world.admin, part), method)(
                asker, *plain, **named
            )

        return ask

    calls = {}
    for field in attrs.fields(AdminCases):
        for method, function in inspect.getmembers(
            field.type, inspect.iscoroutinefunction
        ):
            if method.startswith("_") and method != "__call__":
                continue
            parameters = [
                parameter
                for name, parameter in inspect.signature(function).parameters.items()
                if name not in {"self", "admin"}
                and parameter.default is parameter.empty
            ]
            calls[f"{field.name}.{method}"] = call(field.name, method, parameters)
    return calls


CALLS = _calls()


def test_no_use_case_is_left_out() -> None:
    """Every use case of the admin's side is called below by somebody else."""
    named = [getattr(admin, name) for name in admin.__all__]
    every = {
        case
        for case in named
        if any(map(inspect.iscoroutinefunction, vars(case).values()))
    }

    fields = attrs.fields(AdminCases)
    assert {field.type for field in fields} == every
    assert {call.partition(".")[0] for call in CALLS} == {
        field.name for field in fields
    }


@pytest.mark.parametrize("method", sorted(CALLS))
async def test_nobody_else_is_obeyed(method: str) -> None:
    """Whatever a stranger asks for is not found, and nothing changes."""
    world = await opened(World())
    job = await world.ordered_training()
    await world.cases.disputes(ANNA, DisputeId(world.ids()), job.id, "so long")
    rows = attrs.asdict(world.rows._rows, recurse=False)
    before = {name: dict(table) for name, table in rows.items()}

    with pytest.raises(NotFoundError):
        await CALLS[method](world, BORIS, job.id)

    after = attrs.asdict(world.rows._rows, recurse=False)
    assert before == after


# --- finding ----------------------------------------------------------------


async def test_people_are_found(world: World) -> None:
    """An id, a username in any case and a job's id lead to the person."""
    job = await world.ordered_training()
    await world.accounts.enter(ANNA, Language.ENGLISH, username="Anna_K")

    for words in ("1", " @anna_k ", "ANNA_K", str(job.id), job.id.hex):
        assert [ANNA] == [person.id for person in await world.admin.people(OLGA, words)]


@pytest.mark.parametrize("words", ["", "@", "@nobody", "12345", "9" * 400, "²", "-1"])
async def test_nobody_is_found(world: World, words: str) -> None:
    """What means nobody is not found."""
    with pytest.raises(NotFoundError):
        await world.admin.people(OLGA, words)


async def test_a_username_is_kept_up_to_date(world: World) -> None:
    """Who takes another name is found by it, and by the old one no more."""
    for name in ("Old", "new", None):
        await world.accounts.enter(ANNA, Language.ENGLISH, username=name)

    for words in ("@old", "@new"):
        with pytest.raises(NotFoundError):
            await world.admin.people(OLGA, words)


async def test_who_comes_back_has_not_left(world: World) -> None:
    """Coming in again takes back that somebody left."""
    async with world.rows.work(ANNA) as work:
        person = await work.people.get(ANNA)
        await work.people.save(attrs.evolve(person, left_at=world.clock()))

    entry = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert entry.person.left_at is None
    assert (await world.admin.people.file(OLGA, ANNA)).person == entry.person


async def test_a_persons_file(world: World) -> None:
    """The file has the balance, the avatars and the newest jobs."""
    job = await world.ordered_training()

    file = await world.admin.people.file(OLGA, ANNA)

    assert (850, 150) == (file.balance.available, file.balance.held)
    assert [AvatarStatus.TRAINING] == [avatar.status for avatar in file.avatars]
    assert (1, [job.id]) == (file.open_jobs, [each.id for each in file.jobs])
    assert not file.is_admin
    assert (await world.admin.people.file(OLGA, OLGA)).is_admin


# --- credits ----------------------------------------------------------------


async def test_credits_are_given_once_per_tap(world: World) -> None:
    """The same tap gives once, another one again; each is written down."""
    tap = world.ids()
    first = await world.admin.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    second = await world.admin.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    third = await world.admin.credits.grant(
        OLGA, ANNA, 5, why="thanks", tap=world.ids()
    )

    assert [True, False, True] == [first.new, second.new, third.new]
    assert 1035 == third.balance.available
    assert [
        (AdminActionKind.GRANT, 30, "sorry"),
        (AdminActionKind.GRANT, 5, "thanks"),
    ] == [(action.what, action.amount, action.why) for action in await done(world)]


async def test_credits_are_taken_but_never_below_zero(world: World) -> None:
    """What is there can be taken, what is not cannot, and is not written down."""
    ids = world.ids
    taken = await world.admin.credits.take(OLGA, ANNA, 1000, why="mistake", tap=ids())
    with pytest.raises(InsufficientCreditsError):
        await world.admin.credits.take(OLGA, ANNA, 1, why="mistake", tap=ids())

    assert 0 == taken.balance.available
    assert [AdminActionKind.TAKE] == [action.what for action in await done(world)]


async def test_no_credits_without_a_reason(world: World) -> None:
    """Nobody will know later what it was for."""
    with pytest.raises(InvalidTextError):
        await world.admin.credits.grant(OLGA, ANNA, 1, why=" ", tap=world.ids())


async def test_people_are_told_of_what_concerns_them(world: World) -> None:
    """Of credits with the reason, of being let in again; each once, as soon as it can be."""
    tap = world.ids()
    for _ in range(2):
        await world.admin.credits.grant(OLGA, ANNA, 30, why="sorry", tap=tap)
    await world.admin.credits.take(OLGA, ANNA, 20, why="too much", tap=world.ids())
    await world.admin.blocks.block(OLGA, BORIS)
    await world.admin.blocks.unblock(OLGA, BORIS)
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


async def test_two_sweeps_at_once_tell_of_it_once(world: World) -> None:
    """Both have found it due; whoever comes second leaves it to the first."""
    await world.admin.credits.grant(OLGA, ANNA, 30, why="sorry", tap=world.ids())
    tell = world.tell

    [found], [found_too] = await tell.due(), await tell.due()
    await asyncio.gather(tell(found), tell(found_too))

    assert 1 == len(world.messages.notices)
    assert not world.rows._rows.notices


# --- blocking ---------------------------------------------------------------


async def test_blocking_and_letting_in_again(world: World) -> None:
    """Twice is once, and each change is written down."""
    blocked = await world.admin.blocks.block(OLGA, ANNA)
    again = await world.admin.blocks.block(OLGA, ANNA)
    free = await world.admin.blocks.unblock(OLGA, ANNA)
    await world.admin.blocks.unblock(OLGA, ANNA)

    assert blocked == again
    assert blocked.blocked_at == world.clock()
    assert free.blocked_at is None
    assert [AdminActionKind.BLOCK, AdminActionKind.UNBLOCK] == [
        action.what for action in await done(world)
    ]


async def test_owners_are_not_shut_out(world: World) -> None:
    """Nobody locks the door from outside with the key inside."""
    with pytest.raises(NotFoundError):
        await world.admin.blocks.block(OLGA, OLGA)


# --- terms ------------------------------------------------------------------


async def test_a_price_is_changed_and_restored(world: World) -> None:
    """A changed price is everybody's next; an order under way keeps its own."""
    old = await world.ordered_training()
    changed = await world.admin.terms.change(OLGA, Term.TRAINING, 7)
    await world.admin.terms.change(OLGA, Term.TRAINING, 7)
    new = await world.ordered_training(BORIS)
    shown = {
        now.term: (now.value, now.default) for now in await world.admin.terms.all(OLGA)
    }
    await world.admin.terms.change(OLGA, Term.TRAINING, None)

    assert (150, 7) == ((await world.job(old.id)).price, new.price)
    assert (7, 150) == (changed.value, changed.default) == shown[Term.TRAINING]
    assert set(Term) == set(shown)
    assert 150 == (await world.accounts.price_book()).training
    assert [("150 → 7", 7), ("7 → 150", 150)] == [
        (action.why, action.amount) for action in await done(world)
    ]
    await world.run()


async def test_the_limit_of_open_jobs_is_a_term(world: World) -> None:
    """Its default is the policy's."""
    changed = await world.admin.terms.change(OLGA, Term.OPEN_JOBS, 1)

    assert (1, world.policy.max_open_jobs) == (changed.value, changed.default)


@pytest.mark.parametrize(
    ("term", "value"),
    [(Term.PICTURE, -1), (Term.PICTURE, TERM_MAX + 1), (Term.OPEN_JOBS, 0)],
)
async def test_no_term_has_such_a_value(world: World, term: Term, value: int) -> None:
    """Prices are not below nothing, and somebody can order something."""
    with pytest.raises(InvalidNumberError):
        await world.admin.terms.change(OLGA, term, value)


# --- numbers ----------------------------------------------------------------


async def test_the_business_in_numbers(world: World) -> None:
    """People, jobs and credits are counted, and what the provider billed."""
    await world.ordered_pictures(count=4)
    await world.run()

    business = await world.admin.stats(OLGA)

    family = next(iter(world.config.families))
    assert 3 == business.stats.people == business.stats.newcomers
    assert family.training_cost + 4 * family.picture_cost == business.cost
    assert 3000 == business.stats.credits[Reason.WELCOME]
    assert 170 == business.stats.spent
    assert (3000, 0) == (business.stats.given, business.stats.sold)
    assert -business.cost == business.margin


async def test_income_is_counted_in_its_own_money(world: World) -> None:
    """Every currency has its own sum; together they are worth what is known of all."""
    stats = (await world.admin.stats(OLGA)).stats
    earned = attrs.evolve(stats, income={"XTR": 1000, "USD": 500})
    assert 13_000 + 5_000 == earned.worth(RATES)
    assert 0 == stats.worth({})
    assert earned.worth({"XTR": RATES["XTR"]}) is None

    business = Business(stats=earned, cost=7_000, worth=earned.worth(RATES))
    assert 11_000 == business.margin
    assert attrs.evolve(business, worth=None).margin is None


async def test_what_serves_every_family_is_billed_too(world: World) -> None:
    """Descriptions, enrichments and enlargements have prices of their own."""
    stats = (await world.admin.stats(OLGA)).stats
    counted = [
        JobStats(
            kind=kind, family=None, status=JobStatus.SUCCEEDED, jobs=9, delivered=number
        )
        for number, kind in (
            (1, JobKind.DESCRIPTION),
            (10, JobKind.ENRICHMENT),
            (100, JobKind.UPSCALE),
        )
    ]
    models = Models(description_cost=3, enrichment_cost=1, upscale_cost=2)

    assert 213 == attrs.evolve(stats, jobs=counted).cost(world.config.families, models)


async def test_a_family_of_yesterday_costs_nothing_known(world: World) -> None:
    """A job of a family that is not known any more is no error."""
    stats = (await world.admin.stats(OLGA)).stats
    await world.ordered_training()
    [counted] = (await world.admin.stats(OLGA)).stats.jobs
    strange = attrs.evolve(counted, family=None, delivered=5)

    assert 0 == attrs.evolve(stats, jobs=[strange]).cost(
        world.config.families, world.config.models
    )


# --- rescuing jobs ----------------------------------------------------------


async def test_a_jobs_file(world: World) -> None:
    """The file shows whose it is and all that happened."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)

    file = await world.admin.jobs.file(OLGA, job.id)

    assert (ANNA, job.id) == (file.person.id, file.job.id)
    assert [JobEvent.SUBMIT, JobEvent.ACCEPT] == [
        moment.event
        for moment in file.timeline.moments
        if isinstance(moment, AuditEntry)
    ]
    assert file.can_retry
    assert file.can_release


async def test_an_open_job_is_hurried(world: World) -> None:
    """Retrying what waits makes it due now, and wakes a worker."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)
    world.rows.enqueued.clear()

    hurried = await world.admin.jobs.retry(OLGA, job.id)

    assert world.clock() == hurried.due_at
    assert [job.id] == [woken for woken, _ in world.rows.enqueued]
    assert [AdminActionKind.RETRY] == [action.what for action in await done(world)]


@pytest.mark.parametrize("kind", ["training", "pictures"])
async def test_a_failed_job_is_made_anew_for_free(kind: str) -> None:
    """Two taps order once; the new job costs nothing and ends as any other."""
    world = await opened(World())
    job = await (
        world.ordered_training() if kind == "training" else world.ordered_pictures()
    )
    await world.admin.jobs.release(OLGA, job.id)
    await world.run()
    before = await world.available()

    first, second = [await world.admin.jobs.retry(OLGA, job.id) for _ in range(2)]
    await world.run()

    assert again_id(job.id) == first.id == second.id
    anew = await world.job(first.id)
    assert (JobStatus.SUCCEEDED, 0) == (anew.status, anew.price)
    assert before == await world.available()
    assert [AdminActionKind.RELEASE, AdminActionKind.RETRY] == [
        action.what for action in await done(world)
    ]
    world.check_books()


async def test_a_job_has_one_free_retry_whoever_gives_it(world: World) -> None:
    """Rescued and disputed, a failed job is made anew once."""
    job = await world.ordered_pictures()
    await world.admin.jobs.release(OLGA, job.id)
    dispute = DisputeId(world.ids())
    await world.cases.disputes(ANNA, dispute, job.id, "Nothing came")
    answers = world.admin.disputes
    assert Remedy.RETRY in (await answers.file(OLGA, dispute)).remedies
    again = await world.admin.jobs.retry(OLGA, job.id)

    file = await answers.file(OLGA, dispute)
    assert Remedy.RETRY not in file.remedies
    assert again == file.timeline.again
    assert not (await world.admin.jobs.file(OLGA, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await answers(OLGA, dispute, Remedy.RETRY)
    await world.run()


async def test_what_went_well_is_not_made_anew(world: World) -> None:
    """A job that succeeded has nothing to be retried."""
    job = await world.ordered_training()
    await world.run()

    with pytest.raises(ActionNotAllowedError):
        await world.admin.jobs.retry(OLGA, job.id)


async def test_a_training_of_a_retried_avatar_is_not_made_anew(
    world: World,
) -> None:
    """Its person was quicker."""
    job = await world.ordered_training()
    await world.admin.jobs.release(OLGA, job.id)
    assert (await world.admin.jobs.file(OLGA, job.id)).can_retry
    await world.training.start(ANNA, job.avatar, world.new_job())

    assert not (await world.admin.jobs.file(OLGA, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await world.admin.jobs.retry(OLGA, job.id)


@pytest.mark.parametrize(
    "status", [JobStatus.REQUESTED, JobStatus.SUBMITTED, JobStatus.RUNNING]
)
async def test_a_stuck_job_is_released(status: JobStatus) -> None:
    """It fails, its credits go back at once, and its person is told."""
    world = await opened(World(prices=PriceBook(welcome=150)))
    job = await world.ordered_training()
    if status is not JobStatus.REQUESTED:
        await world.run_to(job.id, status)

    released = await world.admin.jobs.release(OLGA, job.id)
    with pytest.raises(ActionNotAllowedError):
        await world.admin.jobs.release(OLGA, job.id)
    await world.run()

    assert (JobStatus.FAILED, Failure.RELEASED) == (released.status, released.failure)
    assert 150 == await world.available()
    assert [JobStatus.FAILED] == world.statuses_told()
    file = await world.admin.jobs.file(OLGA, job.id)
    assert file.can_retry
    assert not file.can_release
    world.check_books()

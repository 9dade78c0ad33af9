"""What admins can do, and that nobody else can."""

import asyncio
import inspect

from collections.abc import Callable
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
)
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.disputes import Remedy
from avatar_core.errors import (
    InsufficientCreditsError,
    InvalidNumberError,
    InvalidTextError,
    NotFoundError,
)
from avatar_core.ids import BroadcastId, DisputeId, JobId
from avatar_core.ledger import Reason
from avatar_core.notices import NoticeKind
from avatar_core.payments import payment_id
from avatar_core.prices import TERM_MAX, Term
from avatar_core.stats import JobStats
from avatar_core.use_cases import AdminCases, admin


@pytest.fixture
async def world(world: World) -> World:
    """Return a world with an admin, Anna and Boris in it."""
    return await world.enter(OWNER, ANNA, BORIS)


async def done(world: World) -> list[AdminAction]:
    """Return every admin action, oldest first."""
    return list(await world.admin.admin_log(OWNER, limit=100))[::-1]


# --- nobody else ------------------------------------------------------------


#: Returns what a call is given for a parameter.
_GIVEN: dict[str, Callable[[World, JobId], object]] = {
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
    "at": lambda world, job: world.clock(),
    "code": lambda world, job: "SUMMER",
    "credits": lambda world, job: 5,
    "uses": lambda world, job: 5,
    "payment": lambda world, job: payment_id("charge"),
    "language": lambda world, job: Language.ENGLISH,
    "text": lambda world, job: "hello",
    "dispute": lambda world, job: next(iter(world.rows._rows.disputes)),
    "remedy": lambda world, job: Remedy.WORDS,
}
#: Every use case of the admins, by its field, and every method of it.
CALLS = [
    (field.name, method)
    for field in attrs.fields(AdminCases)
    for method, _ in inspect.getmembers(field.type, inspect.iscoroutinefunction)
    if method == "__call__" or not method.startswith("_")
]


async def _call(
    world: World, part: str, method: str, asker: PersonId, job: JobId
) -> object:
    function: Any = getattr(getattr(world.admin, part), method)
    values = {
        name: _GIVEN[name](world, job)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "admin" and parameter.default is parameter.empty
    }
    return await function(admin=asker, **values)


def test_no_use_case_is_left_out() -> None:
    """Every use case of the admins is called below by somebody else."""
    named = [getattr(admin, name) for name in admin.__all__]
    every = {
        case
        for case in named
        if any(map(inspect.iscoroutinefunction, vars(case).values()))
    }

    fields = attrs.fields(AdminCases)
    assert {field.type for field in fields} == every
    assert {part for part, _ in CALLS} == {field.name for field in fields}


@pytest.mark.parametrize(("part", "method"), CALLS)
async def test_only_admins_are_obeyed(world: World, part: str, method: str) -> None:
    """A person who is no admin gets "not found", and nothing changes."""
    job = await world.ordered_training()
    await world.cases.disputes(ANNA, DisputeId(world.ids()), job.id, "so long")
    before = repr(world.rows._rows)

    with pytest.raises(NotFoundError):
        await _call(world, part, method, BORIS, job.id)

    assert before == repr(world.rows._rows)


# --- people -----------------------------------------------------------------


async def test_people_are_found(world: World) -> None:
    """An id, a username in any case and a job's id lead to the person."""
    job = await world.ordered_training()
    await world.accounts.enter(ANNA, Language.ENGLISH, username="Anna_K")

    for words in ("1", " @anna_k ", "ANNA_K", str(job.id), job.id.hex):
        assert [ANNA] == [
            person.id for person in await world.admin.people(OWNER, words)
        ]


async def test_people_are_found_by_name(world: World) -> None:
    """The beginning of a name finds everybody called so, whoever has the username first."""
    await world.accounts.enter(ANNA, Language.ENGLISH, name=" Anna\n Petrova ")
    await world.accounts.enter(BORIS, Language.ENGLISH, name="B", username="anna")
    people = world.admin.people

    found = await people(OWNER, "ANNA")
    newest = await people.newest(OWNER, limit=2, skip=1)

    assert [(BORIS, "B"), (ANNA, "Anna Petrova")] == [
        (one.id, one.name) for one in found
    ]
    assert [BORIS] == [one.id for one in await people(OWNER, "@anna")]
    assert 2 == len(newest)


async def test_a_name_is_kept_as_last_seen(world: World) -> None:
    """A name is bounded, written only when it changed, and may become none."""
    enter, is_in = world.accounts.enter, world.accounts.is_in

    anna = (await enter(ANNA, Language.ENGLISH, name="A" * 63 + " B")).person
    known = await world.accounts.person(ANNA)

    assert "A" * 63 == anna.name
    assert is_in(known, Language.ENGLISH, name="A" * 63 + " B")
    assert not is_in(known, Language.ENGLISH, name="Anna")
    assert (await enter(ANNA, Language.ENGLISH, name="\u200b")).person.name is None


@pytest.mark.parametrize(
    "words", ["", "@", "@nobody", "@old", "12345", "9" * 400, "²", "-1"]
)
async def test_nobody_is_found(world: World, words: str) -> None:
    """Unknown words and former usernames find nobody."""
    for name in ("Old", "new", None):
        await world.accounts.enter(ANNA, Language.ENGLISH, username=name)

    with pytest.raises(NotFoundError):
        await world.admin.people(OWNER, words)


async def test_a_persons_file(world: World) -> None:
    """The file has the balance, the avatars and the newest jobs."""
    job = await world.ordered_training()

    file = await world.admin.people.file(OWNER, ANNA)

    assert (850, 150) == (file.balance.available, file.balance.held)
    assert [AvatarStatus.TRAINING] == [avatar.status for avatar in file.avatars]
    assert (1, [job.id]) == (file.open_jobs, [each.id for each in file.jobs])
    assert not file.is_admin
    assert (await world.admin.people.file(OWNER, OWNER)).is_admin


async def test_blocking_and_unblocking(world: World) -> None:
    """Blocking is idempotent and logged; admins cannot be blocked."""
    blocks = world.admin.blocks
    blocked, again = [await blocks.block(OWNER, ANNA) for _ in range(2)]
    free, _ = [await blocks.unblock(OWNER, ANNA) for _ in range(2)]
    with pytest.raises(NotFoundError):
        await blocks.block(OWNER, OWNER)

    assert blocked == again
    assert (world.clock(), None) == (blocked.blocked_at, free.blocked_at)
    assert [AdminActionKind.BLOCK, AdminActionKind.UNBLOCK] == [
        action.what for action in await done(world)
    ]


# --- credits ----------------------------------------------------------------


async def test_credits_are_given_once_per_tap(world: World) -> None:
    """Each tap grants once, and each grant is logged."""
    tap, grant = world.ids(), world.admin.credits.grant
    first, second = [
        await grant(OWNER, ANNA, 30, why="sorry", tap=tap) for _ in range(2)
    ]
    third = await grant(OWNER, ANNA, 5, why="thanks", tap=world.ids())
    with pytest.raises(InvalidTextError):
        await grant(OWNER, ANNA, 1, why=" ", tap=world.ids())

    assert [True, False, True] == [first.new, second.new, third.new]
    assert 1035 == third.balance.available
    assert [
        (AdminActionKind.GRANT, 30, "sorry"),
        (AdminActionKind.GRANT, 5, "thanks"),
    ] == [(action.what, action.amount, action.why) for action in await done(world)]


async def test_credits_are_not_taken_below_zero(world: World) -> None:
    """Taking more than is available is refused and not logged."""
    take, ids = world.admin.credits.take, world.ids
    taken = await take(OWNER, ANNA, 1000, why="mistake", tap=ids())
    with pytest.raises(InsufficientCreditsError):
        await take(OWNER, ANNA, 1, why="mistake", tap=ids())

    assert 0 == taken.balance.available
    assert [AdminActionKind.TAKE] == [action.what for action in await done(world)]


async def test_people_are_told_what_admins_did(world: World) -> None:
    """People are told once of granted and taken credits, and when unblocked."""
    credits_, tap = world.admin.credits, world.ids()
    for _ in range(2):
        await credits_.grant(OWNER, ANNA, 30, why="sorry", tap=tap)
    await credits_.take(OWNER, ANNA, 20, why="too much", tap=world.ids())
    await world.admin.blocks.block(OWNER, BORIS)
    await world.admin.blocks.unblock(OWNER, BORIS)
    world.messages.unavailable = 2

    for _ in range(3):
        await world.tell_due()
        world.clock.advance(world.policy.retry_after)

    told = [(n.person, n.what, n.amount, n.why) for n in world.messages.notices]
    assert {
        (ANNA, NoticeKind.GRANT, 30, "sorry"),
        (ANNA, NoticeKind.TAKE, 20, "too much"),
        (BORIS, NoticeKind.UNBLOCK, 0, ""),
    } == set(told)
    assert 3 == len(told)
    assert not world.rows._rows.notices


async def test_two_sweeps_at_once_tell_a_notice_once(world: World) -> None:
    """Two concurrent sweeps send a notice once."""
    await world.admin.credits.grant(OWNER, ANNA, 30, why="sorry", tap=world.ids())

    [found], [found_too] = await world.tell.due(), await world.tell.due()
    await asyncio.gather(world.tell(found), world.tell(found_too))

    assert 1 == len(world.messages.notices)
    assert not world.rows._rows.notices


# --- terms ------------------------------------------------------------------


async def test_a_price_is_changed_and_restored(world: World) -> None:
    """A changed price applies to new orders only."""
    old, terms = await world.ordered_training(), world.admin.terms
    changed, _ = [
        await terms.change(OWNER, Term.TRAINING, 7, below_cost=True) for _ in range(2)
    ]
    new = await world.ordered_training(BORIS)
    shown = {now.term: (now.value, now.default) for now in await terms.all(OWNER)}
    await terms.change(OWNER, Term.TRAINING, None, below_cost=True)

    assert (150, 7) == ((await world.job(old.id)).price, new.price)
    assert (7, 150) == (changed.value, changed.default) == shown[Term.TRAINING]
    assert set(Term) == set(shown)
    assert (world.policy.max_open_jobs,) * 2 == shown[Term.OPEN_JOBS]
    assert 150 == (await world.accounts.price_book()).training
    assert [("150 → 7", 7), ("7 → 150", 150)] == [
        (action.why, action.amount) for action in await done(world)
    ]


@pytest.mark.parametrize(
    ("term", "value"),
    [(Term.PICTURE, -1), (Term.PICTURE, TERM_MAX + 1), (Term.OPEN_JOBS, 0)],
)
async def test_impossible_terms_are_refused(
    world: World, term: Term, value: int
) -> None:
    """Prices are not negative, and people may have at least one open job."""
    with pytest.raises(InvalidNumberError):
        await world.admin.terms.change(OWNER, term, value)


# --- statistics -------------------------------------------------------------


async def test_statistics_of_the_business(world: World) -> None:
    """People, jobs and credits are counted, and what the provider billed."""
    await world.ordered_pictures(count=4)
    await world.run()

    business = await world.admin.stats(OWNER)

    family = next(iter(world.config.families))
    assert 3 == business.stats.people == business.stats.newcomers
    assert family.training_cost + 4 * family.picture_cost == business.cost
    assert 3000 == business.stats.credits[Reason.WELCOME]
    assert (170, 3000, 0) == (
        business.stats.spent,
        business.stats.given,
        business.stats.sold,
    )
    assert 0 == business.worth


async def test_income_is_counted_by_currency(world: World) -> None:
    """The total is known only if the rate of every currency is."""
    stats = (await world.admin.stats(OWNER)).stats
    earned = attrs.evolve(stats, income={"XTR": 1000, "USD": 500})
    assert 13_000 + 5_000 == earned.worth(RATES)
    assert 0 == stats.worth({})
    assert earned.worth({"XTR": RATES["XTR"]}) is None


async def test_jobs_of_no_family_are_billed(world: World) -> None:
    """Jobs without a family have costs of their own; an unknown family costs 0."""
    stats = (await world.admin.stats(OWNER)).stats
    counted = [
        JobStats(
            kind=kind, family=None, status=JobStatus.SUCCEEDED, jobs=9, delivered=number
        )
        for number, kind in (
            (1, JobKind.DESCRIPTION),
            (10, JobKind.ENRICHMENT),
            (100, JobKind.UPSCALE),
            (1000, JobKind.TRAINING),
        )
    ]
    models = Models(description_cost=3, enrichment_cost=1, upscale_cost=2)

    assert 213 == attrs.evolve(stats, jobs=counted).cost(world.config.families, models)

"""Another person's ids are not found by any use case.

The cases are made from the signatures of the use cases: one for each parameter that
can name something of a person's, while all others name the caller's own things.
"""

import inspect

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from datetime import UTC
from typing import Any, NewType, get_args, get_type_hints
from uuid import UUID

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World
from tests.packs import pack_of

from avatar_core import Gender, JobStatus, PersonId, Size, ids, use_cases
from avatar_core.avatars import Hair
from avatar_core.blob_keys import prefix_of
from avatar_core.errors import ActionNotAllowedError, NotFoundError, PhotoFault
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.galleries import ALL_PICTURES, Month, PictureFilter
from avatar_core.ids import (
    AvatarId,
    DisputeId,
    JobId,
    PackId,
    PaymentId,
    PhotoId,
    PictureId,
)
from avatar_core.use_cases import (
    CancelJob,
    CoachPhotos,
    FileDispute,
    ManageAvatars,
    ReadNews,
    TrainAvatar,
    UploadPhotos,
    WorkerCases,
)


#: Types that name a person's things: all ids but those of people, packs and
#: broadcasts; and a filter, which names an avatar.
_KINDS: set[Any] = {
    PictureFilter,
    *(kind for kind in vars(ids).values() if isinstance(kind, NewType)),
} - {ids.Alias, ids.PersonId, ids.PackId, ids.BroadcastId}
#: Use cases about avatars that are not trained yet.
_BEFORE_TRAINING = {CoachPhotos, ManageAvatars, TrainAvatar, UploadPhotos}
#: Methods that answer as if there were no such thing.
_ANSWERED = {"likenesses"}
_SECRETS = ("Secret of Anna", "the words of Anna")


@attrs.frozen
class Point:
    """A parameter by which another person's thing could be reached."""

    case: type
    method: str
    parameter: str
    kind: Any

    def __str__(self) -> str:
        """Return its name."""
        kind = self.kind.__name__
        return f"{self.case.__name__}.{self.method}({self.parameter}: {kind})"


def _methods(case: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the methods that act for a person."""
    for name, function in inspect.getmembers(case, inspect.isfunction):
        public = name == "__call__" or not name.startswith("_")
        if public and "person" in inspect.signature(function).parameters:
            yield name, function


def _points() -> Iterator[Point]:
    for case in _CASES:
        for method, function in _methods(case):
            hints = get_type_hints(function)
            for name in inspect.signature(function).parameters:
                hint = hints.get(name)
                for kind in get_args(hint) or [hint]:
                    if kind in _KINDS:
                        yield Point(case, method, name, kind)


_CASES = [
    type(case)
    for case in attrs.astuple(World().cases, recurse=False)
    if any(_methods(type(case)))
]
POINTS = list(_points())


@attrs.frozen
class Town:
    """Anna, who has one of everything, and Boris, who knows all her ids."""

    world: World
    cases: Mapping[type, Any]
    theirs: Mapping[Any, list[Any]]
    own: Mapping[str, Any]

    def rows(self) -> dict[str, dict[Any, Any]]:
        """Return every table, without the deletions of Boris's own files."""
        rows = _tables(self.world)
        own = prefix_of(self.world.alias(BORIS))
        deletions = [key for key in rows["deletions"] if key.startswith(own)]
        return {
            name: {key: row for key, row in table.items() if key not in deletions}
            for name, table in rows.items()
        }

    def hers(self) -> dict[UUID, object]:
        """Return all of Anna's rows that an id can name."""
        named = {id_ for known in self.theirs.values() for id_ in known}
        return {
            key: row
            for table in self.rows().values()
            for key, row in table.items()
            if key in named
        }

    def given(self, point: Point, foreign: Mapping[str, object]) -> dict[str, object]:
        """Return Boris's arguments for a method: all his own, except *foreign*."""
        function = getattr(point.case, point.method)
        own = {
            name: self._own(point, name)
            for name, parameter in inspect.signature(function).parameters.items()
            if name != "self" and parameter.default is parameter.empty
        }
        several = {name: [id_] for name, id_ in foreign.items() if name == "pictures"}
        return {**own, **foreign, **several}

    def _own(self, point: Point, name: str) -> object:
        if name == "avatar" and point.method == "create":
            return self.world.ids()
        if name == "avatar" and point.case in _BEFORE_TRAINING:
            return self.own["collecting"]
        if name == "photo" and point.method == "add":
            return self.world.ids()
        if name == "training" or (
            name == "job" and point.case in {CancelJob, ReadNews}
        ):
            return self.own["about"]
        value = self.own[name]
        return value() if callable(value) else value


def _tables(world: World) -> dict[str, dict[Any, Any]]:
    return attrs.asdict(world.rows._rows, recurse=False)


def _cases_of(world: World) -> dict[type, Any]:
    return {type(case): case for case in attrs.astuple(world.cases, recurse=False)}


async def _pictures(world: World, person: PersonId, words: str) -> UUID:
    avatar = (await world.trained(person)).id
    await world.draw(avatar, words, owner=person, count=2)
    await world.run()
    return avatar


@pytest.fixture
async def town() -> Town:
    """Anna has avatars, photos, jobs, pictures, a payment and a dispute."""
    world = World()
    cases = _cases_of(world)
    rows = world.rows._rows
    own = await _pictures(world, BORIS, "the words of Boris")
    collecting = await world.with_photos(12, BORIS)
    own_job = next(iter(rows.jobs))
    own_picture = next(iter(rows.pictures))
    own_photo = next(one for one in rows.photos.values() if one.avatar == collecting.id)
    mine = {key for table in _tables(world).values() for key in table}

    done = await _pictures(world, ANNA, "the words of Anna")
    await world.avatars.rename(ANNA, AvatarId(done), "Secret of Anna")
    await world.with_photos(12)
    await world.pay()
    [payment] = rows.payments
    await cases[FileDispute](ANNA, DisputeId(world.ids()), payment, _SECRETS[1])
    await world.describe(AvatarId(done))
    training = await world.ordered_training()
    await world.run_to(training.id, JobStatus.RUNNING)
    world.shelf.packs.append(pack_of(2))
    theirs: dict[Any, list[Any]] = {
        AvatarId: [*rows.avatars],
        JobId: [*rows.jobs],
        PhotoId: [*rows.photos],
        PictureId: [*rows.pictures],
        PaymentId: [*rows.payments],
        DisputeId: [*rows.disputes],
    }
    return Town(
        world,
        cases,
        {
            kind: [id_ for id_ in known if id_ not in mine]
            for kind, known in theirs.items()
        },
        {
            "person": BORIS,
            "avatar": own,
            "collecting": collecting.id,
            "photo": own_photo.id,
            "picture": own_picture,
            "pictures": [own_picture],
            "month": Month(2026, 1),
            "largest": 10**9,
            "job": world.new_job,
            "order": world.new_job,
            "dispute": world.ids,
            "about": own_job,
            "pack": PackId("pack-2"),
            "data": b"photo of Boris",
            "fault": PhotoFault.TOO_BIG,
            "name": "Boris",
            "words": "in the hills",
            "size": Size.SQUARE,
            "count": 1,
            "family": FLUX_PORTRAIT.name,
            "hair": Hair.RED,
            "gender": Gender.MALE,
            "among": ALL_PICTURES,
            "zone": UTC,
            "most": 3,
            "favourite": True,
        },
    )


def test_no_use_case_is_left_out() -> None:
    """All use cases are tried here, except the worker's."""
    exported = [getattr(use_cases, name) for name in use_cases.__all__]
    every = {
        case
        for case in exported
        if inspect.isclass(case)
        and inspect.getmembers(case, inspect.iscoroutinefunction)
    }

    assert every - set(_CASES) == {field.type for field in attrs.fields(WorkerCases)}


def test_every_kind_of_id_is_tried() -> None:
    """A new kind of id is not forgotten."""
    assert {point.kind for point in POINTS} == _KINDS
    assert len(POINTS) >= 45


@pytest.mark.parametrize(
    "point", [one for one in POINTS if one.kind is not PictureFilter], ids=str
)
async def test_a_foreign_id_is_refused(town: Town, point: Point) -> None:
    """It is not found, and nothing is changed."""
    assert town.theirs[point.kind]
    for id_ in town.theirs[point.kind]:
        given = town.given(point, {point.parameter: id_})
        before = town.rows()
        with (
            nullcontext() if point.method in _ANSWERED else pytest.raises(NotFoundError)
        ):
            found = repr(await getattr(town.cases[point.case], point.method)(**given))
            assert str(id_) not in found
            assert not [secret for secret in _SECRETS if secret in found]

        assert before == town.rows()


@pytest.mark.parametrize(
    "point", [one for one in POINTS if one.kind is PictureFilter], ids=str
)
async def test_a_foreign_filter_finds_nothing(town: Town, point: Point) -> None:
    """A filter by another's avatar finds nothing of hers."""
    for id_ in town.theirs[AvatarId]:
        given = town.given(point, {point.parameter: PictureFilter(avatar=id_)})
        before = town.hers()
        found = ""
        with suppress(NotFoundError):
            found = repr(await getattr(town.cases[point.case], point.method)(**given))

        assert before == town.hers()
        assert not [secret for secret in _SECRETS if secret in found]
        assert not [key for key in town.theirs[PictureId] if str(key) in found]


@pytest.mark.parametrize("method", sorted({str(p).partition("(")[0] for p in POINTS}))
async def test_ones_own_is_found(town: Town, method: str) -> None:
    """The same call with one's own ids is not refused."""
    point = next(point for point in POINTS if str(point).startswith(f"{method}("))
    given = town.given(point, {})
    with suppress(ActionNotAllowedError):
        await getattr(town.cases[point.case], point.method)(**given)

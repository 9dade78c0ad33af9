"""The lifecycles, compared with matrices written by hand."""

from enum import StrEnum
from typing import Any

import attrs
import pytest

from avatar_core import AVATAR, BROADCAST, HOLD, INCIDENT, JOB, PAYMENT, Lifecycle
from avatar_core.avatars import COLLECTING_STATUSES, AvatarEvent, AvatarStatus
from avatar_core.errors import GuardRejectedError, IllegalTransitionError
from avatar_core.job_lifecycle import OPEN_JOB_STATUSES
from avatar_core.lifecycle import Transition


ILLEGAL = "illegal"
REFUSED = "refused"


@attrs.frozen
class Facts:
    """Stands for any aggregate, with the fields that guards read."""

    status: StrEnum | None = None
    photo_count: int = 12
    delivered: int = 0
    awaits_words: bool = False
    written: bool = True
    credits: int = 0


def facts(**values: Any) -> Any:
    """Return an aggregate of any kind, in a status that its class may refuse."""
    return Facts(**values)


# The first line has the statuses; of the others, each says where an event leads from
# them: nowhere ("-"), or to a status.
GOLDEN: list[tuple[Lifecycle[Any, Any, Any], Any, str]] = [
    (
        AVATAR,
        facts(photo_count=12),
        """
_             draft photos_uploading training completed failed cancelled deleted
add_photo     photos_uploading photos_uploading - - - - -
remove_photo  - photos_uploading - - - - -
start         - training - - - - -
complete      - - completed completed - - -
fail          - - failed - failed - -
cancel        - - cancelled - - cancelled -
retry         - - - - training training -
reopen        - - - - photos_uploading photos_uploading -
retrain       - - - photos_uploading - - -
expire_photos - draft - completed draft draft -
rename        - photos_uploading training completed failed cancelled -
make_main     - - - completed - - -
generate      - - - completed - - -
delete        deleted deleted - deleted deleted deleted -
""",
    ),
    (
        JOB,
        facts(delivered=1),
        """
_          requested submitting submitted running succeeded failed blocked cancelled expired
submit     submitting - - - - - - - -
accept     submitted submitted submitted running succeeded failed blocked cancelled expired
refuse     - requested - - - - - - -
restart    - - requested requested - - - - -
queue      - - submitted submitted - - - - -
run        - - running running - - - - -
succeed    - - succeeded succeeded - - - - -
fail       failed failed failed failed - - - - -
block      blocked blocked blocked blocked - - - - -
ask_cancel cancelled submitting submitted running - - - - -
cancel     cancelled cancelled cancelled cancelled - - - - -
expire     expired expired expired expired - - - - -
""",
    ),
    (
        HOLD,
        facts(),
        """
_        held captured released
capture  captured - -
release  released - -
""",
    ),
    (
        BROADCAST,
        facts(written=True),
        """
_        draft waiting sending done cancelled
write    draft draft - - -
schedule waiting waiting - - -
start    sending sending - - -
deliver  - - sending done cancelled
finish   - - done - -
cancel   cancelled cancelled cancelled - -
""",
    ),
    (
        PAYMENT,
        facts(credits=100),
        """
_       received credited refunding refunded
credit  credited - - -
repeat  - credited refunding refunded
refund  refunding refunding refunding refunded
return  - refunded refunded refunded
""",
    ),
    (
        INCIDENT,
        facts(),
        """
_        open probing resolved
report   open open open
probe    probing probing -
resolve  resolved resolved -
""",
    ),
]
LIFECYCLES = [lifecycle for lifecycle, *_ in GOLDEN]
#: The end of each lifecycle: statuses that are never left.
FINAL = {
    "avatar": "deleted",
    "job": "succeeded failed blocked cancelled expired",
    "hold": "captured released",
    "broadcast": "done cancelled",
    "payment": "refunded",
    "incident": "",
}
#: What people can do themselves.
BY_PEOPLE = {
    "avatar": "add_photo remove_photo start retry reopen rename make_main generate delete",
    "job": "ask_cancel",
    "hold": "",
    "broadcast": "write schedule start cancel",
    "payment": "",
    "incident": "",
}
FACTS: dict[str, list[Any]] = {
    "avatar": [facts(photo_count=count) for count in (0, 1, 2, 9, 10, 19, 20, 21)],
    "job": [facts(delivered=count) for count in (0, 1, 4)],
    "payment": [facts(credits=credits_) for credits_ in (0, 1, 100)],
    "hold": [facts()],
    "broadcast": [facts(written=written) for written in (False, True)],
    "incident": [facts()],
}


def _events(lifecycle: Lifecycle[Any, Any, Any]) -> type[StrEnum]:
    return type(lifecycle.transitions[0].event)


def _outcome(
    lifecycle: Lifecycle[Any, Any, Any], status: StrEnum, event: StrEnum, aggregate: Any
) -> str:
    try:
        return str(lifecycle.after(status, event, aggregate))
    except IllegalTransitionError:
        return ILLEGAL
    except GuardRejectedError:
        return REFUSED


@pytest.mark.parametrize(
    ("lifecycle", "aggregate", "golden"), GOLDEN, ids=[one.name for one in LIFECYCLES]
)
def test_every_status_and_event(
    lifecycle: Lifecycle[Any, Any, Any], aggregate: Any, golden: str
) -> None:
    """Every event leads from every status where the matrix says."""
    (_, *columns), *rows = (line.split() for line in golden.strip().splitlines())
    expected = {
        (status, event): ILLEGAL if dest == "-" else dest
        for event, *dests in rows
        for status, dest in zip(columns, dests, strict=True)
    }

    assert expected == {
        (status.value, event.value): _outcome(lifecycle, status, event, aggregate)
        for status in type(lifecycle.initial)
        for event in _events(lifecycle)
    }


@pytest.mark.parametrize(
    ("lifecycle", "status", "event", "aggregate"),
    [
        (PAYMENT, "received", "credit", facts(credits=0)),
        (BROADCAST, "draft", "start", facts(written=False)),
        (JOB, "submitted", "succeed", facts(delivered=0)),
        (JOB, "running", "succeed", facts(delivered=0)),
        (JOB, "requested", "submit", facts(awaits_words=True)),
    ],
)
def test_guards(
    lifecycle: Lifecycle[Any, Any, Any], status: str, event: str, aggregate: Any
) -> None:
    """A payment buys something, a broadcast has words, a success has a result."""
    source = type(lifecycle.initial)(status)

    assert REFUSED == _outcome(lifecycle, source, _events(lifecycle)(event), aggregate)


@pytest.mark.parametrize(
    ("event", "status", "photos", "expected"),
    [
        ("add_photo", "draft", 0, "photos_uploading"),
        ("add_photo", "photos_uploading", 19, "photos_uploading"),
        ("add_photo", "photos_uploading", 20, REFUSED),
        ("add_photo", "photos_uploading", 21, REFUSED),
        ("remove_photo", "photos_uploading", 0, REFUSED),
        ("remove_photo", "photos_uploading", 1, "draft"),
        ("remove_photo", "photos_uploading", 2, "photos_uploading"),
        ("start", "photos_uploading", 9, REFUSED),
        ("start", "photos_uploading", 10, "training"),
        ("start", "photos_uploading", 20, "training"),
        ("start", "photos_uploading", 21, REFUSED),
        ("retry", "failed", 9, REFUSED),
        ("retry", "failed", 10, "training"),
        ("retry", "failed", 20, "training"),
        ("retry", "failed", 21, REFUSED),
        ("retry", "cancelled", 9, REFUSED),
        ("retry", "cancelled", 10, "training"),
        ("retrain", "completed", 0, REFUSED),
        ("retrain", "completed", 1, "photos_uploading"),
        ("reopen", "failed", 0, REFUSED),
        ("reopen", "failed", 1, "photos_uploading"),
        ("reopen", "cancelled", 0, REFUSED),
        ("reopen", "cancelled", 1, "photos_uploading"),
    ],
)
def test_photo_boundaries(event: str, status: str, photos: int, expected: str) -> None:
    """Guards on the number of photos change exactly at their limits."""
    avatar = facts(photo_count=photos)

    outcome = _outcome(AVATAR, AvatarStatus(status), AvatarEvent(event), avatar)

    assert expected == outcome


def test_errors_name_status_and_event() -> None:
    """Both errors carry the status and the event."""
    for status, error in (
        (AvatarStatus.DRAFT, IllegalTransitionError),
        (AvatarStatus.PHOTOS_UPLOADING, GuardRejectedError),
    ):
        with pytest.raises(error) as caught:
            AVATAR.after(status, AvatarEvent.START, facts(photo_count=9))

        assert (status, AvatarEvent.START) == (caught.value.status, caught.value.event)


class Light(StrEnum):
    """The statuses of a lamp."""

    OFF = "off"
    ON = "on"


class Press(StrEnum):
    """The events of a lamp."""

    UP = "up"
    DOWN = "down"


def _works(_: object) -> bool:
    """There is current."""
    return True


UP = Transition[Light, Press, Any](Press.UP, Light.OFF, Light.ON)
DOWN = Transition[Light, Press, Any](Press.DOWN, Light.ON, Light.OFF)
GUARDED = attrs.evolve(UP, guard=_works)


def _lamp(*rows: Transition[Light, Press, Any]) -> Lifecycle[Light, Press, Any]:
    return Lifecycle("lamp", initial=Light.OFF, transitions=rows)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([UP, DOWN, UP], "up of off is shadowed"),
        ([UP, GUARDED, DOWN], "up of off is shadowed"),
        ([GUARDED, UP, DOWN], "up of off is shadowed"),
        ([GUARDED, GUARDED, DOWN], "up of off is shadowed"),
        ([DOWN, attrs.evolve(UP, dest=Light.OFF)], "nothing leads to on"),
        ([UP], "no row has down"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    rows: list[Transition[Light, Press, Any]], why: str
) -> None:
    """Every row, status and event of a table must be reachable."""
    with pytest.raises(ValueError, match=why):
        _lamp(*rows)


def test_a_fault_in_a_guard_is_not_a_refusal() -> None:
    """An exception in a guard is raised unchanged."""

    def broken(_: object) -> bool:
        raise KeyError("no such fact")

    lamp = _lamp(attrs.evolve(UP, guard=broken), DOWN)

    with pytest.raises(KeyError, match="no such fact"):
        lamp.after(Light.OFF, Press.UP, facts())


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_guards_exclude_each_other(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """No aggregate fits two rows, so that their order does not matter."""
    double = [
        (row, other, aggregate)
        for aggregate in FACTS[lifecycle.name]
        for row in lifecycle.transitions
        for other in lifecycle.transitions
        if row is not other
        and (row.source, row.event) == (other.source, other.event)
        and row.guard is not None
        and other.guard is not None
        and row.guard(aggregate)
        and other.guard(aggregate)
    ]

    assert [] == double


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_allowed_agrees_with_after(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """An event is allowed exactly when it would not be refused."""
    for aggregate in FACTS[lifecycle.name]:
        for status in lifecycle.statuses:
            would_move = {
                event
                for event in _events(lifecycle)
                if _outcome(lifecycle, status, event, aggregate)
                not in {ILLEGAL, REFUSED}
            }

            assert would_move == lifecycle.allowed(
                attrs.evolve(aggregate, status=status)
            )


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_the_machine_keeps_nothing(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """The shared machine keeps no models, however often it is used."""
    for row in lifecycle.transitions:
        for aggregate in FACTS[lifecycle.name]:
            _outcome(lifecycle, row.source, row.event, aggregate)

    assert [] == lifecycle._machine.models


def test_what_people_do() -> None:
    """People start, rename and delete; they do not decide how a training ends."""
    assert {name: set(events.split()) for name, events in BY_PEOPLE.items()} == {
        lifecycle.name: lifecycle.by_people for lifecycle in LIFECYCLES
    }
    assert {AvatarEvent.RENAME} == AVATAR.actions(facts(status=AvatarStatus.TRAINING))


def test_kinds_of_statuses() -> None:
    """Photos are collected, jobs are open, and all things end, in these statuses."""
    assert {"draft", "photos_uploading"} == COLLECTING_STATUSES
    assert {"requested", "submitting", "submitted", "running"} == OPEN_JOB_STATUSES
    assert {name: set(final.split()) for name, final in FINAL.items()} == {
        lifecycle.name: lifecycle.final for lifecycle in LIFECYCLES
    }

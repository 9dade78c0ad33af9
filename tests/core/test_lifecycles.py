"""The lifecycles against matrices written by hand."""

from enum import StrEnum
from typing import Any

import attrs
import pytest

from avatar_core import AVATAR, BROADCAST, HOLD, INCIDENT, JOB, PAYMENT, Lifecycle
from avatar_core.avatars import COLLECTING_STATUSES, AvatarEvent, AvatarStatus
from avatar_core.broadcasts import BroadcastEvent, BroadcastStatus
from avatar_core.errors import GuardRejectedError, IllegalTransitionError
from avatar_core.incidents import IncidentEvent, IncidentStatus
from avatar_core.jobs import OPEN_JOB_STATUSES, JobEvent, JobStatus
from avatar_core.ledger import HoldEvent, HoldStatus
from avatar_core.lifecycle import Transition
from avatar_core.payments import PaymentEvent, PaymentStatus


ILLEGAL = "illegal"
REFUSED = "refused"


@attrs.frozen
class Facts:
    """Stands for any aggregate: what the guards look at."""

    status: StrEnum | None = None
    photo_count: int = 12
    delivered: int = 0
    awaits_words: bool = False
    written: bool = True
    credits: int = 0


def facts(**values: Any) -> Any:
    """Return an aggregate of any kind, in a status that its class may refuse."""
    return Facts(**values)


# Columns: draft, photos_uploading, training, completed, failed, cancelled, deleted.
# Facts: twelve photos.
AVATAR_GOLDEN = """
add_photo     photos_uploading photos_uploading - - - - -
remove_photo  - photos_uploading - - - - -
start         - training - - - - -
complete      - - completed completed - - -
fail          - - failed - failed - -
cancel        - - cancelled - - cancelled -
retry         - - - - training training -
reopen        - - - - photos_uploading photos_uploading -
expire_photos - draft - completed draft draft -
rename        - photos_uploading training completed failed cancelled -
make_main     - - - completed - - -
generate      - - - completed - - -
delete        deleted deleted - deleted deleted deleted -
"""

# Columns: requested, submitting, submitted, running, succeeded, failed, blocked,
# cancelled, expired. Facts: one result delivered.
JOB_GOLDEN = """
submit      submitting - - - - - - - -
accept      submitted submitted submitted running succeeded failed blocked cancelled expired
refuse      - requested - - - - - - -
restart     - - requested requested - - - - -
queue       - - submitted submitted - - - - -
run         - - running running - - - - -
succeed     - - succeeded succeeded - - - - -
fail        failed failed failed failed - - - - -
block       - blocked blocked blocked - - - - -
ask_cancel  cancelled submitting submitted running - - - - -
cancel      cancelled cancelled cancelled cancelled - - - - -
expire      expired expired expired expired - - - - -
"""

# Columns: held, captured, released.
HOLD_GOLDEN = """
capture  captured - -
release  released - -
"""

# Columns: draft, sending, done, cancelled. Facts: it is written.
BROADCAST_GOLDEN = """
write    draft - - -
start    sending - - -
deliver  - sending done cancelled
finish   - done - -
cancel   cancelled cancelled - -
"""

# Columns: received, credited, refunding, refunded. Facts: a hundred credits bought.
PAYMENT_GOLDEN = """
credit  credited - - -
repeat  - credited refunding refunded
refund  refunding refunding refunding refunded
return  - refunded refunded refunded
"""

# Columns: open, probing, resolved.
INCIDENT_GOLDEN = """
report   open open open
probe    probing probing -
resolve  resolved resolved -
"""

AVATAR_COLUMNS = "draft photos_uploading training completed failed cancelled deleted"
JOB_COLUMNS = (
    "requested submitting submitted running succeeded failed blocked cancelled expired"
)
HOLD_COLUMNS = "held captured released"
BROADCAST_COLUMNS = "draft sending done cancelled"
INCIDENT_COLUMNS = "open probing resolved"
PAYMENT_COLUMNS = "received credited refunding refunded"


def _cells(columns: str, golden: str) -> dict[tuple[str, str], str]:
    cells = {}
    for line in golden.strip().splitlines():
        event, *dests = line.split()
        for status, dest in zip(columns.split(), dests, strict=True):
            cells[status, event] = ILLEGAL if dest == "-" else dest
    return cells


AVATAR_CELLS = _cells(AVATAR_COLUMNS, AVATAR_GOLDEN)
JOB_CELLS = _cells(JOB_COLUMNS, JOB_GOLDEN)
HOLD_CELLS = _cells(HOLD_COLUMNS, HOLD_GOLDEN)
BROADCAST_CELLS = _cells(BROADCAST_COLUMNS, BROADCAST_GOLDEN)
INCIDENT_CELLS = _cells(INCIDENT_COLUMNS, INCIDENT_GOLDEN)
PAYMENT_CELLS = _cells(PAYMENT_COLUMNS, PAYMENT_GOLDEN)

LIFECYCLES: list[Lifecycle[Any, Any, Any]] = [
    *(AVATAR, JOB, HOLD),
    *(PAYMENT, BROADCAST, INCIDENT),
]
FACTS: dict[str, list[Any]] = {
    "avatar": [facts(photo_count=count) for count in (0, 1, 2, 9, 10, 19, 20, 21)],
    "job": [facts(delivered=count) for count in (0, 1, 4)],
    "payment": [facts(credits=credits_) for credits_ in (0, 1, 100)],
    "hold": [facts()],
    "broadcast": [facts(written=written) for written in (False, True)],
    "incident": [facts()],
}


def _outcome(
    lifecycle: Lifecycle[Any, Any, Any], status: StrEnum, event: StrEnum, aggregate: Any
) -> str:
    try:
        return str(lifecycle.after(status, event, aggregate))
    except IllegalTransitionError:
        return ILLEGAL
    except GuardRejectedError:
        return REFUSED


@pytest.mark.parametrize(("status", "event"), sorted(AVATAR_CELLS))
def test_every_avatar_status_and_event(status: str, event: str) -> None:
    """Every event leads an avatar of twelve photos where the matrix says."""
    outcome = _outcome(AVATAR, AvatarStatus(status), AvatarEvent(event), facts())

    assert AVATAR_CELLS[status, event] == outcome


@pytest.mark.parametrize(("status", "event"), sorted(JOB_CELLS))
def test_every_job_status_and_event(status: str, event: str) -> None:
    """Every event leads a job with a result where the matrix says."""
    outcome = _outcome(JOB, JobStatus(status), JobEvent(event), facts(delivered=1))

    assert JOB_CELLS[status, event] == outcome


@pytest.mark.parametrize(("status", "event"), sorted(HOLD_CELLS))
def test_every_hold_status_and_event(status: str, event: str) -> None:
    """Every event leads a wholly earned hold where the matrix says."""
    outcome = _outcome(HOLD, HoldStatus(status), HoldEvent(event), facts())

    assert HOLD_CELLS[status, event] == outcome


@pytest.mark.parametrize(("status", "event"), sorted(PAYMENT_CELLS))
def test_every_payment_status_and_event(status: str, event: str) -> None:
    """Every event leads a payment for a hundred credits where the matrix says."""
    outcome = _outcome(
        PAYMENT, PaymentStatus(status), PaymentEvent(event), facts(credits=100)
    )

    assert PAYMENT_CELLS[status, event] == outcome


def test_crediting_needs_credits() -> None:
    """A payment that buys nothing is never credited."""
    outcome = _outcome(PAYMENT, PaymentStatus.RECEIVED, PaymentEvent.CREDIT, facts())

    assert REFUSED == outcome


@pytest.mark.parametrize(("status", "event"), sorted(BROADCAST_CELLS))
def test_every_broadcast_status_and_event(status: str, event: str) -> None:
    """Every event leads a written broadcast where the matrix says."""
    outcome = _outcome(
        BROADCAST, BroadcastStatus(status), BroadcastEvent(event), facts()
    )

    assert BROADCAST_CELLS[status, event] == outcome


def test_a_broadcast_without_words_is_not_started() -> None:
    """Nobody is sent nothing."""
    outcome = _outcome(
        BROADCAST,
        BroadcastStatus.DRAFT,
        BroadcastEvent.START,
        facts(written=False),
    )

    assert REFUSED == outcome


@pytest.mark.parametrize(("status", "event"), sorted(INCIDENT_CELLS))
def test_every_incident_status_and_event(status: str, event: str) -> None:
    """Every event leads an incident where the matrix says."""
    outcome = _outcome(INCIDENT, IncidentStatus(status), IncidentEvent(event), facts())

    assert INCIDENT_CELLS[status, event] == outcome


def test_the_matrices_are_complete() -> None:
    """No status and no event is missing in the matrices."""
    assert {(s.value, e.value) for s in AvatarStatus for e in AvatarEvent} == set(
        AVATAR_CELLS
    )
    assert {(s.value, e.value) for s in JobStatus for e in JobEvent} == set(JOB_CELLS)
    assert {(s.value, e.value) for s in PaymentStatus for e in PaymentEvent} == set(
        PAYMENT_CELLS
    )
    assert {(s.value, e.value) for s in HoldStatus for e in HoldEvent} == set(
        HOLD_CELLS
    )
    assert {(s.value, e.value) for s in IncidentStatus for e in IncidentEvent} == set(
        INCIDENT_CELLS
    )
    assert {(s.value, e.value) for s in BroadcastStatus for e in BroadcastEvent} == set(
        BROADCAST_CELLS
    )


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
        ("reopen", "failed", 0, REFUSED),
        ("reopen", "failed", 1, "photos_uploading"),
        ("reopen", "cancelled", 0, REFUSED),
        ("reopen", "cancelled", 1, "photos_uploading"),
    ],
)
def test_photo_boundaries(event: str, status: str, photos: int, expected: str) -> None:
    """Guards on the number of photos turn exactly at their boundaries."""
    avatar = facts(photo_count=photos)

    outcome = _outcome(AVATAR, AvatarStatus(status), AvatarEvent(event), avatar)

    assert expected == outcome


@pytest.mark.parametrize("status", ["submitted", "running"])
def test_succeeding_needs_a_result(status: str) -> None:
    """A job with nothing in our storage has not succeeded."""
    outcome = _outcome(JOB, JobStatus(status), JobEvent.SUCCEED, facts())

    assert REFUSED == outcome


def test_errors_name_status_and_event() -> None:
    """Both refusals carry what was tried, and where."""
    with pytest.raises(IllegalTransitionError) as illegal:
        AVATAR.after(AvatarStatus.DRAFT, AvatarEvent.START, facts())
    with pytest.raises(GuardRejectedError) as refused:
        AVATAR.after(
            AvatarStatus.PHOTOS_UPLOADING, AvatarEvent.START, facts(photo_count=9)
        )

    assert (AvatarStatus.DRAFT, AvatarEvent.START) == (
        illegal.value.status,
        illegal.value.event,
    )
    assert (AvatarStatus.PHOTOS_UPLOADING, AvatarEvent.START) == (
        refused.value.status,
        refused.value.event,
    )


class Light(StrEnum):
    """A lamp's two statuses."""

    OFF = "off"
    ON = "on"


class Press(StrEnum):
    """Its two buttons."""

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
    """No row is shadowed, no status is out of reach, and every event occurs."""
    with pytest.raises(ValueError, match=why):
        _lamp(*rows)


def test_a_fault_in_a_guard_is_not_a_refusal() -> None:
    """What a guard raises comes through as it is."""

    def broken(_: object) -> bool:
        raise KeyError("no such fact")

    lamp = _lamp(attrs.evolve(UP, guard=broken), DOWN)

    with pytest.raises(KeyError, match="no such fact"):
        lamp.after(Light.OFF, Press.UP, facts())


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_no_facts_fit_two_rows(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """The order of the rows never decides."""
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
    events = type(lifecycle.transitions[0].event)
    for aggregate in FACTS[lifecycle.name]:
        for status in lifecycle.statuses:
            would_move = {
                event
                for event in events
                if _outcome(lifecycle, status, event, aggregate)
                not in {ILLEGAL, REFUSED}
            }

            assert would_move == lifecycle.allowed(
                attrs.evolve(aggregate, status=status)
            )


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_the_machine_keeps_nothing(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """However often it is used, the shared machine has no models."""
    for row in lifecycle.transitions:
        for aggregate in FACTS[lifecycle.name]:
            _outcome(lifecycle, row.source, row.event, aggregate)

    assert [] == lifecycle._machine.models


def test_what_people_do() -> None:
    """People start, rename and delete; how a training ends is none of their acts."""
    assert {
        AvatarEvent.ADD_PHOTO,
        AvatarEvent.REMOVE_PHOTO,
        AvatarEvent.START,
        AvatarEvent.RETRY,
        AvatarEvent.REOPEN,
        AvatarEvent.RENAME,
        AvatarEvent.MAKE_MAIN,
        AvatarEvent.GENERATE,
        AvatarEvent.DELETE,
    } == AVATAR.by_people
    assert {JobEvent.ASK_CANCEL} == JOB.by_people
    assert {
        BroadcastEvent.WRITE,
        BroadcastEvent.START,
        BroadcastEvent.CANCEL,
    } == BROADCAST.by_people
    assert {AvatarEvent.RENAME} == AVATAR.actions(facts(status=AvatarStatus.TRAINING))


def test_collecting_statuses() -> None:
    """Photos are collected before the first training, and after a reopening."""
    assert {
        AvatarStatus.DRAFT,
        AvatarStatus.PHOTOS_UPLOADING,
    } == COLLECTING_STATUSES


def test_final_statuses() -> None:
    """Only these are never left."""
    assert {AvatarStatus.DELETED} == AVATAR.final
    assert {
        JobStatus.SUCCEEDED,
        JobStatus.FAILED,
        JobStatus.BLOCKED,
        JobStatus.CANCELLED,
        JobStatus.EXPIRED,
    } == JOB.final
    assert {HoldStatus.CAPTURED, HoldStatus.RELEASED} == HOLD.final
    assert {BroadcastStatus.DONE, BroadcastStatus.CANCELLED} == BROADCAST.final


def test_open_jobs() -> None:
    """A job is open until it has one of its five ends."""
    assert {
        JobStatus.REQUESTED,
        JobStatus.SUBMITTING,
        JobStatus.SUBMITTED,
        JobStatus.RUNNING,
    } == OPEN_JOB_STATUSES


def test_an_open_job_can_always_be_ended() -> None:
    """From every open status the deadline, and a failure, lead to an end."""
    for status in OPEN_JOB_STATUSES:
        assert JobStatus.EXPIRED is JOB.after(status, JobEvent.EXPIRE, facts())
        assert JobStatus.FAILED is JOB.after(status, JobEvent.FAIL, facts())
        assert JobStatus.CANCELLED is JOB.after(status, JobEvent.CANCEL, facts())

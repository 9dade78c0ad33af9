"""Aggregates that contradict themselves cannot be made."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import attrs
import pytest

from tests.core import sound
from tests.core.sound import DRAFT, HOLD, JOB, NOW, PAYMENT, PERSON

from avatar_core import AvatarStatus, PersonId
from avatar_core.ledger import HOUSE, Account, AccountKind, available


SOUND = {name: value for name, value in vars(sound).items() if attrs.has(type(value))}
MOMENTS = [
    (name, field.name)
    for name, thing in SOUND.items()
    for field in attrs.fields(type(thing))
    if field.type in {datetime, datetime | None}
]
STATUSES = [name for name, thing in SOUND.items() if hasattr(type(thing), "moves")]


def _refused(thing: Any, **changes: Any) -> str:
    with pytest.raises((TypeError, ValueError)) as caught:
        attrs.evolve(thing, **changes)
    return str(caught.value)


@pytest.mark.parametrize(("name", "field"), MOMENTS)
def test_every_moment_knows_its_time_zone(name: str, field: str) -> None:
    """A naive time is refused by every class and field."""
    assert "time zone" in _refused(SOUND[name], **{field: datetime(2026, 1, 1)})  # noqa: DTZ001


def test_any_time_zone_will_do() -> None:
    """Other time zones than UTC are accepted."""
    moscow = NOW.astimezone(timezone(timedelta(hours=3)))

    assert moscow == attrs.evolve(DRAFT, created_at=moscow).created_at


@pytest.mark.parametrize("name", STATUSES)
def test_a_string_is_no_status(name: str) -> None:
    """A plain string is refused, though it is equal to the status."""
    status: StrEnum = SOUND[name].status

    assert "status" in _refused(SOUND[name], status=status.value)


@pytest.mark.parametrize(
    ("thing", "field"),
    [
        (PERSON, "id"),
        (PERSON, "referrer"),
        (DRAFT, "owner"),
        (JOB, "person"),
        (HOLD, "person"),
        (PAYMENT, "person"),
        (sound.DISPUTE, "person"),
        (sound.ANSWERED, "answered_by"),
        (sound.NOTICE, "person"),
        (sound.PICTURE, "owner"),
        (sound.BROADCAST, "admin"),
    ],
)
@pytest.mark.parametrize("nobody", [HOUSE, PersonId(-1)])
def test_the_house_is_no_person(thing: Any, field: str, nobody: PersonId) -> None:
    """The house cannot enter, own anything or be told anything."""
    assert "nobody" in _refused(thing, **{field: nobody})


def test_the_house_cannot_be_overdrawn() -> None:
    """The house has no account from which it could spend credits."""
    with pytest.raises(ValueError, match="no account of 0 is for available"):
        available(HOUSE)
    with pytest.raises(ValueError, match="nobody"):
        Account(PersonId(-1), AccountKind.AVAILABLE)


def test_an_invalid_avatar() -> None:
    """A completed avatar has weights, and no avatar a negative number of photos."""
    assert "weights" in _refused(DRAFT, status=AvatarStatus.COMPLETED)
    assert "photo_count" in _refused(DRAFT, photo_count=-3)


@pytest.mark.parametrize("earned", [-1, 0, 3])
def test_a_hold_captures_no_more_than_it_has(earned: int) -> None:
    """Of two credits one or two are captured; the rest is released."""
    with pytest.raises(ValueError, match="captured"):
        HOLD.capture(earned)

    assert [1, 2] == [HOLD.capture(part).captured for part in (1, 2)]

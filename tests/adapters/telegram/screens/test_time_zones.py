"""The dates on a person's screens are those of their time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from tests.adapters.telegram.screens.chat import Chat

from adapters.telegram.texts import Texts
from adapters.telegram.views.parts import day, minute, offset
from avatar_core import Language
from avatar_core.time_zones import TimeZone


LATE = datetime(2026, 11, 29, 20, 15, tzinfo=UTC)
ALMATY, NEW_YORK = (ZoneInfo(zone) for zone in (TimeZone.ALMATY, TimeZone.NEW_YORK))


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (UTC, "29 Nov 2026, 20:15 UTC"),
        (ALMATY, "30 Nov 2026, 01:15 UTC+5"),
        (NEW_YORK, "29 Nov 2026, 15:15 UTC−5"),
        (ZoneInfo(TimeZone.KOLKATA), "30 Nov 2026, 01:45 UTC+5:30"),
    ],
)
def test_a_time_is_local(zone: ZoneInfo, said: str) -> None:
    """A time of a day is that of the zone, and names it."""
    texts = Texts(Language.ENGLISH, zone)

    assert said == minute(texts, LATE)
    assert said.partition(",")[0] == day(texts, LATE)


def test_an_offset_knows_the_summer() -> None:
    """It is that of the moment: clocks may be changed in summer."""
    summer = datetime(2026, 7, 1, tzinfo=UTC)

    assert ["UTC−5", "UTC−4"] == [offset(NEW_YORK, at) for at in (LATE, summer)]


@pytest.mark.parametrize("zone", TimeZone)
def test_a_zone_exists(zone: TimeZone) -> None:
    """Every zone on offer is one of the IANA database."""
    assert zone == ZoneInfo(zone).key


def test_zones_go_from_west_to_east() -> None:
    """The cities stand in the order of their standard times."""
    here = [LATE.astimezone(ZoneInfo(zone)) for zone in TimeZone]
    offsets = [
        str((at - (at.dst() or timedelta())).replace(tzinfo=None)) for at in here
    ]

    assert sorted(offsets) == offsets


async def test_a_person_chooses_a_city(chat: Chat) -> None:
    """The choice is kept and marked, and a date is that of the city from then on."""
    await chat.say("/settings")
    async with chat.house.store.work(chat.person) as work:
        person = await work.people.get(chat.person)
        await work.people.save(attrs.evolve(person, created_at=LATE))
    await chat.tap_label("Universal time")
    assert "Where are you?" in chat.view.text
    await chat.tap_label("Almaty · UTC+5")
    assert "🕰️ Time: Almaty" in chat.labels

    await chat.tap_label("Time:")
    assert "✅ Almaty · UTC+5" in chat.labels
    await chat.say("/profile")
    assert "30 Nov 2026" in chat.view.text

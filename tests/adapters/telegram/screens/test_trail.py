"""The audit trail and alarms, in the language of the admin."""

import re

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage
from tests.adapters.telegram.samples import NOW, PERSON, job, payment
from tests.adapters.telegram.screens.recording import RecordingSender

from adapters.telegram.telling.admins import TelegramAdmins
from adapters.telegram.texts import Texts
from adapters.telegram.views.admin.alarms import SetAside
from adapters.telegram.views.admin.timelines import history
from avatar_core import (
    AVATAR,
    BROADCAST,
    HOLD,
    INCIDENT,
    JOB,
    PAYMENT,
    Incident,
    JobKind,
    JobStatus,
    Language,
    Lifecycle,
    Person,
    PersonId,
)
from avatar_core.admins import Admins
from avatar_core.audit import AuditEntry, Entity
from avatar_core.errors import NotifierUnavailableError
from avatar_core.failures import Cause, Failure
from avatar_core.incidents import IncidentKind
from avatar_core.testing import MemoryStore
from avatar_core.testing.blobs import ALIAS
from avatar_core.timelines import Timeline


ENGLISH, RUSSIAN = Texts(Language.ENGLISH), Texts(Language.RUSSIAN)
LIFECYCLES: tuple[Lifecycle[Any, Any, Any], ...] = (
    *(AVATAR, JOB, HOLD, PAYMENT, BROADCAST, INCIDENT),
)
MARTA, OLGA = PersonId(76), PersonId(77)


def _entries(lifecycle: Lifecycle[Any, Any, Any]) -> Iterator[AuditEntry]:
    for row in lifecycle.transitions:
        yield AuditEntry(
            entity=Entity(lifecycle.name),
            id=job(JobKind.TRAINING, JobStatus.FAILED).id,
            event=row.event,
            source=row.source,
            dest=row.dest,
            at=NOW,
        )


def _line(texts: Texts, entry: AuditEntry) -> str:
    shown = history(texts, Timeline(job=None, moments=[entry]))
    return re.sub("<b>2026-11-20</b> UTC\n<code>12:00:00</code> ", "", shown)


def test_every_lifecycle_is_in_the_trail() -> None:
    """Every kind of audited entity is tried below."""
    assert {Entity(lifecycle.name) for lifecycle in LIFECYCLES} == set(Entity)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.name)
def test_every_change_is_said_in_words(lifecycle: Lifecycle[Any, Any, Any]) -> None:
    """Every change has a text of its own, in Russian too."""
    changes = list(_entries(lifecycle))
    russian = [_line(RUSSIAN, entry) for entry in changes]
    different = {(entry.event, entry.dest) for entry in changes}

    assert len(set(russian)) == len(different)
    assert len({_line(ENGLISH, entry) for entry in changes}) == len(different)
    for line in russian:
        assert set(re.findall("[A-Za-z_]+", line)) <= {"fal", "ai", "Telegram"}, line


@pytest.mark.parametrize("cause", Cause)
def test_what_we_know_of_a_cause_is_in_words(cause: Cause) -> None:
    """A known cause is translated."""
    failed = job(JobKind.TRAINING, JobStatus.FAILED, failure=Failure.PROVIDER)
    failed = attrs.evolve(failed, detail=cause)
    entry = attrs.evolve(next(_entries(JOB)), why=cause)
    shown = history(RUSSIAN, Timeline(job=failed, moments=[entry]))

    assert shown.count(RUSSIAN.of(cause)) == 2
    assert cause not in shown


def test_what_others_said_is_data() -> None:
    """The provider's words are shown unchanged and escaped."""
    entry = attrs.evolve(next(_entries(JOB)), why='422: <b>{ "loc": 1 }</b>')

    assert '· 422: &lt;b&gt;{ "loc": 1 }&lt;/b&gt;' in _line(RUSSIAN, entry)


def test_a_history_goes_day_by_day() -> None:
    """A day is named once, above its events."""
    [first, *_] = _entries(JOB)
    later = [attrs.evolve(first, at=NOW + timedelta(hours=hour)) for hour in (0, 1, 13)]
    shown = history(ENGLISH, Timeline(job=None, moments=later))

    assert re.findall(r"\d+-\d+-\d+|\d+:\d+:\d+", shown) == [
        *("2026-11-20", "12:00:00", "13:00:00"),
        *("2026-11-21", "01:00:00"),
    ]


def test_a_long_history_shows_its_end() -> None:
    """A history that is too long shows its newest events."""
    [*_, last] = _entries(JOB)
    changes = [attrs.evolve(last, why=f"number {number:03}") for number in range(100)]
    shown = history(ENGLISH, Timeline(job=None, moments=changes))

    assert "number 099" in shown
    assert "number 000" not in shown
    assert 1600 < len(shown) <= 1750


async def test_every_alarm_is_in_the_language_of_the_admin() -> None:
    """Each admin is told in their language; an unknown one in English."""
    store, sender = MemoryStore(), RecordingSender()
    async with store.work(OLGA) as work:
        await work.people.add(
            Person(id=OLGA, language=Language.RUSSIAN, created_at=NOW, alias=ALIAS)
        )
    admins = TelegramAdmins(sender, Admins([MARTA, OLGA]), store)
    failed = job(JobKind.TRAINING, JobStatus.FAILED, failure=Failure.SET_ASIDE)
    incident = Incident(
        kind=IncidentKind.WEBHOOKS,
        detail="5 in a row",
        opened_at=NOW,
        seen_at=NOW,
    )
    update = SetAside(
        update_id=5, kind="callback_query", person=PERSON, error="ValueError", others=2
    )

    async def heard() -> tuple[str, str]:
        said = {chat: view.text for chat, view in sender.shown}
        sender.shown.clear()
        assert set(said) == {MARTA, OLGA}
        return said[MARTA], said[OLGA]

    await admins.alarm(attrs.evolve(failed, detail=Cause.WORKER_STOPPED))
    english, russian = await heard()
    assert "Did not work out · set aside\nWhy: its worker kept stopping" in english
    assert "Не получилось · отложено\nПричина: процесс каждый раз" in russian
    await admins.alarm_refund(attrs.evolve(payment(), detail="<none>"))
    english, russian = await heard()
    assert "Why: &lt;none&gt;" in english
    assert "Причина: &lt;none&gt;" in russian
    await admins.alarm_update(update)
    english, russian = await heard()
    assert f"A tap of {PERSON}, update 5, could not be handled" in english
    assert f"Нажатие от {PERSON}, обновление 5" in russian
    await admins.incident(incident)
    english, russian = await heard()
    assert "No webhook gets through" in english
    assert "Вебхуки не доходят" in russian
    await admins.incident(incident.resolve(at=NOW))
    english, russian = await heard()
    assert "Webhooks get through again" in english
    assert "Вебхуки снова доходят" in russian


async def test_an_incident_is_told_once_an_admin_was_reached() -> None:
    """An incident is told again if no admin could be told."""
    gone = TelegramNetworkError(SendMessage(chat_id=MARTA, text=""), "gone")
    sender, store = RecordingSender(failures={"show": [gone] * 3}), MemoryStore()
    admins = TelegramAdmins(sender, Admins([MARTA, OLGA]), store)
    incident = Incident(kind=IncidentKind.KEY, detail="401", opened_at=NOW, seen_at=NOW)

    with pytest.raises(NotifierUnavailableError):
        await admins.incident(incident)
    await admins.incident(incident)
    assert 1 == len(sender.log)
    await TelegramAdmins(sender, Admins([]), store).incident(incident)

"""`avatar-bot explain` tells from the rows what happened, and what comes next."""

import asyncio

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import attrs
import pytest

from tests.databases import KINDS, database_url

from adapters.sql import NoQueue, SqlStore, open_engine
from avatar_core import JobStatus, Language, Person
from avatar_core.incidents import IncidentKind
from avatar_core.payments import PaymentStatus
from avatar_core.testing import SequentialIds
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.contracts.store.case import ANN, NOW, StoreCase
from entrypoints.cli import main


@attrs.frozen(kw_only=True)
class Known:
    """The ids of the rows in a database."""

    job: UUID
    avatar: UUID
    payment: UUID


async def _filled(url: str) -> Known:
    """Write a person with a waiting job, and a refund under way."""
    engine = open_engine(url)
    rows = StoreCase()
    rows.store, rows.ids = SqlStore(engine, NoQueue()), SequentialIds("rows")
    ann = Person(
        id=ANN, language=Language.ENGLISH, created_at=NOW, name="Ann", alias=ALIAS
    )
    avatar = rows.new_avatar()
    later = datetime.now(UTC) + timedelta(days=1)
    job = attrs.evolve(rows.new_training(avatar), deadline_at=later)
    payment = rows.new_payment("c", PaymentStatus.REFUNDING)
    await rows.keep(ann, avatar, job, payment, rows.new_incident(IncidentKind.BALANCE))
    await engine.dispose()
    return Known(job=job.id, avatar=avatar.id, payment=payment.id)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_explained(
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each tells how it stands, why it waits, and where to look further."""
    url = database_url(kind, tmp_path)
    known = asyncio.run(_filled(url))
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)

    def said(*words: object) -> str:
        assert 0 == main(["explain", *map(str, words)])
        return capsys.readouterr().out

    assert f"explain job {known.job}" in said("person", ANN)
    assert f"explain job {known.job}" in said("avatar", known.avatar)
    job = said("job", known.job)
    assert f"training {known.job}: {JobStatus.REQUESTED}" in job
    assert "it is sent to fal.ai, due since" in job
    assert "for the end of the incident balance" in job
    assert "Telegram is asked for the refund, due since" in said(
        "payment", known.payment
    )
    assert "Ann" not in said("person", ANN)


@pytest.mark.parametrize(
    "words",
    [
        ("person", "5"),
        ("person", "9" * 30),
        ("job", "x"),
        ("avatar", str(UUID(int=1))),
        ("payment", "7"),
    ],
)
def test_the_unknown_is_said_in_a_sentence(
    words: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is not there is named."""
    monkeypatch.setenv("DATABASE_URL", database_url("sqlite", tmp_path))
    monkeypatch.chdir(tmp_path)

    assert 1 == main(["explain", *words])
    assert f"There is no {words[0]}" in capsys.readouterr().err

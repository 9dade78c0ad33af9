"""People and their credits, as admins see them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from avatar_core import Person
from avatar_core.ids import PersonId
from avatar_core.use_cases.admin import PersonFile

from ...admin_callbacks import (
    ConfirmCredits,
    PaymentAction,
    PaymentMove,
    PersonAction,
    PersonMove,
    RescueJob,
    RescueMove,
)
from ...texts import Texts
from ...view import AnyButton, Button, View
from ..parts import button, day, money
from .desk import back
from .timelines import moment


#: The most people with one name to choose from.
_CHOICES: Final = 10


def ask_whom(texts: Texts, note: str | None = None) -> View:
    """Ask whom to look up."""
    return texts.page(note, texts("find-ask"), back())


def which_person(texts: Texts, people: Sequence[Person]) -> View:
    """Ask which of several people with one name is meant."""
    choices = [
        Button(f"{person.id}", _about(person.id, PersonMove.SHOW)) for person in people
    ]
    return texts.page(
        texts("find-many", count=len(people)), *choices[:_CHOICES], back()
    )


def person_page(texts: Texts, file: PersonFile, note: str | None = None) -> View:
    """Show a person with their jobs and payments."""
    person = file.person
    facts = [
        texts(
            "person",
            id=str(person.id),
            username=f"@{person.username}" if person.username else "—",
            language=Texts(person.language).plain("language-name"),
            since=moment(person.created_at),
        ),
        texts("person-referrer", referrer=str(person.referrer))
        if person.referrer
        else None,
        texts("person-blocked", at=moment(person.blocked_at))
        if person.blocked_at
        else None,
        texts("person-left", at=moment(person.left_at)) if person.left_at else None,
        texts(
            "person-has",
            available=file.balance.available,
            held=file.balance.held,
            avatars=len(file.avatars),
            jobs=file.open_jobs,
        ),
    ]
    jobs = [
        Button(
            f"{texts.plain_of(job.kind)} · {day(texts, job.created_at)}"
            f" · {texts.plain_of(job.status)}",
            RescueJob(move=RescueMove.SHOW, job=job.id),
        )
        for job in file.jobs
    ]
    payments = [
        Button(
            f"{money(texts, payment.money)} · {day(texts, payment.created_at)} · "
            f"{texts.plain_of(payment.status)}",
            PaymentAction(move=PaymentMove.SHOW, payment=payment.id),
        )
        for payment in file.payments
    ]
    door = (
        button("button-unblock", _about(person.id, PersonMove.UNBLOCK))
        if person.blocked_at
        else button("button-block", _about(person.id, PersonMove.BLOCK))
    )
    return texts.page(
        note,
        "\n".join(fact for fact in facts if fact),
        *jobs,
        *payments,
        button("button-credits", _about(person.id, PersonMove.CREDITS)),
        None if file.is_admin else door,
        back(),
    )


def ask_credits(texts: Texts, person: PersonId, note: str | None = None) -> View:
    """Ask how many credits to grant or take, and why."""
    return texts.page(
        note, texts("credits-ask", person=str(person)), _back_to_person(person)
    )


def confirm_credits(
    texts: Texts, person: PersonId, amount: int, why: str, tap: UUID
) -> View:
    """Ask to confirm granting the credits, or taking them if negative."""
    key = "credits-confirm-grant" if amount > 0 else "credits-confirm-take"
    return texts.page(
        texts(key, amount=abs(amount), person=str(person), why=why),
        button("button-confirm-credits", ConfirmCredits(tap=tap)),
        _back_to_person(person),
    )


def _about(person: PersonId, move: PersonMove) -> PersonAction:
    return PersonAction(move=move, person=person)


def _back_to_person(person: PersonId) -> AnyButton:
    return button("button-back", _about(person, PersonMove.SHOW))


def to_person(person: PersonId) -> AnyButton:
    """Return a button that shows an admin a person."""
    return button("button-person", _about(person, PersonMove.SHOW), person=str(person))

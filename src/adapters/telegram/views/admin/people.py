"""People and their credits, as admins see them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from avatar_core import Person
from avatar_core.ids import PersonId
from avatar_core.use_cases.admin import PersonFile

from ...admin_callbacks import (
    ConfirmCredits,
    Desk,
    PaymentAction,
    PaymentMove,
    PersonAction,
    PersonMove,
    RescueJob,
    RescueMove,
)
from ...texts import Texts
from ...view import AnyButton, Button, View
from ..parts import button, day, money, shorten
from .desk import back, desk, newer_older
from .timelines import described, moment


#: In UTF-16 units.
_LABEL: Final = 60
#: People on one page of the list.
PEOPLE_SHOWN: Final = 10


def ask_whom(texts: Texts, note: str | None = None) -> View:
    """Ask whom to look up."""
    return texts.page(note, texts("find-ask"), back())


def which_person(texts: Texts, people: Sequence[Person]) -> View:
    """Ask which of several people is meant."""
    choices = [_choice(person) for person in people]
    return texts.page(texts("find-many"), *choices, back())


def people_list(
    texts: Texts, people: Sequence[Person], number: int, *, more: bool
) -> View:
    """Show a page of everybody, newest first."""
    return texts.page(
        texts("people-list") if people else texts("find-none"),
        *(
            _choice(person, f" · {day(texts, person.created_at)}")
            for person in people[:PEOPLE_SHOWN]
        ),
        newer_older(Desk.PEOPLE, number, more=more),
        desk("button-find", Desk.FIND),
        back(),
    )


def _choice(person: Person, more: str = "") -> Button:
    return Button(
        shorten(called(person) + more, _LABEL), _about(person.id, PersonMove.SHOW)
    )


def called(person: Person) -> str:
    """Return what an admin sees of somebody: the name, the username and the id."""
    username = f"@{person.username}" if person.username else None
    return " · ".join(filter(None, (person.name, username, str(person.id))))


def person_page(texts: Texts, file: PersonFile, note: str | None = None) -> View:
    """Show a person with their jobs and payments."""
    person = file.person
    facts = [
        texts(
            "person",
            id=str(person.id),
            name=person.name or "—",
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
            bought=file.balance.bought,
            held=file.balance.held,
            avatars=len(file.avatars),
            jobs=file.open_jobs,
        ),
    ]
    jobs = [
        Button(
            shorten(
                f"{texts.plain_of(job.status)} · {day(texts, job.created_at)}"
                f" · {described(texts, job)}",
                _LABEL,
            ),
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


def to_known(person: Person) -> AnyButton:
    """Return a button that shows an admin a person, by name."""
    shown = shorten(called(person), _LABEL)
    return button("button-person", _about(person.id, PersonMove.SHOW), person=shown)

"""The owners' side: people, credits, prices, numbers, deeds."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from avatar_core import JobStatus, Person
from avatar_core.deeds import Deed
from avatar_core.lifecycles import OPEN_JOB_STATUSES
from avatar_core.promos import Promo
from avatar_core.tallies import JobTally
from avatar_core.use_cases.owner import Business, PersonFile, TermNow

from ..callbacks import (
    ConfirmCredits,
    DeedsPage,
    Desk,
    OwnerMenu,
    PaymentAction,
    PaymentMove,
    PersonAction,
    PersonMove,
    RescueJob,
    RescueMove,
    StopPromo,
    TermAction,
    TermMove,
)
from ..texts import Texts
from ..view import Button, View
from .parts import NAME_SHOWN, button, home, paragraphs, rows, shorten
from .timelines import moment


#: Deeds on one page.
DEEDS_SHOWN: Final = 10
_REASON_SHOWN: Final = 100
_MILLS: Final = 1000
_PROMOS: Final = UUID("0b0a5c0e-70ab-4b53-9d7e-6e2e4a9f5d21")


def desk(texts: Texts, key: str, where: Desk) -> Button:
    """Return a button that leads to a part of the owners' side."""
    return button(texts, key, OwnerMenu(desk=where))


def back(texts: Texts) -> Button:
    """Return the button that leads to the owners' menu."""
    return desk(texts, "button-admin", Desk.HOME)


def office(texts: Texts, disputes: int) -> View:
    """Show the owners' menu, and how many disputes wait for an answer."""
    waiting = button(
        texts, "button-disputes", OwnerMenu(desk=Desk.DISPUTES), count=disputes
    )
    return View(
        text=texts("admin"),
        buttons=(
            *rows(waiting, desk(texts, "button-find", Desk.FIND)),
            (
                desk(texts, "button-tally", Desk.TALLY),
                desk(texts, "button-prices", Desk.TERMS),
            ),
            (
                desk(texts, "button-broadcast", Desk.BROADCAST),
                desk(texts, "button-promos", Desk.PROMOS),
            ),
            *rows(button(texts, "button-deeds", DeedsPage(page=0)), home(texts)),
        ),
    )


def ask_whom(texts: Texts, note: str | None = None) -> View:
    """Ask whom to look up."""
    return View(
        text=paragraphs(note, texts("find-ask")),
        buttons=rows(back(texts), home(texts)),
    )


def which_person(texts: Texts, people: Sequence[Person]) -> View:
    """Ask which of several people with one name is meant."""
    choices = [
        Button(f"{person.id}", _about(person.id, PersonMove.SHOW)) for person in people
    ]
    return View(
        text=texts("find-many", count=len(people)),
        buttons=rows(*choices[:DEEDS_SHOWN], back(texts), home(texts)),
    )


def person_page(texts: Texts, file: PersonFile, note: str | None = None) -> View:
    """Show all there is to know of a person."""
    person = file.person
    facts = [
        texts(
            "person",
            id=str(person.id),
            username=f"@{person.username}" if person.username else "—",
            language=person.language.value,
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
            f"{texts.plain_of('job-kind', job.kind)}"
            f" · {texts.plain_of('job-status', job.status)}",
            RescueJob(move=RescueMove.SHOW, job=job.id),
        )
        for job in file.jobs
    ]
    payments = [
        Button(
            f"{payment.stars} ⭐ · {payment.created_at:%d.%m.%Y} · "
            f"{texts.plain_of('payment-status', payment.status)}",
            PaymentAction(move=PaymentMove.SHOW, payment=payment.id),
        )
        for payment in file.payments
    ]
    door = (
        button(texts, "button-unblock", _about(person.id, PersonMove.UNBLOCK))
        if person.blocked_at
        else button(texts, "button-block", _about(person.id, PersonMove.BLOCK))
    )
    return View(
        text=paragraphs(note, "\n".join(fact for fact in facts if fact)),
        buttons=rows(
            *jobs,
            *payments,
            button(texts, "button-credits", _about(person.id, PersonMove.CREDITS)),
            None if file.is_owner else door,
            back(texts),
            home(texts),
        ),
    )


def ask_credits(texts: Texts, person: int, note: str | None = None) -> View:
    """Ask how many credits to give or take, and why."""
    return View(
        text=paragraphs(note, texts("credits-ask", person=str(person))),
        buttons=rows(_back_to_person(texts, person), home(texts)),
    )


def confirm_credits(
    texts: Texts, person: int, amount: int, why: str, tap: UUID
) -> View:
    """Ask whether these credits are really to be given, or taken if below zero."""
    key = "credits-confirm-grant" if amount > 0 else "credits-confirm-take"
    return View(
        text=texts(key, amount=abs(amount), person=str(person), why=why),
        buttons=rows(
            button(texts, "button-confirm-credits", ConfirmCredits(tap=tap)),
            _back_to_person(texts, person),
            home(texts),
        ),
    )


def terms_page(texts: Texts, terms: Sequence[TermNow], note: str | None = None) -> View:
    """Show every price and limit."""
    choices = [
        button(
            texts,
            "button-term",
            TermAction(move=TermMove.ASK, term=now.term),
            term=texts.plain_of("term", now.term),
            value=now.value,
        )
        for now in terms
    ]
    return View(
        text=paragraphs(note, texts("terms-now")),
        buttons=rows(*choices, back(texts), home(texts)),
    )


def ask_term(texts: Texts, now: TermNow, note: str | None = None) -> View:
    """Ask for the new value of a price or limit."""
    restore = button(
        texts,
        "button-term-restore",
        TermAction(move=TermMove.RESTORE, term=now.term),
        value=now.default,
    )
    return View(
        text=paragraphs(
            note,
            texts(
                "term-ask",
                term=texts.plain_of("term", now.term),
                value=now.value,
                default=now.default,
            ),
        ),
        buttons=rows(
            restore if now.value != now.default else None,
            desk(texts, "button-prices", Desk.TERMS),
            home(texts),
        ),
    )


def tally_page(texts: Texts, business: Business) -> View:
    """Show the business in numbers."""
    tally = business.tally
    jobs = [
        texts("tally-jobs", what=what, ready=ready, open=open_, lost=lost)
        for what, (ready, open_, lost) in _tallied(texts, tally.jobs).items()
    ]
    return View(
        text=paragraphs(
            texts(
                "tally-people",
                people=tally.people,
                newcomers=tally.newcomers,
                blocked=tally.blocked,
                left=tally.left,
            ),
            "\n".join([*jobs[:_TALLIED], texts("tally-marks")]) if jobs else None,
            texts(
                "tally-credits",
                sold=tally.sold,
                given=tally.given,
                spent=tally.spent,
            ),
            texts(
                "tally-margin",
                stars=tally.stars,
                income=_dollars(tally.income),
                cost=_dollars(business.cost),
                margin=_dollars(business.margin),
            ),
        ),
        buttons=rows(
            desk(texts, "button-refresh", Desk.TALLY), back(texts), home(texts)
        ),
    )


#: Kinds and families of jobs that fit on a screen.
_TALLIED: Final = 20


def _tallied(texts: Texts, jobs: Sequence[JobTally]) -> dict[str, list[int]]:
    """Return how many are ready, under way and lost, by kind and family."""
    counts: dict[str, list[int]] = {}
    for job in jobs:
        kind = texts.plain_of("job-kind", job.kind)
        family = f" · {texts.plain(f'family-{job.family}')}" if job.family else ""
        ready = job.status is JobStatus.SUCCEEDED
        place = 0 if ready else 1 if job.status in OPEN_JOB_STATUSES else 2
        counts.setdefault(kind + family, [0, 0, 0])[place] += job.jobs
    return counts


def _dollars(mills: int) -> str:
    return f"{mills / _MILLS:.2f}"


def promos_page(texts: Texts, promos: Sequence[Promo], note: str | None = None) -> View:
    """Show the promo codes, and ask for another."""
    lines = [
        texts(
            "promo-line",
            code=promo.code,
            credits=promo.credits,
            used=promo.used,
            uses=promo.uses,
            at=moment(promo.stopped_at) if promo.stopped_at else "",
        )
        for promo in promos
    ]
    stops = [
        button(
            texts,
            "button-promo-stop",
            StopPromo(promo=promo_id(promo.code)),
            code=promo.code,
        )
        for promo in promos
        if promo.stopped_at is None
    ]
    return View(
        text=paragraphs(note, texts("promos"), "\n".join(lines)),
        buttons=rows(*stops, back(texts), home(texts)),
    )


def promo_id(code: str) -> UUID:
    """Return what a button calls a code, which itself may be too long for one."""
    return uuid5(_PROMOS, code)


def deeds_page(texts: Texts, deeds: Sequence[Deed], page: int, *, more: bool) -> View:
    """Show a page of what the owners did."""
    lines = [_deed(texts, deed) for deed in deeds]
    older = button(texts, "button-older", DeedsPage(page=page + 1))
    newer = button(texts, "button-newer", DeedsPage(page=page - 1))
    leaf = tuple(
        shown for shown in (newer if page else None, older if more else None) if shown
    )
    return View(
        text=paragraphs(texts("deeds"), *(lines or [texts("deeds-none")])),
        buttons=(*((leaf,) if leaf else ()), *rows(back(texts), home(texts))),
    )


def _deed(texts: Texts, deed: Deed) -> str:
    facts = [
        f"→ {deed.person}" if deed.person else None,
        str(deed.job) if deed.job else None,
        shorten(deed.subject, NAME_SHOWN) or None,
        str(deed.amount) if deed.amount is not None else None,
        shorten(deed.why, _REASON_SHOWN) or None,
    ]
    return texts(
        "deed-line",
        at=moment(deed.at),
        owner=str(deed.owner),
        what=texts.plain_of("deed", deed.what),
        facts=" · ".join(fact for fact in facts if fact),
    )


def _about(person: int, move: PersonMove) -> PersonAction:
    return PersonAction(move=move, person=person)


def _back_to_person(texts: Texts, person: int) -> Button:
    return button(texts, "button-back", _about(person, PersonMove.SHOW))


def to_person(texts: Texts, person: int) -> Button:
    """Return a button that leads an owner to somebody."""
    return button(
        texts, "button-person", _about(person, PersonMove.SHOW), person=str(person)
    )

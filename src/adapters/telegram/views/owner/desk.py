"""The owners' menu, the statistics, and the log of owners' actions."""

from collections.abc import Sequence
from typing import Final

from aiogram.filters.callback_data import CallbackData

from avatar_core import JobStatus, Money
from avatar_core.deeds import Deed, DeedKind
from avatar_core.disputes import Remedy
from avatar_core.jobs import OPEN_JOB_STATUSES
from avatar_core.prices import Term
from avatar_core.tallies import JobTally
from avatar_core.use_cases.owner import Business

from ...owner_callbacks import DeedsPage, Desk, OwnerMenu, UnansweredPage
from ...texts import Texts
from ...view import Button, View
from ..parts import NAME_SHOWN, Row, button, money, page, paragraphs, shorten
from .timelines import moment


#: Deeds on one page.
DEEDS_SHOWN: Final = 10
_REASON_SHOWN: Final = 100
_MILLS: Final = 1000
#: The most kinds and families of jobs on a screen.
_TALLIED: Final = 20


def desk(texts: Texts, key: str, where: Desk) -> Button:
    """Return a button that opens a part of the owners' menu."""
    return button(texts, key, OwnerMenu(desk=where))


def back(texts: Texts) -> Button:
    """Return the button that opens the owners' menu."""
    return desk(texts, "button-admin", Desk.HOME)


def newer_older(
    texts: Texts, newer: CallbackData | None, older: CallbackData | None
) -> Row:
    """Return the row of buttons to the newer and the older page, if there are any."""
    return tuple(
        button(texts, key, data)
        for key, data in (("button-newer", newer), ("button-older", older))
        if data is not None
    )


def office(texts: Texts, disputes: int) -> View:
    """Show the owners' menu with the number of open disputes."""
    waiting = button(
        texts, "button-disputes", OwnerMenu(desk=Desk.DISPUTES), count=disputes
    )
    return page(
        texts,
        texts("admin"),
        waiting,
        desk(texts, "button-find", Desk.FIND),
        (
            desk(texts, "button-tally", Desk.TALLY),
            desk(texts, "button-prices", Desk.TERMS),
        ),
        (
            desk(texts, "button-broadcast", Desk.BROADCAST),
            desk(texts, "button-promos", Desk.PROMOS),
        ),
        (
            button(texts, "button-deeds", DeedsPage(page=0)),
            button(texts, "button-unanswered", UnansweredPage(page=0)),
        ),
    )


def tally_page(texts: Texts, business: Business) -> View:
    """Show the statistics of the business."""
    tally = business.tally
    jobs = [
        texts("tally-jobs", what=what, ready=ready, open=open_, lost=lost)
        for what, (ready, open_, lost) in _tallied(texts, tally.jobs).items()
    ]
    return page(
        texts,
        paragraphs(
            texts(
                "tally-people",
                people=tally.people,
                newcomers=tally.newcomers,
                blocked=tally.blocked,
                left=tally.left,
            ),
            "\n".join([*jobs[:_TALLIED], texts("tally-marks")]) if jobs else None,
            texts(
                "tally-credits", sold=tally.sold, given=tally.given, spent=tally.spent
            ),
            _margin(texts, business),
        ),
        desk(texts, "button-refresh", Desk.TALLY),
        back(texts),
    )


def _tallied(texts: Texts, jobs: Sequence[JobTally]) -> dict[str, list[int]]:
    """Count the jobs that are ready, open and lost, by kind and family."""
    counts: dict[str, list[int]] = {}
    for job in jobs:
        kind = texts.plain_of("job-kind", job.kind)
        family = f" · {texts.plain(f'family-{job.family}')}" if job.family else ""
        ready = job.status is JobStatus.SUCCEEDED
        place = 0 if ready else 1 if job.status in OPEN_JOB_STATUSES else 2
        counts.setdefault(kind + family, [0, 0, 0])[place] += job.jobs
    return counts


def _margin(texts: Texts, business: Business) -> str:
    """Show the income in each currency, and the margin if it is known."""
    income = [
        money(texts, Money(amount, currency))
        for currency, amount in sorted(business.tally.income.items())
    ]
    taken, cost = " + ".join(income) or "—", _dollars(business.cost)
    if business.worth is None or business.margin is None:
        return texts("tally-income", income=taken, cost=cost)
    return texts(
        "tally-margin",
        income=taken,
        worth=_dollars(business.worth),
        cost=cost,
        margin=_dollars(business.margin),
    )


def _dollars(mills: int) -> str:
    sign = "−" if mills < 0 else ""
    return f"{sign}${abs(mills) / _MILLS:.2f}"


def deeds_page(texts: Texts, deeds: Sequence[Deed], number: int, *, more: bool) -> View:
    """Show a page of what the owners did."""
    lines = [_deed(texts, deed) for deed in deeds]
    return page(
        texts,
        paragraphs(texts("deeds"), *(lines or [texts("deeds-none")])),
        newer_older(
            texts,
            DeedsPage(page=number - 1) if number else None,
            DeedsPage(page=number + 1) if more else None,
        ),
        back(texts),
    )


def _deed(texts: Texts, deed: Deed) -> str:
    facts = [
        f"→ {deed.person}" if deed.person else None,
        str(deed.job) if deed.job else None,
        _subject(texts, deed),
        _amount(texts, deed),
        shorten(deed.why, _REASON_SHOWN) or None,
    ]
    return texts(
        "deed-line",
        at=moment(deed.at),
        owner=str(deed.owner),
        what=texts.plain_of("deed", deed.what),
        facts=" · ".join(fact for fact in facts if fact),
    )


def _subject(texts: Texts, deed: Deed) -> str | None:
    match deed.what:
        case DeedKind.CHANGE_TERM:
            return texts.plain_of("term", Term(deed.subject))
        case DeedKind.ANSWER:
            return texts.plain_of("button-remedy", Remedy(deed.subject))
        case DeedKind.START_BROADCAST | DeedKind.CANCEL_BROADCAST:
            return None  # an id that is on no screen
        case _:
            return shorten(deed.subject, NAME_SHOWN) or None


def _amount(texts: Texts, deed: Deed) -> str | None:
    if deed.amount is None:
        return None
    if deed.currency is not None:
        return money(texts, Money(deed.amount, deed.currency))
    match deed.what:
        case DeedKind.CHANGE_TERM:
            return None  # the reason has both values
        case DeedKind.START_BROADCAST | DeedKind.CANCEL_BROADCAST:
            return texts.plain("deed-people", count=deed.amount)
        case _:
            return texts.plain("deed-credits", credits=deed.amount)

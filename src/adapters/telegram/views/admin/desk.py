"""The admins' menu, the statistics, and the log of admins' actions."""

from collections.abc import Mapping, Sequence
from typing import Final

from avatar_core import JobStatus, Money
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.disputes import Remedy
from avatar_core.job_lifecycle import OPEN_JOB_STATUSES
from avatar_core.prices import Term
from avatar_core.stats import JobStats, LikenessStats
from avatar_core.use_cases.admin import Business

from ...admin_callbacks import AdminMenu, Desk
from ...texts import Texts
from ...view import AnyButton, Row, View
from ..parts import NAME_SHOWN, button, money, shorten
from .timelines import moment


#: Actions of the admin log on one page.
ACTIONS_SHOWN: Final = 10
_REASON_SHOWN: Final = 100
_MILLS: Final = 1000
#: The most kinds and families of jobs on a screen.
_JOB_COUNTS_MAX: Final = 20


def desk(key: str, where: Desk) -> AnyButton:
    """Return a button that opens a part of the admins' menu."""
    return button(key, AdminMenu(desk=where))


def back() -> AnyButton:
    """Return the button that opens the admins' menu."""
    return desk("button-admin", Desk.HOME)


def newer_older(where: Desk, number: int, *, more: bool) -> Row:
    """Return the row of buttons to the newer and the older page, if there are any."""
    newer = button("button-newer", AdminMenu(desk=where, page=number - 1))
    older = button("button-older", AdminMenu(desk=where, page=number + 1))
    return (*((newer,) if number else ()), *((older,) if more else ()))


def office(texts: Texts, disputes: int) -> View:
    """Show the admins' menu with the number of open disputes."""
    waiting = button("button-disputes", AdminMenu(desk=Desk.DISPUTES), count=disputes)
    return texts.page(
        texts("admin"),
        waiting,
        (desk("button-find", Desk.FIND), desk("button-people", Desk.PEOPLE)),
        (
            desk("button-stats", Desk.STATS),
            desk("button-prices", Desk.TERMS),
        ),
        (
            desk("button-broadcast", Desk.BROADCAST),
            desk("button-promos", Desk.PROMOS),
        ),
        (
            desk("button-admin-log", Desk.LOG),
            desk("button-unanswered", Desk.UNANSWERED),
        ),
    )


def stats_page(texts: Texts, business: Business) -> View:
    """Show the statistics of the business."""
    stats = business.stats
    jobs = [
        texts("stats-jobs", what=what, ready=ready, open=open_, lost=lost)
        for what, (ready, open_, lost) in _job_counts(texts, stats.jobs).items()
    ]
    return texts.page(
        texts(
            "stats-people",
            people=stats.people,
            newcomers=stats.newcomers,
            blocked=stats.blocked,
            left=stats.left,
        ),
        "\n".join([*jobs[:_JOB_COUNTS_MAX], texts("stats-marks")]) if jobs else None,
        texts("stats-credits", sold=stats.sold, given=stats.given, spent=stats.spent),
        earned(texts, stats.income, business.cost, business.worth),
        _likeness(texts, business.likeness),
        desk("button-refresh", Desk.STATS),
        back(),
    )


def _likeness(texts: Texts, groups: Sequence[LikenessStats]) -> str | None:
    """Show how much avatars resemble their people; the largest groups if many."""
    largest = sorted(groups, key=lambda one: -one.trainings)[:_JOB_COUNTS_MAX]
    lines = [
        texts(
            "stats-likeness-line",
            family=texts.plain(f"family-{one.family}"),
            steps=one.steps,
            readiness="—" if one.readiness is None else f"{one.readiness}+",
            mean=one.mean,
            trainings=one.trainings,
        )
        for one in largest
    ]
    return "\n".join([texts("stats-likeness"), *lines]) if lines else None


def _job_counts(texts: Texts, jobs: Sequence[JobStats]) -> dict[str, list[int]]:
    """Count the jobs that are ready, open and lost, by kind and family."""
    counts: dict[str, list[int]] = {}
    for job in jobs:
        kind = texts.plain_of(job.kind)
        family = f" · {texts.plain(f'family-{job.family}')}" if job.family else ""
        ready = job.status is JobStatus.SUCCEEDED
        place = 0 if ready else 1 if job.status in OPEN_JOB_STATUSES else 2
        counts.setdefault(kind + family, [0, 0, 0])[place] += job.jobs
    return counts


def earned(
    texts: Texts, income: Mapping[str, int], cost: int, worth: int | None
) -> str:
    """Show the income in each currency, and the margin if its worth is known.

    Cost and worth are in thousandths of a US dollar.
    """
    taken = " + ".join(
        money(texts, Money(amount, currency))
        for currency, amount in sorted(income.items())
        if amount > 0
    )
    if worth is None:
        return texts("stats-income", income=taken or "—", cost=dollars(cost))
    return texts(
        "stats-margin",
        income=taken or "—",
        worth=dollars(worth),
        cost=dollars(cost),
        margin=dollars(worth - cost),
    )


def dollars(mills: int) -> str:
    """Show thousandths of a US dollar; small amounts to the thousandth."""
    sign = "−" if mills < 0 else ""
    digits = 2 if abs(mills) >= _MILLS / 10 or not mills else 3
    return f"{sign}${abs(mills) / _MILLS:.{digits}f}"


def admin_log_page(
    texts: Texts, admin_log: Sequence[AdminAction], number: int, *, more: bool
) -> View:
    """Show a page of the admin log."""
    lines = [_admin_action(texts, action) for action in admin_log]
    return texts.page(
        texts("admin-log"),
        *(lines or [texts("admin-log-none")]),
        newer_older(Desk.LOG, number, more=more),
        back(),
    )


def _admin_action(texts: Texts, action: AdminAction) -> str:
    facts = [
        f"→ {action.person}" if action.person else None,
        str(action.job) if action.job else None,
        _subject(texts, action),
        _amount(texts, action),
        shorten(action.why, _REASON_SHOWN) or None,
    ]
    return texts(
        "admin-action-line",
        at=moment(action.at),
        admin=str(action.admin),
        what=texts.plain_of(action.what, "admin-action"),
        facts=" · ".join(fact for fact in facts if fact),
    )


def _subject(texts: Texts, action: AdminAction) -> str | None:
    match action.what:
        case AdminActionKind.CHANGE_TERM:
            return texts.plain_of(Term(action.subject))
        case AdminActionKind.ANSWER:
            return texts.plain_of(Remedy(action.subject), "button-remedy")
        case (
            AdminActionKind.SCHEDULE_BROADCAST
            | AdminActionKind.START_BROADCAST
            | AdminActionKind.CANCEL_BROADCAST
        ):
            return None  # an id that is on no screen
        case _:
            return shorten(action.subject, NAME_SHOWN) or None


def _amount(texts: Texts, action: AdminAction) -> str | None:
    if action.amount is None:
        return None
    if action.currency is not None:
        return money(texts, Money(action.amount, action.currency))
    match action.what:
        case AdminActionKind.CHANGE_TERM:
            return None  # the reason has both values
        case AdminActionKind.START_BROADCAST | AdminActionKind.CANCEL_BROADCAST:
            return texts.plain("admin-action-people", count=action.amount)
        case _:
            return texts.plain("admin-action-credits", credits=action.amount)

"""The history of an order or a payment, as admins read it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from avatar_core import Avatar, GenerationOrder, Job
from avatar_core.audit import AuditEntry
from avatar_core.failures import Cause
from avatar_core.ledger import Posting
from avatar_core.orders import (
    EnrichmentOrder,
    TrainingOrder,
    UpscaleOrder,
    family_of,
)
from avatar_core.timelines import Moment, Timeline

from ...admin_callbacks import RescueJob, RescueMove
from ...lengths import units
from ...texts import Texts, paragraphs
from ...view import AnyButton
from ..coaching import recorded_verdict
from ..parts import (
    NAME_SHOWN,
    WORDS_SHOWN,
    button,
    money,
    name_of,
    shorten,
    size_name,
)


_WHY_SHOWN: Final = 60
#: The longest history; a complaint must fit on the same screen.
_HISTORY_SHOWN: Final = 1700


def moment(at: datetime) -> str:
    """Format a time in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


def history(texts: Texts, timeline: Timeline) -> str:
    """Return the facts and events, oldest first, by day."""
    paid = money(texts, timeline.payment.money) if timeline.payment else ""
    told = [(one.at.date(), _moment(texts, one, paid)) for one in timeline.moments]
    days = (
        [texts("timeline-day", day=day.isoformat()), *(line for _, line in lines)]
        for day, lines in groupby(_newest(told), itemgetter(0))
    )
    return paragraphs(_facts(texts, timeline), *map("\n".join, days))


def _newest(told: Sequence[tuple[date, str]]) -> Sequence[tuple[date, str]]:
    """Return the last lines that there is room for."""
    room = _HISTORY_SHOWN
    for number, (_, line) in enumerate(reversed(told)):
        room -= units(line) + 1
        if room < 0:
            return told[len(told) - number :]
    return told


def standing(texts: Texts, job: Job) -> str:
    """Return the status of a job, with its problem if any."""
    status = texts.plain_of(job.status)
    if job.failure is None:
        return status
    return f"{status} · {texts.plain_of(job.failure, 'trouble')}"


def _standing_of_all(texts: Texts, job: Job, order: Sequence[Job]) -> str:
    """Return the statuses of jobs that were ordered together, or that of the one."""
    if len(order) <= 1:
        return standing(texts, job)
    counts = Counter(texts.plain_of(one.status) for one in order)
    return " · ".join(f"{count} × {status}" for status, count in counts.items())


def described(texts: Texts, job: Job) -> str:
    """Return what was ordered, in a few words and without markup."""
    kind = texts.plain_of(job.kind)
    match job.order:
        case GenerationOrder(words=words) | EnrichmentOrder(words=words) if words:
            return f"{kind} “{shorten(words, NAME_SHOWN)}”"
        case _:
            return kind


def _choices(texts: Texts, job: Job, avatar: Avatar | None) -> str:
    """Return what was chosen with the order."""
    order, chosen = job.order, [name_of(texts, avatar)]
    if (family := family_of(order)) is not None:
        chosen.append(texts.plain(f"family-{family}"))
    if isinstance(order, GenerationOrder | UpscaleOrder):
        chosen.append(size_name(texts, order.size))
    return texts("timeline-ordered", what=" · ".join(chosen))


def rescue(key: str, move: RescueMove, job: Job) -> AnyButton:
    """Return an admin's button about a job."""
    return button(key, RescueJob(move=move, job=job.id))


def cause(texts: Texts, said: str | None, limit: int) -> str:
    """Return a reason: the text of a known cause, or the given words."""
    try:
        return texts.plain_of(Cause(said or ""))
    except ValueError:
        return shorten(said or "—", limit)


def _facts(texts: Texts, timeline: Timeline) -> str | None:
    job, hold, payment = timeline.job, timeline.hold, timeline.payment
    if job is not None:
        order = timeline.jobs
        lines = [
            texts(
                "timeline-job",
                what=described(texts, job),
                job=str(job.id),
                status=_standing_of_all(texts, job, order),
                since=moment(job.created_at),
                delivered=sum(one.delivered for one in order),
                ordered=sum(one.order.count for one in order),
                price=hold.amount if hold else job.price,
                captured=hold.captured if hold else 0,
            ),
            _choices(texts, job, timeline.avatar),
        ]
        if job.request_id:
            lines.append(texts("timeline-request", request=job.request_id))
        if isinstance(job.order, TrainingOrder):
            lines += filter(None, [recorded_verdict(texts, job.order)])
        if timeline.likeness is not None:
            lines.append(texts("timeline-likeness", score=timeline.likeness.score))
        if job.detail:
            detail = cause(texts, job.detail, WORDS_SHOWN)
            lines.append(texts("timeline-said", detail=detail))
        return "\n".join(lines)
    if payment is not None:
        return texts(
            "timeline-payment",
            money=money(texts, payment.money),
            credits=payment.credits,
            status=texts.plain_of(payment.status),
            charge=payment.charge_id,
        )
    return None


def _moment(texts: Texts, one: Moment, paid: str) -> str:
    match one:
        case AuditEntry():
            return texts(
                "timeline-change-why" if one.why else "timeline-change",
                at=_time(one),
                what=texts.plain_of(one.entity),
                event=texts.plain_of(one.event),
                status=texts.plain_of(one.dest),
                why=cause(texts, one.why, _WHY_SHOWN),
            )
        case Posting():
            return texts(
                "timeline-posting",
                at=_time(one),
                reason=texts.plain_of(one.reason, money=paid),
                amount=one.amount,
                bonus=one.bonus,
            )


def _time(one: Moment) -> str:
    return f"{one.at:%H:%M:%S}"

"""Everything that happened to an order or a payment, as owners read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from avatar_core import Job
from avatar_core.audit import AuditEntry
from avatar_core.jobs import Cause
from avatar_core.ledger import Posting
from avatar_core.use_cases.timeline import Moment, Timeline

from ...lengths import units
from ...texts import Texts
from ..parts import WORDS_SHOWN, paragraphs, shorten


_WHY_SHOWN: Final = 60
#: So long a history leaves room for a complaint in full on the same screen.
_HISTORY_SHOWN: Final = 2000


def moment(at: datetime) -> str:
    """Return a moment as owners read it, in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


def history(texts: Texts, timeline: Timeline) -> str:
    """Return the facts, and what became of them, oldest first."""
    stars = timeline.payment.stars if timeline.payment else 0
    moments = [_moment(texts, one, stars) for one in timeline.moments]
    return paragraphs(_facts(texts, timeline), "\n".join(_newest(moments)))


def _newest(lines: Sequence[str]) -> Sequence[str]:
    """Return as many of the last lines as there is room for."""
    room = _HISTORY_SHOWN
    for number, line in enumerate(reversed(lines)):
        room -= units(line) + 1
        if room < 0:
            return lines[len(lines) - number :]
    return lines


def standing(texts: Texts, job: Job) -> str:
    """Return how a job stands, and what kind of trouble it is in."""
    status = texts.plain_of("job-status", job.status)
    if job.failure is None:
        return status
    return f"{status} · {texts.plain_of('trouble', job.failure)}"


def cause(texts: Texts, said: str | None, limit: int) -> str:
    """Return why something is so: in our words, or in those of who said it."""
    try:
        return texts.plain_of("cause", Cause(said or ""))
    except ValueError:
        return shorten(said or "—", limit)


def _facts(texts: Texts, timeline: Timeline) -> str | None:
    job, hold, payment = timeline.job, timeline.hold, timeline.payment
    if job is not None:
        return texts(
            "timeline-job",
            kind=texts.plain_of("job-kind", job.kind),
            job=str(job.id),
            status=standing(texts, job),
            since=moment(job.created_at),
            delivered=job.delivered,
            ordered=job.ordered,
            price=job.price,
            captured=hold.captured if hold else 0,
            request=job.request_id or "—",
            detail=cause(texts, job.detail, WORDS_SHOWN),
        )
    if payment is not None:
        return texts(
            "timeline-payment",
            stars=payment.stars,
            credits=payment.credits,
            status=texts.plain_of("payment-status", payment.status),
            charge=payment.charge_id,
        )
    return None


def _moment(texts: Texts, one: Moment, stars: int) -> str:
    match one:
        case AuditEntry():
            return texts(
                "timeline-change-why" if one.why else "timeline-change",
                at=moment(one.at),
                what=texts.plain_of("entity", one.entity),
                event=texts.plain_of(f"{one.entity}-event", one.event),
                status=texts.plain_of(f"{one.entity}-status", one.dest),
                why=cause(texts, one.why, _WHY_SHOWN),
            )
        case Posting():
            return texts(
                "timeline-posting",
                at=moment(one.at),
                reason=texts.plain_of("reason", one.reason, stars=stars),
                amount=one.amount,
            )

"""Everything that happened to an order or a payment, as owners read it."""

from datetime import datetime
from typing import Final

from avatar_core.audit import AuditEntry
from avatar_core.ledger import Posting
from avatar_core.use_cases.timeline import Moment, Timeline

from ...texts import Texts
from ..parts import WORDS_SHOWN, paragraphs, shorten


_WHY_SHOWN: Final = 60
#: The newest moments that fit on a screen.
_MOMENTS_SHOWN: Final = 20


def moment(at: datetime) -> str:
    """Return a moment as owners read it, in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


def history(texts: Texts, timeline: Timeline) -> str:
    """Return the facts, and what became of them, oldest first."""
    stars = timeline.payment.stars if timeline.payment else 0
    moments = [_moment(texts, one, stars) for one in timeline.moments[-_MOMENTS_SHOWN:]]
    return paragraphs(_facts(texts, timeline), "\n".join(moments))


def _facts(texts: Texts, timeline: Timeline) -> str | None:
    job, hold, payment = timeline.job, timeline.hold, timeline.payment
    if job is not None:
        return texts(
            "timeline-job",
            kind=texts.plain_of("job-kind", job.kind),
            job=str(job.id),
            status=texts.plain_of("job-status", job.status),
            since=moment(job.created_at),
            delivered=job.delivered,
            ordered=job.ordered,
            price=job.price,
            captured=hold.captured if hold else 0,
            request=job.request_id or "—",
            detail=shorten(job.detail or "—", WORDS_SHOWN),
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
                "timeline-change",
                at=moment(one.at),
                what=one.entity.value,
                event=one.event.value,
                dest=one.dest.value,
                why=shorten(one.why, _WHY_SHOWN),
            )
        case Posting():
            return texts(
                "timeline-posting",
                at=moment(one.at),
                reason=texts.plain_of("reason", one.reason, stars=stars),
                amount=one.amount,
            )

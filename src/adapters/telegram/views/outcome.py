"""What all job results say: the failure, the credits, the avatar."""

from avatar_core import HoldStatus, JobStatus
from avatar_core.orders import GenerationOrder
from avatar_core.ports import News

from ..texts import Texts
from .parts import NAME_SHOWN, WORDS_SHOWN, shorten


def why(texts: Texts, news: News) -> str | None:
    """Say why the job failed, if it did."""
    if news.job.status is not JobStatus.FAILED or news.job.failure is None:
        return None
    return texts.of("failure", news.job.failure)


def money(texts: Texts, news: News) -> str | None:
    """Say whether held credits were spent or released; None while they are held."""
    hold = news.hold
    available = news.balance.available
    match hold.status:
        case HoldStatus.RELEASED:
            if not hold.amount:
                return None
            return texts("money-returned", credits=hold.amount)
        case HoldStatus.CAPTURED if hold.captured < hold.amount:
            return texts(
                "money-partly",
                credits=hold.captured,
                returned=hold.amount - hold.captured,
                available=available,
            )
        case HoldStatus.CAPTURED:
            return texts("money-spent", credits=hold.captured, available=available)
        case HoldStatus.HELD:
            return None


def name_of(texts: Texts, news: News) -> str:
    """Return the name of the avatar, which may have been deleted."""
    if news.avatar is None:
        return texts.plain("this-avatar")
    return shorten(news.avatar.name, NAME_SHOWN)


def words_of(news: News) -> str:
    """Return the prompt of the order, shortened."""
    match news.job.order:
        case GenerationOrder(words=words):
            return shorten(words, WORDS_SHOWN)
        case _:
            return ""

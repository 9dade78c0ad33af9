"""What may go wrong, and how likely it is on this seed's day."""

import random

from enum import StrEnum
from typing import Final

import attrs


class Fault(StrEnum):
    """One kind of trouble."""

    WEBHOOK_LOST = "webhook lost"
    WEBHOOK_LATE = "webhook late"
    WEBHOOK_TWICE = "webhook twice"
    WEBHOOK_FIRST = "webhook before the answer to the submit"
    WEBHOOK_FALSE = "webhook of an unknown token or another request"
    SUBMIT_TIMEOUT_TAKEN = "submit timed out, taken"
    SUBMIT_TIMEOUT_LOST = "submit timed out, lost"
    SUBMIT_REFUSED = "submit refused for now"
    SUBMIT_REJECTED = "submit rejected: 422"
    SUBMIT_BLOCKED = "submit blocked"
    CALL_FAILED = "the provider could not be asked"
    CALL_SLOW = "the provider answered slowly"
    RUN_FAILED = "the provider failed"
    RUN_INPUT = "the provider found fault with the input"
    RUN_BLOCKED = "the provider's content check"
    RUN_UNFETCHED = "the provider could not fetch our file"
    RUN_STUCK = "the provider never ends"
    RUN_LOST = "the provider forgot the request"
    RUN_MODEL_GONE = "a language model is gone"
    RUN_QUICK = "the provider ends at once"
    QUEUE_LONG = "the provider's queue is long"
    CANCEL_IGNORED = "the provider heeds no cancel"
    FEWER_PICTURES = "fewer pictures than ordered"
    BLACK_PICTURE = "a black picture"
    WRONG_RATIO = "a picture of another ratio"
    RESULT_EXPIRED = "the result expires at once"
    FILE_MISSING = "a file is missing"
    FILE_TRUNCATED = "a file is cut off"
    FILE_HEALS = "a file is cut off, once"
    FILE_BROKEN_OFF = "a download breaks off"
    FILE_SLOW = "a download takes long"
    NOTIFY_LATER = "messenger: 429"
    NOTIFY_UNSENT = "messenger: network error, nothing sent"
    NOTIFY_AMBIGUOUS = "messenger: network error after it was sent"
    NOTIFY_SLOW = "messenger: slow"
    PAYMENT_LATE = "a payment told of late"
    PAYMENT_TWICE = "a payment told of twice"
    PAYMENT_FOREIGN = "a payment for no bill of ours"
    PAYMENT_RETURNED = "a payment given back by the messenger itself"
    REFUND_FAILED = "refund refused"
    REFUND_UNANSWERED = "refund made, its answer lost"
    STORE_ROLLED_BACK = "database error, rolled back"
    STORE_COMMITTED = "database error, committed"
    STORE_UNREADABLE = "database error while reading"
    BLOBS_FAILED = "storage error"
    WAKE_LOST = "wake lost"
    WAKE_TWICE = "wake doubled"
    TWO_TAPS = "double tap"
    CHANGE_OF_MIND = "called off"
    ASLEEP = "a worker falls asleep"


class Outage(StrEnum):
    """Trouble that lasts for a while and then is over."""

    BALANCE = "the account is out of money: 403"
    ENDPOINT = "the endpoint is gone: 404"
    PROVIDER = "the provider is down"
    STORE = "the database is gone"
    BLOBS = "the storage is gone"
    MESSENGER = "the messenger is down"
    SERVER = "crash and restart"


#: How likely each is, at the worst, each time it could happen.
_WORST: Final = {
    Fault.WEBHOOK_LOST: 1.0,
    Fault.WEBHOOK_LATE: 0.6,
    Fault.WEBHOOK_TWICE: 0.6,
    Fault.WEBHOOK_FIRST: 0.6,
    Fault.WEBHOOK_FALSE: 0.4,
    Fault.SUBMIT_TIMEOUT_TAKEN: 0.5,
    Fault.SUBMIT_TIMEOUT_LOST: 0.4,
    Fault.SUBMIT_REFUSED: 0.6,
    Fault.SUBMIT_REJECTED: 0.3,
    Fault.SUBMIT_BLOCKED: 0.3,
    Fault.CALL_FAILED: 0.5,
    Fault.CALL_SLOW: 0.2,
    Fault.RUN_FAILED: 0.4,
    Fault.RUN_INPUT: 0.3,
    Fault.RUN_BLOCKED: 0.3,
    Fault.RUN_UNFETCHED: 0.4,
    Fault.RUN_STUCK: 0.3,
    Fault.RUN_LOST: 0.3,
    Fault.RUN_MODEL_GONE: 0.8,
    Fault.RUN_QUICK: 0.6,
    Fault.QUEUE_LONG: 0.8,
    Fault.CANCEL_IGNORED: 0.8,
    Fault.FEWER_PICTURES: 0.6,
    Fault.BLACK_PICTURE: 0.4,
    Fault.WRONG_RATIO: 0.3,
    Fault.RESULT_EXPIRED: 0.3,
    Fault.FILE_MISSING: 0.3,
    Fault.FILE_TRUNCATED: 0.4,
    Fault.FILE_HEALS: 0.5,
    Fault.FILE_BROKEN_OFF: 0.4,
    Fault.FILE_SLOW: 0.5,
    Fault.NOTIFY_LATER: 0.6,
    Fault.NOTIFY_UNSENT: 0.4,
    Fault.NOTIFY_AMBIGUOUS: 0.3,
    Fault.NOTIFY_SLOW: 0.3,
    Fault.PAYMENT_LATE: 0.8,
    Fault.PAYMENT_TWICE: 1.0,
    Fault.PAYMENT_FOREIGN: 0.6,
    Fault.PAYMENT_RETURNED: 0.6,
    Fault.REFUND_FAILED: 0.7,
    Fault.REFUND_UNANSWERED: 0.7,
    Fault.STORE_ROLLED_BACK: 0.03,
    Fault.STORE_COMMITTED: 0.03,
    Fault.STORE_UNREADABLE: 0.03,
    Fault.BLOBS_FAILED: 0.1,
    Fault.WAKE_LOST: 1.0,
    Fault.WAKE_TWICE: 0.5,
    Fault.TWO_TAPS: 1.0,
    Fault.CHANGE_OF_MIND: 0.8,
    Fault.ASLEEP: 0.01,
}

#: Troubles that are worst together.
_STORMS: Final = (
    (Fault.ASLEEP, Fault.WAKE_TWICE, Fault.NOTIFY_LATER, Fault.NOTIFY_SLOW),
    (Fault.SUBMIT_TIMEOUT_TAKEN, Fault.SUBMIT_TIMEOUT_LOST, Fault.WEBHOOK_LATE),
    (Fault.SUBMIT_TIMEOUT_TAKEN, Fault.QUEUE_LONG, Fault.WEBHOOK_LOST),
    (Fault.CHANGE_OF_MIND, Fault.CANCEL_IGNORED, Fault.RUN_STUCK, Fault.TWO_TAPS),
    (Fault.CALL_SLOW, Fault.FILE_BROKEN_OFF, Fault.FILE_HEALS, Fault.CALL_FAILED),
)


@attrs.frozen
class Weather:
    """One day's troubles; most kinds are absent on most days."""

    dice: random.Random
    rates: dict[Fault, float]
    outages: tuple[Outage, ...]

    def strikes(self, fault: Fault) -> bool:
        """Whether it happens now."""
        rate = self.rates.get(fault)
        return rate is not None and self.dice.random() < rate

    @property
    def calm(self) -> bool:
        """Nothing at all goes wrong."""
        return not self.rates and not self.outages


def weather_of(dice: random.Random) -> Weather:
    """Draw a day's weather: calm, one trouble, a few, or many."""
    kinds = list(Fault)
    few = dice.choice([0, 1, 2, 4, 6, 9, 14])
    rates = {
        fault: _WORST[fault] * dice.choice([0.1, 0.3, 0.6, 1.0])
        for fault in dice.sample(kinds, few)
    }
    if few and dice.random() < 0.3:
        rates |= {fault: _WORST[fault] for fault in dice.choice(_STORMS)}
    outages = dice.choices(
        list(Outage), k=dice.choice([0, 0, 1, 1, 2, 4]) if few else 0
    )
    return Weather(dice, rates, tuple(outages))

"""The faults and outages of a simulation, and their probabilities."""

import random

from enum import StrEnum
from typing import Final, Self

import attrs


class Fault(StrEnum):
    """One kind of trouble."""

    #: The highest probability each time it could happen.
    worst: float

    def __new__(cls, said: str, worst: float) -> Self:
        """Make a kind of trouble."""
        fault = str.__new__(cls, said)
        fault._value_ = said
        fault.worst = worst
        return fault

    WEBHOOK_LOST = "webhook lost", 1.0
    WEBHOOK_LATE = "webhook late", 0.6
    WEBHOOK_TWICE = "webhook twice", 0.6
    WEBHOOK_FIRST = "webhook before the answer to the submit", 0.6
    WEBHOOK_FALSE = "webhook of an unknown token or another request", 0.4
    SUBMIT_TIMEOUT_TAKEN = "submit timed out, taken", 0.5
    SUBMIT_TIMEOUT_LOST = "submit timed out, lost", 0.4
    SUBMIT_REFUSED = "submit refused for now", 0.6
    SUBMIT_REJECTED = "submit rejected: 422", 0.3
    SUBMIT_BLOCKED = "submit blocked", 0.3
    CALL_FAILED = "the provider could not be asked", 0.5
    CALL_SLOW = "the provider answered slowly", 0.2
    RUN_FAILED = "the provider failed", 0.4
    RUN_INPUT = "the provider found fault with the input", 0.3
    RUN_BLOCKED = "the provider's content check", 0.3
    RUN_UNFETCHED = "the provider could not fetch our file", 0.4
    RUN_STUCK = "the provider never ends", 0.3
    RUN_LOST = "the provider forgot the request", 0.3
    RUN_MODEL_GONE = "a language model is gone", 0.8
    RUN_QUICK = "the provider ends at once", 0.6
    QUEUE_LONG = "the provider's queue is long", 0.8
    CANCEL_IGNORED = "the provider heeds no cancel", 0.8
    FEWER_PICTURES = "fewer pictures than ordered", 0.6
    BLACK_PICTURE = "a black picture", 0.4
    WRONG_RATIO = "a picture of another ratio", 0.3
    RESULT_EXPIRED = "the result expires at once", 0.3
    FILE_MISSING = "a file is missing", 0.3
    FILE_TRUNCATED = "a file is cut off", 0.4
    FILE_HEALS = "a file is cut off, once", 0.5
    FILE_BROKEN_OFF = "a download breaks off", 0.4
    FILE_SLOW = "a download takes long", 0.5
    NOTIFY_LATER = "messenger: 429", 0.6
    NOTIFY_UNSENT = "messenger: network error, nothing sent", 0.4
    NOTIFY_AMBIGUOUS = "messenger: network error after it was sent", 0.3
    NOTIFY_SLOW = "messenger: slow", 0.3
    PAYMENT_LATE = "a payment told of late", 0.8
    PAYMENT_TWICE = "a payment told of twice", 1.0
    PAYMENT_FOREIGN = "a payment for no bill of ours", 0.6
    PAYMENT_RETURNED = "a payment given back by the messenger itself", 0.6
    REFUND_FAILED = "refund refused", 0.7
    REFUND_UNANSWERED = "refund made, its answer lost", 0.7
    STORE_ROLLED_BACK = "database error, rolled back", 0.03
    STORE_COMMITTED = "database error, committed", 0.03
    STORE_UNREADABLE = "database error while reading", 0.03
    BLOBS_FAILED = "storage error", 0.1
    WAKE_LOST = "wake lost", 1.0
    WAKE_TWICE = "wake doubled", 0.5
    TWO_TAPS = "double tap", 1.0
    CHANGE_OF_MIND = "cancelled", 0.8
    ASLEEP = "a worker falls asleep", 0.01


class Outage(StrEnum):
    """A trouble that lasts for a while."""

    BALANCE = "the account is out of money: 403"
    ENDPOINT = "the endpoint is gone: 404"
    PROVIDER = "the provider is down"
    STORE = "the database is gone"
    BLOBS = "the storage is gone"
    MESSENGER = "the messenger is down"
    SERVER = "crash and restart"


#: Troubles that are worse together.
_STORMS: Final = (
    (Fault.ASLEEP, Fault.WAKE_TWICE, Fault.NOTIFY_LATER, Fault.NOTIFY_SLOW),
    (Fault.SUBMIT_TIMEOUT_TAKEN, Fault.SUBMIT_TIMEOUT_LOST, Fault.WEBHOOK_LATE),
    (Fault.SUBMIT_TIMEOUT_TAKEN, Fault.QUEUE_LONG, Fault.WEBHOOK_LOST),
    (Fault.CHANGE_OF_MIND, Fault.CANCEL_IGNORED, Fault.RUN_STUCK, Fault.TWO_TAPS),
    (Fault.CALL_SLOW, Fault.FILE_BROKEN_OFF, Fault.FILE_HEALS, Fault.CALL_FAILED),
    (Fault.PAYMENT_FOREIGN, Fault.REFUND_FAILED, Fault.REFUND_UNANSWERED),
)


@attrs.frozen
class Weather:
    """The troubles of one simulation; most have few kinds."""

    dice: random.Random
    rates: dict[Fault, float]
    outages: tuple[Outage, ...]

    def strikes(self, fault: Fault) -> bool:
        """Return whether a fault happens now."""
        rate = self.rates.get(fault)
        return rate is not None and self.dice.random() < rate

    @property
    def calm(self) -> bool:
        """Whether nothing goes wrong."""
        return not self.rates and not self.outages


def weather_of(dice: random.Random) -> Weather:
    """Choose at random: no troubles, or one, a few or many."""
    kinds = list(Fault)
    few = dice.choice([0, 1, 2, 4, 6, 9, 14])
    rates = {
        fault: fault.worst * dice.choice([0.1, 0.3, 0.6, 1.0])
        for fault in dice.sample(kinds, few)
    }
    if few and dice.random() < 0.3:
        rates |= {fault: fault.worst for fault in dice.choice(_STORMS)}
    outages = dice.choices(
        list(Outage), k=dice.choice([0, 0, 1, 1, 2, 4]) if few else 0
    )
    return Weather(dice, rates, tuple(outages))

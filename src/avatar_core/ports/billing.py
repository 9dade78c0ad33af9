"""How people pay, and how they get their money back."""

from enum import StrEnum
from typing import Protocol, TypeAlias

import attrs

from ..money import Money
from ..payments import Bill, Payment


@attrs.frozen
class ChatBill:
    """A bill to show in the chat: the messenger itself takes the money."""

    price: Money
    #: Comes back with the payment.
    payload: str


@attrs.frozen
class PaymentPage:
    """A page of the payment service that takes the money."""

    url: str


HowToPay: TypeAlias = ChatBill | PaymentPage


class RefundOutcome(StrEnum):
    """How far a refund is."""

    DONE = "done"
    #: The payment service has begun it, and will end it without being asked again.
    PENDING = "pending"


class Billing(Protocol):
    """Asks for money, and gives it back.

    What an adapter hears of payments goes to `use_cases.TopUp`: whether one may be
    made (`check`), that it was made (`receive`), that it was given back (`returned`).
    """

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Ask for exactly the bill's price; the payment brings back its payload.

        *title* tells the person what they buy.

        Raises:
            BillingUnavailableError: The payment service could not be asked now.
        """

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Give a payment back, once however often this is called.

        Raises:
            RefundFailedError: It is not known to be given back; asking again is
                harmless.
        """

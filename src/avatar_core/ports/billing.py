"""Bills and refunds."""

from enum import StrEnum
from typing import Protocol, TypeAlias

import attrs

from ..money import Money
from ..payments import Bill, Payment


@attrs.frozen
class ChatBill:
    """A bill to show in the chat, where the messenger itself takes the payment."""

    price: Money
    #: Returned with the payment.
    payload: str


@attrs.frozen
class PaymentPage:
    """A page on which the payment service takes the payment."""

    url: str


HowToPay: TypeAlias = ChatBill | PaymentPage


class RefundOutcome(StrEnum):
    """The state of a refund."""

    DONE = "done"
    #: The payment service has begun it, and will complete it without another request.
    PENDING = "pending"


class Billing(Protocol):
    """Bills people and refunds their payments.

    An adapter reports payments to `use_cases.TopUp`: before one is made (`check`), when
    it is made (`receive`), and when it is refunded (`returned`).
    """

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Request exactly the bill's price; the payment returns its payload.

        *title* tells the person what they buy.

        Raises:
            BillingUnavailableError: The payment service could not be asked now.
        """

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Refund a payment, once however often this is called.

        Raises:
            RefundFailedError: It is not known whether it was refunded; asking again is
                harmless.
        """

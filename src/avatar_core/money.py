"""Money: an amount in a currency."""

from typing import Final

import attrs


#: Telegram's own currency, in which bots have to sell digital goods.
STARS: Final = "XTR"
#: The largest payment, in the smallest unit of its currency.
AMOUNT_MAX: Final = 2**31 - 1


@attrs.frozen
class Money:
    """An amount of at least one, in the smallest unit of its currency."""

    amount: int = attrs.field(
        validator=[
            attrs.validators.instance_of(int),
            attrs.validators.ge(1),
            attrs.validators.le(AMOUNT_MAX),
        ]
    )
    #: Three capital letters: an ISO 4217 code, or a messenger's own, such as Telegram's
    #: XTR for Stars.
    currency: str = attrs.field(validator=attrs.validators.matches_re("[A-Z]{3}"))

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

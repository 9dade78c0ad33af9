"""Promo codes: credits for everybody who knows the code."""

import re

from datetime import datetime
from typing import Final

import attrs

from .errors import PromoFault, PromoRefusedError
from .invariants import aware, check, not_negative
from .payments import CREDITS_MAX
from .texts import clean


CODE_MIN: Final = 3
CODE_MAX: Final = 32
USES_MAX: Final = 1_000_000

_CODE: Final = re.compile(rf"[^\W_](?:[^\W_]|-){{{CODE_MIN - 1},{CODE_MAX - 1}}}")


def clean_code(text: str) -> str:
    """Return a code in its stored form: letters, digits and dashes, in capitals.

    Raises:
        PromoRefusedError: The text cannot be a code.
    """
    code = clean(text).upper()
    if not _CODE.fullmatch(code):
        raise PromoRefusedError(PromoFault.UNKNOWN)
    return code


@attrs.frozen(kw_only=True)
class Promo:
    """A code that gives credits to a limited number of people, once each."""

    code: str
    credits: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(CREDITS_MAX)]
    )
    #: The number of people who may use it, and who have.
    uses: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(USES_MAX)]
    )
    used: int = attrs.field(default=0, validator=not_negative)
    created_at: datetime = attrs.field(validator=aware)
    valid_until: datetime | None = attrs.field(default=None, validator=aware)
    #: When an admin stopped it.
    stopped_at: datetime | None = attrs.field(default=None, validator=aware)

    def __attrs_post_init__(self) -> None:
        check((self.used <= self.uses, "a code is used no more often than allowed"))

    def fault(self, now: datetime) -> PromoFault | None:
        """Return why it cannot be used now; None if it can."""
        if self.stopped_at is not None:
            return PromoFault.EXPIRED
        if self.valid_until is not None and self.valid_until <= now:
            return PromoFault.EXPIRED
        if self.used >= self.uses:
            return PromoFault.FULL
        return None

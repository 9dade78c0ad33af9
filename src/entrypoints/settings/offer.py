"""Settings of the offer: families, models, prices and packages of credits."""

import re

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from avatar_core import Families, Models, Money, Package, PriceBook
from avatar_core.families import FamilyName
from avatar_core.money import STARS
from avatar_core.payments import CREDITS_MAX
from avatar_core.prices import TERM_MAX


T = TypeVar("T")

#: The library's own prices and models are the defaults.
_PRICES: Final = PriceBook()
_MODELS: Final = Models()

#: Telegram's limit for an invoice.
_STARS_MAX: Final = 10_000

#: A price or a gift.
Credits: TypeAlias = Annotated[int, Field(ge=0, le=TERM_MAX)]


def parts_of(value: object) -> object:
    """Split a text at its commas; leave anything else as it is."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def checked_by(check: Callable[[Any], object]) -> AfterValidator:
    """Validate a setting by calling *check*, which may raise a ValueError."""

    def passed(value: T) -> T:
        check(value)
        return value

    return AfterValidator(passed)


def _packages_of(value: str) -> tuple[Package, ...]:
    packages = []
    for part in filter(None, map(str.strip, value.split(","))):
        if not re.fullmatch(r"\d{1,9}:\d{1,9}", part, re.ASCII):
            raise ValueError("it must look like 100:100,250:225")
        credits_, stars = map(int, part.split(":"))
        if not (0 < credits_ <= CREDITS_MAX and 0 < stars <= _STARS_MAX):
            raise ValueError(
                f"credits must be 1 to {CREDITS_MAX} and Stars 1 to {_STARS_MAX}"
            )
        packages.append(Package(credits_, Money(stars, STARS)))
    if not packages:
        raise ValueError("it must name at least one package")
    return tuple(packages)


class Offer(BaseSettings):
    """Settings of what people can order and what it costs."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    price_training: Credits = _PRICES.training
    """Credits for a training."""
    price_picture: Credits = _PRICES.picture
    """Credits for one picture."""
    families: Annotated[
        tuple[FamilyName, ...],
        NoDecode,
        BeforeValidator(parts_of),
        checked_by(lambda names: Families(offered=names)),
    ] = Families().offered
    """What new avatars can be trained in, in the order offered, separated by commas;
    see [the families](families.md).
    """
    enrichment: bool = True
    """`true` or `false`: whether people's words are translated and enriched before they
    are drawn; each person can switch it off.
    """
    describer_model: str = _MODELS.describer
    """What puts photos into words; see [the families](families.md)."""
    enricher_model: str = _MODELS.enricher or ""
    """What translates and enriches words."""
    language_models: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(parts_of), Field(min_length=1)
    ] = _MODELS.language_models
    """Which language models put photos into words and enrich words, as openrouter.ai
    names them, separated by commas: each is tried when the one before it is gone.
    `~` begins a name that follows its family.
    """
    upscaler_model: str = _MODELS.upscaler
    """What enlarges pictures."""
    welcome_credits: Credits = _PRICES.welcome
    """Credits every new person gets."""
    price_description: Credits = _PRICES.description
    """Credits for turning a photo into the words of a picture."""
    price_upscale: Credits = _PRICES.upscale
    """Credits for enlarging a picture."""
    referral_credits: Credits = _PRICES.referral
    """Credits for whoever brought a friend, given when the friend's first job is paid.
    """
    top_up_packages: Annotated[str, checked_by(_packages_of)] = (
        "100:100,250:225,600:500"
    )
    """What people can buy for Telegram Stars, `credits:stars` each, separated by
    commas.
    """
    star_worth_usd: Annotated[Decimal, Field(ge=0, le=1000)] = Decimal("0.013")
    """The value of a paid Star in US dollars, for the admins' statistics. Telegram's
    Terms of Service for Bot Developers (6.2.4) say 0.013. With 0 the statistics show
    no value and no margin.
    """

    @property
    def packages(self) -> tuple[Package, ...]:
        """The packages of credits that people can buy."""
        return _packages_of(self.top_up_packages)

    @property
    def rates(self) -> Mapping[str, Decimal]:
        """The dollars that one smallest unit of a currency is worth, where known."""
        return {STARS: self.star_worth_usd} if self.star_worth_usd else {}

    @property
    def prices(self) -> PriceBook:
        """The price book."""
        return PriceBook(
            training=self.price_training,
            picture=self.price_picture,
            description=self.price_description,
            upscale=self.price_upscale,
            welcome=self.welcome_credits,
            referral=self.referral_credits,
        )

    @property
    def models(self) -> Models:
        """The models that serve every family."""
        return Models(
            describer=self.describer_model,
            enricher=self.enricher_model if self.enrichment else None,
            upscaler=self.upscaler_model,
            language_models=self.language_models,
        )

"""The types of settings, which read and check their values."""

import re

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, ValidationError

from avatar_core import Money, Package
from avatar_core.money import STARS
from avatar_core.payments import CREDITS_MAX
from avatar_core.prices import TERM_MAX
from avatar_core.time_zones import TimeZone


T = TypeVar("T")

#: Telegram's limit for an invoice.
_STARS_MAX: Final = 10_000


def _address(url: object) -> str:
    try:
        return str(HttpUrl(str(url))).rstrip("/")
    except ValidationError:
        raise ValueError("it must look like https://bot.example") from None


def _zone(name: object) -> TimeZone:
    try:
        return TimeZone(str(name))
    except ValueError:
        raise ValueError(f"it must be one of {', '.join(TimeZone)}") from None


#: The address of a server, without a slash at its end.
Address: TypeAlias = Annotated[str, BeforeValidator(_address)]
Zone: TypeAlias = Annotated[TimeZone, BeforeValidator(_zone)]
#: A price or a gift.
Credits: TypeAlias = Annotated[int, Field(ge=0, le=TERM_MAX)]
#: Seconds.
UpToTenMinutes: TypeAlias = Annotated[float, Field(gt=0, le=600)]
#: Minutes.
UpToOneDay: TypeAlias = Annotated[float, Field(gt=0, le=1440)]
UpToAHundred: TypeAlias = Annotated[int, Field(ge=1, le=100)]


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


def folder(path: Path) -> Path:
    """Check that a folder exists.

    Raises:
        ValueError: There is none.
    """
    try:
        if path.is_dir():
            return path
    except OSError:  # a name that no file can have
        pass
    raise ValueError("there is no such folder")


def packages_of(value: str) -> tuple[Package, ...]:
    """Read packages of credits for Stars, such as 100:100,250:225.

    Raises:
        ValueError: There is none, or one is out of range.
    """
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

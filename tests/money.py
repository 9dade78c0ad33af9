"""Makes prices in Stars."""

from avatar_core import Money, Package
from avatar_core.money import STARS


def stars(amount: int) -> Money:
    """Return *amount* Stars."""
    return Money(amount, STARS)


def package(credits_: int, price: int) -> Package:
    """Return a package of credits for *price* Stars."""
    return Package(credits_, stars(price))

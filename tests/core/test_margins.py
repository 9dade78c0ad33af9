"""What is on offer earns, and is not sold below cost by mistake."""

from decimal import Decimal
from math import ceil

import attrs
import pytest

from tests.core.world import OWNER, World

from adapters.packs import SHIPPED, FilePacks
from avatar_core import Families, Models, Money, Package, PriceBook
from avatar_core.errors import BelowCostError
from avatar_core.families import FAMILIES, FLUX_PORTRAIT
from avatar_core.margins import Economics
from avatar_core.money import STARS
from avatar_core.prices import Term
from avatar_core.word_policy import WordPolicy
from entrypoints.settings import load


SOLD = Economics(
    families=Families(),
    models=Models(),
    packages=[Package(100, Money(100, STARS)), Package(600, Money(500, STARS))],
    rates={STARS: Decimal("0.013")},
)


async def test_the_defaults_earn_30_percent() -> None:
    """Each family, each shipped pack and each service leaves 30 % at least."""
    settings = load(bot_token="1:x", fal_key="a:b", _env_file=None)
    every = Families(offered=tuple(family.name for family in FAMILIES))
    economics = attrs.evolve(
        SOLD,
        families=every,
        packages=settings.packages,
        previews=settings.preview_pictures,
    )
    packs = await FilePacks([SHIPPED], WordPolicy()).all()

    margins = economics.margins(settings.prices, packs)

    assert len(margins) > 2 * len(FAMILIES) + 2
    poor = [one for one in margins if one.percent is None or one.percent < 30]
    assert poor == []


def test_a_credit_brings_what_the_cheapest_package_does() -> None:
    """The best offer to people is the least that a credit earns."""
    assert SOLD.credit == Decimal(500 * 13) / 600


@pytest.mark.parametrize(
    "unknown",
    [
        attrs.evolve(SOLD, rates={}),
        attrs.evolve(SOLD, packages=[]),
        attrs.evolve(SOLD, packages=[*SOLD.packages, Package(5, Money(1, "EUR"))]),
    ],
    ids=["no rate", "nothing sold", "a currency without a rate"],
)
def test_without_a_worth_there_is_no_margin(unknown: Economics) -> None:
    """What a credit brings is not guessed."""
    assert unknown.margins(PriceBook()) == []


def test_a_picture_costs_its_enrichment_too() -> None:
    """Better words are paid by nobody but the admin."""
    plain = attrs.evolve(SOLD, models=Models(enricher=None))
    dear, cheap = (
        next(one for one in each.margins(PriceBook()) if one.term is Term.PICTURE)
        for each in (SOLD, plain)
    )
    assert dear.cost - cheap.cost == Models().enrichment_cost


async def test_selling_below_cost_asks_twice() -> None:
    """A price below cost is refused until it is confirmed, and so is a way back to one."""
    world = World()
    terms = world.cases.admin.terms
    worth = world.config.economics.credit
    assert worth is not None
    enough = ceil(FLUX_PORTRAIT.training_cost / worth)
    await terms.change(OWNER, Term.TRAINING, enough)

    with pytest.raises(BelowCostError) as caught:
        await terms.change(OWNER, Term.TRAINING, enough - 1)
    now = {one.term: one.value for one in await terms.all(OWNER)}
    assert now[Term.TRAINING] == enough
    assert caught.value.income < caught.value.cost == FLUX_PORTRAIT.training_cost

    await terms.change(OWNER, Term.TRAINING, 1, below_cost=True)
    [at_one, *_] = await terms.margins_at(OWNER, Term.TRAINING, 1)
    assert at_one.loses
    assert at_one in await terms.margins(OWNER)
    # Other prices are not held up by this one.
    await terms.change(OWNER, Term.UPSCALE, 7)
    await terms.change(OWNER, Term.WELCOME, 0)

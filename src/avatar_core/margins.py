"""What everything on offer costs at the provider, and what it earns."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from .families import AvatarType, Families, Family, FamilyName, Models
from .orders import JobKind
from .packs import Pack
from .payments import Package
from .prices import PriceBook, Term, provider_cost


#: The price that decides about the margin of each kind of job.
_TERMS: Mapping[JobKind, Term] = {
    JobKind.TRAINING: Term.TRAINING,
    JobKind.GENERATION: Term.PICTURE,
    JobKind.DESCRIPTION: Term.DESCRIPTION,
    JobKind.UPSCALE: Term.UPSCALE,
}


@attrs.frozen(kw_only=True)
class Margin:
    """What one thing on offer costs and earns, in thousandths of a US dollar."""

    #: The price that decides about it.
    term: Term
    #: What trainings and pictures are made with; None if it makes no difference.
    family: FamilyName | None
    #: The id of the pack that it is a picture of; None: it is of no pack.
    pack: str | None = None
    #: In credits, on average for a picture of a pack.
    price: Decimal
    #: The provider's bill.
    cost: int
    #: What its price brings if the cheapest package was bought.
    income: Decimal

    @property
    def percent(self) -> int | None:
        """The share of the income that is left, rounded down; None if it is free."""
        if not self.income:
            return None
        return int((self.income - self.cost) * 100 // self.income)

    @property
    def loses(self) -> bool:
        """Whether it costs more than it brings."""
        return self.income < self.cost


@attrs.frozen(kw_only=True)
class Economics:
    """What the provider bills for everything on offer, and what a credit is worth."""

    families: Families
    models: Models
    packages: Sequence[Package]
    #: US dollars per smallest unit of a currency, where known.
    rates: Mapping[str, Decimal]
    #: How many pictures come with a training, free of charge.
    previews: int = 0
    #: How many more than were ordered are drawn at most with each order of pictures.
    spares: int = 0

    @property
    def credit(self) -> Decimal | None:
        """The least that a sold credit brings, in thousandths of a US dollar.

        None if a rate is not known, or nothing is sold.
        """
        prices = [package.price for package in self.packages]
        if not prices or any(price.currency not in self.rates for price in prices):
            return None
        return min(
            package.price.amount
            * self.rates[package.price.currency]
            * 1000
            / package.credits
            for package in self.packages
        )

    def margins(self, book: PriceBook, packs: Sequence[Pack] = ()) -> Sequence[Margin]:
        """Return the margin of everything on offer; empty if no worth is known."""
        credit = self.credit
        return [] if credit is None else [*self._margins(book, packs, credit)]

    def _margins(
        self, book: PriceBook, packs: Sequence[Pack], credit: Decimal
    ) -> Iterator[Margin]:
        for family in self.families.on_offer():
            prices = book.within(family)
            yield self._margin(JobKind.TRAINING, prices.training, credit, family)
            yield self._margin(JobKind.GENERATION, prices.picture, credit, family)
            for pack in packs:
                if family.avatar_type in pack.avatar_types:
                    yield self._of_pack(pack, prices, credit, family)
        yield self._margin(JobKind.DESCRIPTION, book.description, credit)
        yield self._margin(JobKind.UPSCALE, book.upscale, credit)

    def _of_pack(
        self, pack: Pack, prices: PriceBook, credit: Decimal, family: Family
    ) -> Margin:
        each = Decimal(sum(pack.prices(prices))) / len(pack.prompts)
        return Margin(
            term=Term.PICTURE,
            family=family.name,
            pack=pack.id,
            price=each,
            cost=family.picture_cost * (1 + self._spares(family)),
            income=each * credit,
        )

    def _spares(self, family: Family) -> int:
        """Return how many are drawn beside one picture that is ordered alone."""
        return self.spares if family.avatar_type is AvatarType.PORTRAIT else 0

    def _margin(
        self,
        kind: JobKind,
        price: int,
        credit: Decimal,
        family: Family | None = None,
    ) -> Margin:
        name = family.name if family else None
        cost = provider_cost(kind, name, self.families, self.models)
        if kind is JobKind.TRAINING and family:
            cost += self.previews * family.picture_cost
        if kind is JobKind.GENERATION and family:
            cost += self._spares(family) * family.picture_cost
        if kind is JobKind.GENERATION and self.models.enricher is not None:
            cost += self.models.enrichment_cost
        return Margin(
            term=_TERMS[kind],
            family=name,
            price=Decimal(price),
            cost=cost,
            income=price * credit,
        )

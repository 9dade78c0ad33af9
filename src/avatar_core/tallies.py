"""What all the rows together say, counted by whoever keeps them."""

from collections.abc import Mapping, Sequence

import attrs

from .families import Families, FamilyName
from .jobs import JobKind
from .ledger import Reason
from .statuses import JobStatus


@attrs.frozen(kw_only=True)
class JobTally:
    """How many jobs of one kind, family and status there are."""

    kind: JobKind
    #: None for what belongs to no family.
    family: FamilyName | None
    status: JobStatus
    jobs: int
    #: Results in our storage.
    delivered: int


@attrs.frozen(kw_only=True)
class Tally:
    """The whole business in numbers."""

    people: int
    newcomers: int
    blocked: int
    left: int
    jobs: Sequence[JobTally]
    #: Credits moved, by what for.
    credits: Mapping[Reason, int]

    def cost(self, families: Families) -> int:
        """Return about what the provider billed, in thousandths of a US dollar.

        Every picture counts as the one megapixel it is at most.
        """
        return sum(_cost(tally, families) for tally in self.jobs)


def _cost(tally: JobTally, families: Families) -> int:
    family = families.known.get(tally.family) if tally.family else None
    if family is None:
        return 0
    match tally.kind:
        case JobKind.TRAINING:
            return family.training_cost * tally.delivered
        case _:
            return family.picture_cost * tally.delivered

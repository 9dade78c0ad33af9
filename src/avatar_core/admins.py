"""The admins of the product."""

from collections.abc import Iterable, Iterator

import attrs

from .errors import NotFoundError, Thing
from .ids import PersonId


def _set_of(ids: Iterable[PersonId]) -> frozenset[PersonId]:
    return frozenset(ids)


@attrs.frozen
class Admins:
    """The people who may use the admin functions."""

    ids: frozenset[PersonId] = attrs.field(converter=_set_of, default=())

    def __contains__(self, person: object) -> bool:
        return person in self.ids

    def __iter__(self) -> Iterator[PersonId]:
        return iter(sorted(self.ids))

    def require(self, person: PersonId) -> None:
        """Check that the person is an admin.

        Raises:
            NotFoundError: They are none; strangers do not learn what exists.
        """
        if person not in self.ids:
            raise NotFoundError(Thing.COMMAND)

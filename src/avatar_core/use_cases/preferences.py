"""A person's settings."""

from collections.abc import Callable

import attrs

from ..ids import PersonId
from ..people import Language, Person
from ..ports import Store
from ..sizes import Size


@attrs.frozen
class Preferences:
    """Change a person's settings; every method returns the changed person.

    Raises:
        NotFoundError: Nobody has this id.
    """

    store: Store

    async def speak(self, person: PersonId, language: Language) -> Person:
        """Set the language of all messages."""
        return await self._change(
            person, lambda known: attrs.evolve(known, language=language)
        )

    async def be_quiet(self, person: PersonId, *, quiet: bool) -> Person:
        """Set whether messages arrive without a sound."""
        return await self._change(
            person, lambda known: attrs.evolve(known, quiet=quiet)
        )

    async def enrich(self, person: PersonId, *, enrich: bool) -> Person:
        """Set whether the person's words are enriched before they are drawn."""
        return await self._change(
            person, lambda known: attrs.evolve(known, enrich=enrich)
        )

    async def draw_in(self, person: PersonId, size: Size | None) -> Person:
        """Set the size of pictures; None: ask each time."""
        return await self._change(
            person, lambda known: attrs.evolve(known, default_size=size)
        )

    async def _change(
        self, person: PersonId, change: Callable[[Person], Person]
    ) -> Person:
        async with self.store.work(person) as work:
            changed = change(await work.people.get(person))
            await work.people.save(changed)
            return changed

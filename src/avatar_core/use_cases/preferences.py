"""How a person likes things done."""

from collections.abc import Callable

import attrs

from ..ids import PersonId
from ..people import Language, Person
from ..ports import Store
from ..sizes import Size


@attrs.frozen
class Preferences:
    """Changes what a person prefers; every method returns the changed person.

    Raises:
        NotFoundError: Nobody has this id.
    """

    store: Store

    async def speak(self, person: PersonId, language: Language) -> Person:
        """Have everything said to the person in this language from now on."""
        return await self._change(
            person, lambda known: attrs.evolve(known, language=language)
        )

    async def be_quiet(self, person: PersonId, *, quiet: bool) -> Person:
        """Have news come without a sound, or with one again."""
        return await self._change(
            person, lambda known: attrs.evolve(known, quiet=quiet)
        )

    async def enrich(self, person: PersonId, *, enrich: bool) -> Person:
        """Have the person's words enriched before they are drawn, or not."""
        return await self._change(
            person, lambda known: attrs.evolve(known, enrich=enrich)
        )

    async def draw_in(self, person: PersonId, size: Size | None) -> Person:
        """Have pictures drawn in this size without asking; None: always ask."""
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

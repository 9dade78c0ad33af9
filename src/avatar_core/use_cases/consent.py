"""Ask people to agree to what happens to photos before the first one is taken."""

import attrs

from ..errors import ConsentMissingError
from ..ids import PersonId
from ..people import Person
from ..ports import Clock, Reading, Store


async def require_consent(reading: Reading, person: PersonId, version: int) -> Person:
    """Return the person if they have agreed to this version of the consent screen.

    Raises:
        ConsentMissingError: They have not.
        NotFoundError: Nobody has this id.
    """
    consenting = await reading.people.get(person)
    if not consenting.has_agreed_to(version):
        raise ConsentMissingError(version)
    return consenting


@attrs.frozen
class GiveConsent:
    """Record that people agree to what happens to photos."""

    store: Store
    clock: Clock
    #: The version that photos require.
    version: int

    async def __call__(self, person: PersonId, version: int) -> Person:
        """Record that a person agrees to *version*, which they were shown.

        Agreeing twice keeps the first time.

        Raises:
            ConsentMissingError: Another version is required now.
            NotFoundError: Nobody has this id.
        """
        if version != self.version:
            raise ConsentMissingError(self.version)
        async with self.store.work(person) as work:
            agreed = (await work.people.get(person)).agree(version, at=self.clock())
            await work.people.save(agreed)
            return agreed

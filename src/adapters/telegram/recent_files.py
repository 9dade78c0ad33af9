"""The files that Telegram knows, without asking the database for each again."""

from collections import OrderedDict
from typing import Final

import attrs

from ..chat_store import KnownFile, KnownFiles


#: Some hundred bytes each.
_MOST: Final = 10_000


@attrs.frozen
class RecentFiles:
    """`KnownFiles` that remembers what it was last asked for or told.

    Another process may know better meanwhile. That costs one refused call: a file id
    that is no longer good is replaced by an upload.
    """

    files: KnownFiles
    most: int = _MOST
    _recent: OrderedDict[tuple[str, str, str], KnownFile] = attrs.field(
        factory=OrderedDict, init=False
    )

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        """Return what Telegram made of the picture, as that kind of file."""
        known = self._recent.get((key, kind, name))
        if known is None:
            known = await self.files.get(key, kind, name)
            if known is not None:
                self._remember((key, kind, name), known)
        return known

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        """Keep what Telegram made of the picture, in place of what was known."""
        await self.files.put(key, kind, name, known)
        self._remember((key, kind, name), known)

    def _remember(self, place: tuple[str, str, str], known: KnownFile) -> None:
        self._recent[place] = known
        self._recent.move_to_end(place)
        if len(self._recent) > self.most:
            self._recent.popitem(last=False)

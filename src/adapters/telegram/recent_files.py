"""A cache of the file ids that Telegram gave to our pictures."""

from collections import OrderedDict
from typing import Final

import attrs

from ..chat_store import KnownFile, KnownFiles


#: Entries of some hundred bytes each.
_MOST: Final = 10_000


@attrs.frozen
class RecentFiles:
    """`KnownFiles` with a cache of the entries used last.

    An entry that another process has changed meanwhile costs one refused call: a
    file id that is no longer valid is replaced by an upload.
    """

    files: KnownFiles
    most: int = _MOST
    _recent: OrderedDict[tuple[str, str, str], KnownFile] = attrs.field(
        factory=OrderedDict, init=False
    )

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        """Return the entry of a picture as that kind of file."""
        known = self._recent.get((key, kind, name))
        if known is None:
            known = await self.files.get(key, kind, name)
            if known is not None:
                self._remember((key, kind, name), known)
        return known

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        """Store the entry of a picture, in place of the old one."""
        await self.files.put(key, kind, name, known)
        self._remember((key, kind, name), known)

    def _remember(self, place: tuple[str, str, str], known: KnownFile) -> None:
        self._recent[place] = known
        self._recent.move_to_end(place)
        if len(self._recent) > self.most:
            self._recent.popitem(last=False)

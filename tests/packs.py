"""Makes packs of any size."""

from avatar_core import Language, Size
from avatar_core.ids import PackId
from avatar_core.packs import Pack


def pack_of(count: int, percent: int = 100) -> Pack:
    """Return a pack of *count* pictures."""
    return Pack(
        id=PackId(f"pack-{count}"),
        title={Language.ENGLISH: "A pack", Language.RUSSIAN: "Набор"},
        description={Language.ENGLISH: "Pictures"},
        prompts=tuple(
            f"portrait of {{trigger}} {{gender}}, {{hair}} hair, in {{their}} style {n}"
            for n in range(count)
        ),
        size=Size.SQUARE,
        percent=percent,
    )

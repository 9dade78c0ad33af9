"""What is said about messages themselves."""

from collections.abc import Sequence

from ..texts import Texts
from ..view import View
from .parts import home, rows


def photos_unfetched(texts: Texts, numbers: Sequence[int], *, of: int) -> View:
    """Return what is said when Telegram does not hand out photos.

    Args:
        texts: The person's language.
        numbers: Their numbers in the album.
        of: How many the album has.
    """
    if of == 1:
        return View(text=texts("photo-unfetched"), buttons=rows(home(texts)))
    named = ", ".join(map(str, numbers))
    return View(
        text=texts("photos-unfetched", count=len(numbers), numbers=named, all=of),
        buttons=rows(home(texts)),
    )

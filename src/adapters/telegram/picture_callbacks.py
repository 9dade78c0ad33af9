"""The callback data of the gallery's buttons; see `callbacks`."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from avatar_core import Size
from avatar_core.ids import AvatarId, PictureId


class GalleryMove(StrEnum):
    """A part of the gallery."""

    #: The newest of all pictures; `NEWEST` keeps the filter.
    OPEN = "open"
    NEWEST = "newest"
    FILTERS = "filters"
    AVATARS = "avatars"
    SHAPES = "shapes"
    MONTHS = "months"
    STATISTICS = "stats"
    #: The months to jump to.
    JUMP = "jump"
    #: Choosing several pictures, and what is done with them.
    CHOOSE = "choose"
    LIKE = "like"
    DELETE = "delete"
    DELETE_FOR_GOOD = "gone"


class PageMove(StrEnum):
    """A page of the gallery, as seen from a picture."""

    #: The page that begins with the picture; `CHOOSE` is for choosing several.
    FROM = "from"
    CHOOSE = "choose"
    NEWER = "newer"
    OLDER = "older"


class PictureMove(StrEnum):
    """An action on a picture."""

    SHOW = "show"
    NEWER = "newer"
    OLDER = "older"
    LIKE = "like"
    UNLIKE = "unlike"
    DELETE = "delete"
    DELETE_FOR_GOOD = "gone"
    PROMPT = "prompt"
    ORIGINAL = "file"
    REMIX = "remix"
    SIZES = "sizes"
    AVATARS = "avatars"
    REWORD = "reword"
    #: Below delivered pictures, which stay in the chat: show its card, or remix it.
    OPEN = "open"
    VARY = "vary"


class RemixMove(StrEnum):
    """An order made from a picture."""

    AGAIN = "again"
    ANEW = "anew"
    ENLARGE = "enlarge"


class GalleryMenu(CallbackData, prefix="y1"):
    """Open a part of the gallery."""

    move: GalleryMove


class PictureAction(CallbackData, prefix="i1"):
    """Do something with a picture."""

    move: PictureMove
    picture: PictureId


class ShowPage(CallbackData, prefix="y2"):
    """Show a page of the gallery."""

    move: PageMove
    picture: PictureId


class JumpTo(CallbackData, prefix="y3"):
    """Show the page that begins in a month, which looks like 2026-11."""

    month: str


class ChoosePicture(CallbackData, prefix="y4"):
    """Choose a picture of the page, or no longer."""

    picture: PictureId
    on: bool


class DownloadPictures(CallbackData, prefix="y5"):
    """Download all pictures, or the chosen ones, that come after a picture.

    The nonce is that of the screen, so that two taps download once.
    """

    nonce: str
    some: bool
    after: PictureId | None


class FilterPictures(CallbackData, prefix="v1", sep="|"):
    """Set the filter of the gallery; None: any. A month looks like 2026-11."""

    favourites: bool
    avatar: AvatarId | None
    shape: Size | None
    month: str | None


class OrderRemix(CallbackData, prefix="r1"):
    """Order similar pictures.

    Picture and nonce make the job id, so that two taps order once.
    """

    move: RemixMove
    picture: PictureId
    nonce: str


class OrderResized(CallbackData, prefix="r2", sep="|"):
    """Order a picture in another size; see `OrderRemix` for the nonce."""

    picture: PictureId
    nonce: str
    size: Size


class OrderRecast(CallbackData, prefix="r3"):
    """Order a picture of another avatar, given by the first digits of its id."""

    picture: PictureId
    nonce: str
    avatar: str

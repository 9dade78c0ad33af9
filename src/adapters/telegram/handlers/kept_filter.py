"""The gallery's filter, stored in the conversation: it does not fit into a button."""

from uuid import UUID

from avatar_core import Size
from avatar_core.galleries import ALL_PICTURES, Month, PictureFilter
from avatar_core.ids import AvatarId

from ..states import Browsing
from .visit import Visit


def enter_gallery(visit: Visit, among: PictureFilter) -> None:
    """Put the conversation into the gallery, with this filter."""
    month = among.month
    kept = {
        "favourites": "yes" if among.favourites else None,
        "avatar": among.avatar.hex if among.avatar else None,
        "shape": among.shape,
        "month": f"{month.year}-{month.number}" if month else None,
    }
    data = {name: value for name, value in kept.items() if value is not None}
    visit.enter(Browsing.gallery, **data)


def filter_of(visit: Visit) -> PictureFilter:
    """Return the filter of the gallery; outside of it, that of all pictures."""
    if visit.where() != Browsing.gallery.state:
        return ALL_PICTURES
    avatar = visit.remembered("avatar")
    shape = visit.remembered("shape")
    month = visit.remembered("month")
    return PictureFilter(
        favourites=bool(visit.remembered("favourites")),
        avatar=AvatarId(UUID(avatar)) if avatar else None,
        shape=Size(shape) if shape else None,
        month=Month(*map(int, month.split("-"))) if month else None,
    )

"""The parts of screens: buttons, rows, texts, images."""

import html

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

import attrs

from aiogram.filters.callback_data import CallbackData

from avatar_core import Avatar, Money, Picture, PriceBook, Size
from avatar_core.blob_keys import sheet_key
from avatar_core.errors import InvalidTextError, TextLengthError, WordsRefusedError
from avatar_core.families import Family
from avatar_core.ids import AvatarId, JobId, PictureId
from avatar_core.texts import clean

from ..callbacks import AvatarAction, AvatarMove, JobAction, JobMove, Menu, Section
from ..lengths import units
from ..picture_callbacks import PictureAction, PictureMove
from ..texts import Texts, paragraphs
from ..view import (
    Action,
    AnyButton,
    Button,
    Image,
    KeyedButton,
    Look,
    Row,
    Shared,
    View,
)


#: The longest name on a screen; stored names are shorter anyway.
NAME_SHOWN: Final = 40
FILE_NAME_SHOWN: Final = 30
WORDS_SHOWN: Final = 300
_CELLS: Final = 10


def shorten(text: str, limit: int) -> str:
    """Return the visible characters of *text* in at most *limit* UTF-16 units.

    A name from outside may hold what nobody can send, such as half of a surrogate pair.
    """
    line = clean(text)
    if units(line) <= limit:
        return line
    kept = line.encode("utf-16-le", "surrogatepass")[: (limit - 1) * 2]
    return kept.decode("utf-16-le", "ignore").rstrip() + "…"


def copyable(text: str, limit: int) -> str:
    """Return a text as HTML that a tap copies; it is too long for Fluent."""
    return f"<code>{html.escape(shorten(text, limit), quote=False)}</code>"


def file_name(name: str, picture: Picture) -> str:
    """Return a file name for a picture of *name* that every system accepts."""
    kept = "".join(each for each in name if each.isalnum() or each in " -_")
    return f"{kept} {picture.seed}.{picture.form}".strip()


def money(texts: Texts, paid: Money) -> str:
    """Return an amount with its currency, without markup."""
    return texts.plain("money", amount=paid.amount, currency=paid.currency)


def price_list(texts: Texts, prices: PriceBook, families: Sequence[Family]) -> str:
    """List the prices of each family, without markup."""
    return "\n".join(
        texts.plain(
            "price-line",
            family=texts.plain(f"family-{family.name}"),
            training=prices.within(family).training,
            picture=prices.within(family).picture,
        )
        for family in families
    )


def day(texts: Texts, at: datetime) -> str:
    """Return a date as the language writes it, in the time zone of the texts."""
    here = at.astimezone(texts.zone)
    return texts.plain("date", day=here.day, month=here.month, year=str(here.year))


def minute(texts: Texts, at: datetime) -> str:
    """Return a time of a day in the time zone of the texts, which it names."""
    time = f"{at.astimezone(texts.zone):%H:%M} {offset(texts.zone, at)}"
    return texts.plain("date-and-time", date=day(texts, at), time=time)


def offset(zone: tzinfo, at: datetime) -> str:
    """Return how far a time zone is from UTC at a moment, such as `UTC+5:30`."""
    minutes = round(
        (at.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60
    )
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return "UTC" + (
        f"{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else ""
    )


def bar(done: int, whole: int) -> str:
    """Return a progress bar; it is full only when all is done."""
    full = max(0, min(_CELLS, done * _CELLS // whole)) if whole > 0 else 0
    return "▰" * full + "▱" * (_CELLS - full)


def noted(view: View, note: str) -> View:
    """Return the view with a note above it."""
    return attrs.evolve(view, text=paragraphs(note, view.text))


def button(key: str, data: Action, **facts: str | int) -> KeyedButton:
    """Return a button with the text of this key."""
    return KeyedButton(key, data, facts)


def paying(one: AnyButton) -> AnyButton:
    """Return the button in the colour of what pays."""
    return attrs.evolve(one, look=Look.PAYS)


def final(one: AnyButton) -> AnyButton:
    """Return the button in the colour of what cannot be undone."""
    return attrs.evolve(one, look=Look.FINAL)


def choice(name: str, data: CallbackData, *, chosen: bool) -> AnyButton:
    """Return a button that selects *name*; it is marked if that is *chosen* now."""
    return button("chosen", data, name=name) if chosen else Button(name, data)


def menu(key: str, section: Section, **facts: str | int) -> KeyedButton:
    """Return a button that leads to a part of the bot."""
    return button(key, Menu(section=section), **facts)


def act(
    key: str, move: AvatarMove, avatar: AvatarId, **facts: str | int
) -> KeyedButton:
    """Return a button that does something with an avatar."""
    return button(key, AvatarAction(move=move, avatar=avatar), **facts)


def on(
    key: str, move: PictureMove, picture: PictureId, **facts: str | int
) -> KeyedButton:
    """Return a button that does something with a picture."""
    return button(key, PictureAction(move=move, picture=picture), **facts)


def share(picture: PictureId) -> KeyedButton:
    """Return a button that sends a picture to a chat that the person chooses."""
    return button("button-share", Shared(picture.hex))


def steer(key: str, move: JobMove, job: JobId) -> KeyedButton:
    """Return a button that does something with a job."""
    return button(key, JobAction(move=move, job=job))


def continue_draft(draft: Avatar) -> KeyedButton:
    """Return the button that continues a draft."""
    name = shorten(draft.name, NAME_SHOWN)
    return act("button-continue-draft", AvatarMove.UPLOAD, draft.id, name=name)


def leafing(back: CallbackData, onward: CallbackData) -> Row:
    """Return the row of buttons to the previous and the next item."""
    return button("button-previous", back), button("button-next", onward)


def around(item: Callable[[int], CallbackData], here: int, total: int) -> Row | None:
    """Return the buttons to the items beside number *here*, if there are others."""
    if total == 1:
        return None
    return leafing(item((here - 1) % total), item((here + 1) % total))


def words_fault(
    texts: Texts, error: InvalidTextError | None, family: str = "words-fault"
) -> str | None:
    """Say why a text was refused, if there is an error; *family* is of the texts."""
    if error is None:
        return None
    match error:
        case TextLengthError(fault, length, least, most):
            return texts.plain_of(fault, family, length=length, min=least, max=most)
        case WordsRefusedError(concern):
            return texts.plain_of(concern)
        case _:
            raise TypeError(f"there are no words for {error!r}")


def name_of(texts: Texts, avatar: Avatar | None) -> str:
    """Return the name of the avatar, or that it was deleted."""
    if avatar is None:
        return texts.plain("deleted-avatar")
    return shorten(avatar.name, NAME_SHOWN)


def size_name(texts: Texts, size: Size) -> str:
    """Return a size's name with its ratio and pixels, without markup."""
    width, height = size.pixels
    return texts.plain_of(size, width=str(width), height=str(height))


def image_of(texts: Texts, picture: Picture, *, name: str | None = None) -> Image:
    """Return the image of a delivered picture; *name* is that of the file."""
    return Image(
        key=picture.key,
        file_name=name or f"{picture.id.hex}.{picture.form}",
        missing=texts("picture-not-shown"),
    )


def sheet_of(texts: Texts, pictures: Sequence[Picture]) -> Image:
    """Return the image of delivered pictures beside one another, or of a single one."""
    if len(pictures) == 1:
        return image_of(texts, pictures[0])
    keys = tuple(picture.key for picture in pictures)
    return Image(key=sheet_key(keys), sheet=keys)

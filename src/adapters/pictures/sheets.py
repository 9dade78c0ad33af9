"""Pictures beside one another on a sheet, each with its number."""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont


#: The side of a place on a sheet, and the gap between two, in pixels.
SIDE: Final = 400
_GAP: Final = 8
_EMPTY, _DARK, _LIGHT = "#8a8f98", "#14171c", "white"
#: The height of a number's background.
_NUMBER: Final = 64
#: The most pictures of which two are beside one another; of more there are three.
_FOUR: Final = 4


def draw_sheet(cells: Sequence[Image.Image | None]) -> Image.Image:
    """Return the squares in rows; None leaves an empty place."""
    columns = min(len(cells), 2 if len(cells) <= _FOUR else 3)
    rows = -(-len(cells) // columns)
    step = SIDE + _GAP
    sheet = Image.new("RGB", (columns * step - _GAP, rows * step - _GAP), _LIGHT)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=_NUMBER * 0.7)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        left, top = column * step, row * step
        if cell is None:
            pen.rectangle((left, top, left + SIDE - 1, top + SIDE - 1), _EMPTY)
        else:
            sheet.paste(cell, (left, top))
        box = (left, top, left + _NUMBER, top + _NUMBER)
        pen.rounded_rectangle(
            box, _NUMBER / 4, _DARK, corners=(False, False, True, False)
        )
        middle = (left + _NUMBER / 2, top + _NUMBER / 2)
        pen.text(middle, str(number + 1), _LIGHT, font, anchor="mm")
    return sheet

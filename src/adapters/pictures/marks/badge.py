"""A small visible badge that says that a picture was made by AI."""

from typing import Final

from PIL import Image, ImageDraw, ImageFont


_TEXT: Final = "AI"
#: Shares of the picture's shorter side.
_HEIGHT, _MARGIN = 0.036, 0.02
_DARK, _LIGHT = (40, 40, 40), (235, 235, 235)


def draw_badge(picture: Image.Image) -> None:
    """Draw the badge into the bottom right corner.

    It is opaque and grows with the picture, so it covers that of a smaller copy from
    which the picture was enlarged.
    """
    shorter = min(picture.size)
    height, margin = max(12, round(shorter * _HEIGHT)), round(shorter * _MARGIN)
    right, bottom = picture.width - margin, picture.height - margin
    box = (right - round(height * 1.6), bottom - height, right, bottom)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle(box, height / 3, fill=_DARK)
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    font = ImageFont.load_default(size=round(height * 0.7))
    pen.text(centre, _TEXT, _LIGHT, font, anchor="mm")

"""Makes one page of every screen in every language, to be looked at in a browser.

    python -m docs.preview            writes preview.html and opens it
    python -m docs.preview FILE       only writes FILE

Each screen is shown with ordinary and with hostile facts: very long names, markup,
emoji, text that runs from right to left.
"""

import base64
import html
import io
import sys
import webbrowser
import zlib

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image as Picture, ImageOps
from tests.adapters.telegram import samples

from adapters.pictures.pixels import to_jpeg
from adapters.pictures.sheets import SIDE, draw_sheet
from adapters.telegram.texts import Texts, spoken
from adapters.telegram.view import Image, View
from entrypoints.sandbox.sample_photos import sample_photos


ROOT: Final = Path(__file__).parent.parent
HOSTILE: Final = samples.Facts(
    name="<b>Ann\N{RIGHT-TO-LEFT OVERRIDE}а & שלום</b> 👩‍👩‍👧‍👦 " + "Ш" * 60,
    words="<TOK> </b> & \N{RIGHT-TO-LEFT OVERRIDE} שלום 👩‍👩‍👧‍👦 " + "щ" * 900,
    file_name="<i>" + "ф" * 300 + ".heic",
)
#: The screens in docs/screens.md, and their names on the page.
MAIN: Final = {
    "welcome": "menus.welcome 2",
    "consent": "consent.consent 1",
    "upload, with faults": "creating.upload 5",
    "summary": "creating.summary 1",
    "training, 60 %": "progress.progress 18",
    "avatar, main": "avatars.avatar_card 1",
    "generate": "generating.generate_menu 1",
    "pictures, one": "jobs.lone_picture 1",
    "gallery": "gallery_pages.picture_page 1",
    "top up": "wallet.top_up_page 2",
    "settings": "profile.settings 1",
    "privacy": "menus.privacy 1",
    "deleted, with the receipt": "profile.forgotten 1",
}
_SIDE: Final = 480

_STYLE: Final = """
body { margin: 0; padding: 24px; background: #cfdbe4; color: #0f1419;
  font: 16px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 24px; } h2 { font-size: 15px; margin: 32px 0 8px; color: #3c5064; }
nav { columns: 260px; font-size: 14px; margin-bottom: 32px; } nav a { display: block; }
.row { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.screen { width: 360px; }
.bubble { background: #fff; border-radius: 14px; overflow: hidden;
  box-shadow: 0 1px 2px rgb(0 0 0 / 12%); }
.bubble img { display: block; width: 100%; max-height: 320px; object-fit: cover; }
.text { padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.keys { display: flex; gap: 4px; margin-top: 4px; }
.key { flex: 1; min-width: 0; padding: 8px 6px; border-radius: 9px; text-align: center;
  background: rgb(60 90 115 / 72%); color: #fff; font-size: 14px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
code { background: rgb(0 0 0 / 6%); border-radius: 4px; padding: 0 3px; }
"""


@cache
def _photos() -> list[str]:
    return [_jpeg(photo) for _, photo in sample_photos()]


@cache
def _jpeg(data: bytes) -> str:
    picture = Picture.open(io.BytesIO(data)).convert("RGB")
    picture.thumbnail((_SIDE, _SIDE))
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=80)
    return base64.b64encode(small.getvalue()).decode()


@cache
def _sheet(count: int) -> str:
    photos = [Picture.open(io.BytesIO(data)) for _, data in sample_photos()]
    cells = [
        ImageOps.fit(photos[n % len(photos)].convert("RGB"), (SIDE, SIDE))
        for n in range(count)
    ]
    return _jpeg(to_jpeg(draw_sheet(cells), 85))


def _image(image: Image) -> str:
    if image.sheet:
        encoded = _sheet(len(image.sheet))
    elif image.data is not None:
        encoded = _jpeg(image.data)
    else:
        photos = _photos()
        encoded = photos[zlib.crc32((image.key or "").encode()) % len(photos)]
    return f'<img alt="" src="data:image/jpeg;base64,{encoded}">'


def screen(name: str, view: View) -> str:
    """Return one screen as it looks in a chat."""
    keys = "".join(
        '<div class="keys">'
        + "".join(f'<div class="key">{html.escape(b.text)}</div>' for b in row)
        + "</div>"
        for row in view.buttons
    )
    image = _image(view.image) if view.image else ""
    return (
        f'<div class="screen" data-screen="{html.escape(name)}"><div class="bubble">'
        f'{image}<div class="text">{view.text}</div></div>{keys}</div>'
    )


def _sections() -> Iterator[tuple[str, str]]:
    columns: dict[str, Mapping[str, View]] = {}
    for language in spoken():
        columns[language] = samples.screens(Texts(language))
        columns[f"{language}-hostile"] = samples.screens(Texts(language), HOSTILE)
    for name in next(iter(columns.values())):
        shown = "".join(
            screen(f"{name} {column}", views[name]) for column, views in columns.items()
        )
        yield name, shown


def page() -> str:
    """Return the page of all screens."""
    sections = list(_sections())
    contents = "".join(
        f'<a href="#{number}">{html.escape(name)}</a>'
        for number, (name, _) in enumerate(sections)
    )
    shown = "".join(
        f'<h2 id="{number}">{html.escape(name)}</h2><div class="row">{row}</div>'
        for number, (name, row) in enumerate(sections)
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>Every screen</title><style>{_STYLE}</style>"
        f"<h1>Every screen</h1><nav>{contents}</nav>{shown}</html>"
    )


def main(arguments: list[str]) -> None:
    """Write the page and say where it is."""
    file = Path(arguments[0]) if arguments else ROOT / "preview.html"
    file.write_text(page(), encoding="utf-8")
    print(f"Every screen: {file.resolve().as_uri()}")
    if not arguments:
        webbrowser.open(file.resolve().as_uri())


if __name__ == "__main__":
    main(sys.argv[1:])

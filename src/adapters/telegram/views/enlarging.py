"""Enlarged pictures."""

from avatar_core.ports import News

from ..callbacks import JobMove
from ..texts import Texts
from ..view import View
from .outcome import money, name_of, why
from .parts import in_gallery, paragraphs, rows, steer


def enlarged(texts: Texts, news: News) -> View:
    """Tell what became of an enlargement; its picture goes along as a file."""
    sizes = [(picture.width, picture.height) for picture in news.pictures]
    size = f"{sizes[0][0]}×{sizes[0][1]}" if sizes else None
    return View(
        text=paragraphs(
            texts.of("upscale-end", news.job.status, name=name_of(texts, news)),
            texts("upscale-size", size=size) if size else None,
            why(texts, news),
            money(texts, news),
        ),
        buttons=rows(
            *(in_gallery(texts, picture.id) for picture in news.pictures),
            steer(texts, "button-home", JobMove.DONE, news.job.id),
        ),
    )

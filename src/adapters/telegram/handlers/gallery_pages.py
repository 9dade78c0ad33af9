"""Pages of the gallery, and what is done with several pictures at once."""

from typing import Final
from uuid import UUID

from avatar_core.errors import NotFoundError, Thing
from avatar_core.galleries import MOST_CHOSEN
from avatar_core.ids import PictureId
from avatar_core.use_cases import Download, GalleryPage

from ..archives import LARGEST, archives
from ..picture_callbacks import (
    ChoosePicture,
    DownloadPictures,
    GalleryMenu,
    GalleryMove,
    JumpTo,
    PageMove,
    ShowPage,
)
from ..steps import Step
from ..view import View
from ..views import gallery_pages
from .gallery import enter_gallery, filter_of, month_of, show_page
from .routes import Routes
from .visit import Visit


#: How often at most the packing of a download is told, and after how many pictures.
_TOLD: Final = 5
_FEWEST: Final = 10


routes = Routes()


@routes.tap(ShowPage)
async def _page(visit: Visit, tap: ShowPage) -> View:
    among, pages = filter_of(visit), visit.cases.pages
    match tap.move:
        case PageMove.NEWER:
            look = pages.newer
        case PageMove.OLDER:
            look = pages.older
        case PageMove.FROM | PageMove.CHOOSE:
            look = pages.beginning
    try:
        shown = await look(visit.person.id, tap.picture, among)
    except NotFoundError:
        await visit.screen.toast(visit.texts.plain("not-found-picture"))
        shown = await pages.newest(visit.person.id, among)
    on = tap.move is not PageMove.FROM and visit.where() is Step.CHOOSING
    if shown is not None and (on or tap.move is PageMove.CHOOSE):
        return _choosing(visit, shown, _chosen(visit))
    return show_page(visit, shown, among)


@routes.tap(JumpTo)
async def _jump(visit: Visit, tap: JumpTo) -> View:
    among, month = filter_of(visit), month_of(visit, tap.month)
    if month is None:
        shown = await visit.cases.pages.newest(visit.person.id, among)
    else:
        shown = await visit.cases.pages.of_month(visit.person.id, month, among)
    return show_page(visit, shown, among)


# --- choosing several, which the conversation stores -----------------------


def _chosen(visit: Visit) -> list[PictureId]:
    """Return the chosen pictures, the first chosen first."""
    if visit.where() is not Step.CHOOSING:
        return []
    return [PictureId(UUID(one)) for one in visit.remembered("chosen").split()]


def _choosing(visit: Visit, shown: GalleryPage, chosen: list[PictureId]) -> View:
    enter_gallery(
        visit,
        shown.among,
        step=Step.CHOOSING,
        page=shown.pictures[0].id.hex,
        chosen=" ".join(one.hex for one in chosen),
    )
    return gallery_pages.choosing(visit.texts, shown, chosen, visit.nonce)


def _first(visit: Visit) -> PictureId:
    """Return the first picture of the page that the person chooses from."""
    return PictureId(visit.remembered_id("page", Thing.PICTURE))


@routes.tap(ChoosePicture)
async def _choose(visit: Visit, tap: ChoosePicture) -> View | None:
    chosen = [one for one in _chosen(visit) if one != tap.picture]
    if tap.on and len(chosen) == MOST_CHOSEN:
        said = visit.texts.plain("chosen-enough", limit=MOST_CHOSEN)
        await visit.screen.toast(said)
        return None
    first = _first(visit) if visit.where() is Step.CHOOSING else tap.picture
    shown = await visit.cases.pages.beginning(visit.person.id, first, filter_of(visit))
    return _choosing(visit, shown, chosen + [tap.picture] * tap.on)


@routes.tap(GalleryMenu, GalleryMove.CHOOSE)
@routes.question(Step.CHOOSING, "button-wanted")
async def _choose_again(visit: Visit, _: object) -> View:
    first, among = _first(visit), filter_of(visit)
    shown = await visit.cases.pages.beginning(visit.person.id, first, among)
    return _choosing(visit, shown, _chosen(visit))


@routes.tap(GalleryMenu, GalleryMove.LIKE)
async def _like(visit: Visit, _: GalleryMenu) -> View:
    chosen, first, among = _chosen(visit), _first(visit), filter_of(visit)
    shown = await visit.cases.pages.like(visit.person.id, chosen, among, first)
    await visit.screen.toast(visit.texts.plain("liked"))
    return show_page(visit, shown, among)


@routes.tap(GalleryMenu, GalleryMove.DELETE)
async def _ask_delete(visit: Visit, _: GalleryMenu) -> View:
    first, among = _first(visit), filter_of(visit)
    shown = await visit.cases.pages.beginning(visit.person.id, first, among)
    count = len(_chosen(visit))
    return gallery_pages.ask_delete_chosen(visit.texts, shown, count)


@routes.tap(GalleryMenu, GalleryMove.DELETE_FOR_GOOD)
async def _delete(visit: Visit, _: GalleryMenu) -> View:
    chosen, first, among = _chosen(visit), _first(visit), filter_of(visit)
    shown = await visit.cases.pages.delete(visit.person.id, chosen, among, first)
    await visit.screen.toast(visit.texts.plain("picture-deleted"))
    return show_page(visit, shown, among)


# --- downloading ------------------------------------------------------------


@routes.tap(DownloadPictures)
async def _download(visit: Visit, tap: DownloadPictures) -> None:
    """Send one file; the next needs a tap, so that no update takes for ever."""
    texts, screen, pages = visit.texts, visit.screen, visit.cases.pages
    if visit.remembered("sent") == tap.nonce:  # tapped twice
        await screen.toast(texts.plain("download-sent"))
        return
    download = await _next(visit, tap)
    if download is None:
        await screen.toast(texts.plain("not-found-picture"))
        return
    card = await screen.send(gallery_pages.packing(texts, download, 0))
    every = max(_FEWEST, len(download.pictures) // _TOLD)

    async def packed(number: int) -> None:
        if number and number % every == 0:
            view = gallery_pages.packing(texts, download, number)
            await screen.update(card, view)

    async for archive in archives(pages.files(download, packed)):
        name = f"pictures-{download.number}-{download.last}.zip"
        await screen.file(archive, name)
    await screen.delete(card)
    visit.remember(sent=tap.nonce)
    await screen.send(
        gallery_pages.downloaded(texts, download, some=tap.some, nonce=visit.nonce)
    )


async def _next(visit: Visit, tap: DownloadPictures) -> Download | None:
    pages, person, after = visit.cases.pages, visit.person.id, tap.after
    if tap.some:
        chosen = _chosen(visit)
        return await pages.download_some(person, chosen, after, largest=LARGEST)
    return await pages.download(person, filter_of(visit), after, largest=LARGEST)

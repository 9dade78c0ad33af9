"""The data of every button.

A shipped factory never changes: buttons live in chats for ever. One that needs
another field gets a new prefix, and the old one keeps its handler.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from avatar_core import AvatarType, Gender, Language, Size
from avatar_core.avatars import Hair
from avatar_core.ids import (
    AvatarId,
    BroadcastId,
    JobId,
    PackId,
    PaymentId,
    PhotoId,
    PictureId,
)


class Section(StrEnum):
    """Where the menu leads."""

    MAIN = "main"
    AVATARS = "avatars"
    CREATE = "create"
    GENERATE = "generate"
    PACKS = "packs"
    BALANCE = "balance"
    TOP_UP = "topup"
    RECEIPTS = "receipts"
    PROMO = "promo"
    INVITE = "invite"
    PAYSUPPORT = "paysupport"
    HELP = "help"
    LANGUAGE = "lang"
    PROFILE = "me"
    SETTINGS = "settings"
    DEFAULT_SIZE = "size"
    TIPS = "tips"
    SUPPORT = "support"
    TERMS = "terms"
    PRIVACY = "privacy"
    FORGET = "forget"
    FORGET_FOR_GOOD = "forgotten"


class AvatarMove(StrEnum):
    """What a person may tap about one avatar."""

    SHOW = "show"
    UPLOAD = "upload"
    TIPS = "tips"
    DISMISS = "dismiss"
    SUMMARY = "summary"
    REOPEN = "reopen"
    GENERATE = "generate"
    PROMPT = "prompt"
    FROM_PHOTO = "photo"
    MAKE_MAIN = "main"
    RENAME = "rename"
    HAIR = "hair"
    DELETE = "delete"
    DELETE_FOR_GOOD = "gone"
    PICTURES = "pictures"


class GalleryMove(StrEnum):
    """Where a person may go in their gallery."""

    #: To the newest picture of all, or of those that the filter lets through.
    OPEN = "open"
    NEWEST = "newest"
    FILTERS = "filters"
    AVATARS = "avatars"
    SHAPES = "shapes"
    MONTHS = "months"
    STATISTICS = "stats"


class PictureMove(StrEnum):
    """What a person may tap about one picture."""

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
    #: From delivered pictures, which stay: its card, or what can be made of it.
    OPEN = "open"
    VARY = "vary"


class RemixMove(StrEnum):
    """What a tap orders like a picture."""

    AGAIN = "again"
    ANEW = "anew"
    ENLARGE = "enlarge"


class JobMove(StrEnum):
    """What a person may tap about one job."""

    SHOW = "show"
    CANCEL = "cancel"
    CANCEL_FOR_GOOD = "off"
    #: Leaves the progress card for the main menu, so that it is not edited again.
    LEAVE = "leave"
    #: From delivered pictures, which stay: the same words, or the main menu.
    AGAIN = "again"
    DONE = "done"
    #: From a described photo: draw what was seen, or say it otherwise first.
    DRAW = "draw"
    EDIT = "edit"


class Option(StrEnum):
    """What a person may switch on and off."""

    QUIET = "quiet"
    ENRICH = "enrich"


class Menu(CallbackData, prefix="m1"):
    """Leads to a part of the bot."""

    section: Section


class AvatarsPage(CallbackData, prefix="l1"):
    """Leafs through the list of avatars; 0 is the first page."""

    page: int


class AvatarAction(CallbackData, prefix="a1"):
    """Does something with one avatar."""

    move: AvatarMove
    avatar: AvatarId


class PickType(CallbackData, prefix="t1"):
    """Chooses what the new avatar depicts; `PickFamily` has taken its place."""

    type: AvatarType


class WhyGender(CallbackData, prefix="w1"):
    """Asks why the gender matters; `WhyGenderMatters` has taken its place."""

    type: AvatarType


class PickGender(CallbackData, prefix="g1"):
    """Chooses the name in prompts; `PickGenderIn` has taken its place."""

    type: AvatarType
    gender: Gender


class ShowPhoto(CallbackData, prefix="p1"):
    """Shows one accepted photo; 0 is the first."""

    avatar: AvatarId
    index: int


class DeletePhoto(CallbackData, prefix="d1"):
    """Removes one accepted photo, found among the avatars still being made."""

    photo: PhotoId


class StartTraining(CallbackData, prefix="s1"):
    """Orders the training of an avatar as it was when the button was drawn."""

    avatar: AvatarId
    version: int


class JobAction(CallbackData, prefix="j1"):
    """Does something with one job."""

    move: JobMove
    job: JobId


class PickSize(CallbackData, prefix="z1", sep="|"):
    """Chooses the size of the pictures being ordered (its values contain a colon)."""

    order: JobId
    size: Size


class OrderPictures(CallbackData, prefix="o1", sep="|"):
    """Orders pictures; the order's id becomes the job's, so two taps order once."""

    order: JobId
    size: Size
    count: int


class BackToSizes(CallbackData, prefix="b1"):
    """Returns from the choice of the count to that of the size."""

    order: JobId


class GalleryMenu(CallbackData, prefix="y1"):
    """Leads to a part of the gallery."""

    move: GalleryMove


class PictureAction(CallbackData, prefix="i1"):
    """Does something with one picture."""

    move: PictureMove
    picture: PictureId


class FilterFavourites(CallbackData, prefix="v1"):
    """Shows only favourites in the gallery, or all."""

    on: bool


class FilterAvatar(CallbackData, prefix="v2"):
    """Shows only one avatar in the gallery, or all."""

    avatar: AvatarId | None


class FilterShape(CallbackData, prefix="v3", sep="|"):
    """Shows only one size in the gallery, or all."""

    shape: Size | None


class FilterMonth(CallbackData, prefix="v4"):
    """Shows only one month in the gallery; any other number of a month: all."""

    year: int
    month: int


class OrderRemix(CallbackData, prefix="r1"):
    """Orders pictures like one; its id is made of picture and slip, so two taps are one."""

    move: RemixMove
    picture: PictureId
    slip: str


class OrderResized(CallbackData, prefix="r2", sep="|"):
    """Orders a picture in another size; the slip is as above."""

    picture: PictureId
    slip: str
    size: Size


class OrderRecast(CallbackData, prefix="r3"):
    """Orders a picture of another avatar, named by the first digits of its id."""

    picture: PictureId
    slip: str
    avatar: str


class SetLanguage(CallbackData, prefix="n1"):
    """Has the bot speak this language."""

    language: Language


class BuyPackage(CallbackData, prefix="u1"):
    """Has a bill made for so many credits at this amount, if that is offered."""

    credits: int
    amount: int


class DisputeAbout(CallbackData, prefix="dp1"):
    """Says which order, or payment, something is wrong with."""

    about: JobId | PaymentId


class OlderReceipts(CallbackData, prefix="rc1"):
    """Shows the receipts before this one."""

    before: int


class Switch(CallbackData, prefix="e1"):
    """Switches an option on or off."""

    option: Option
    on: bool


class PolishWords(CallbackData, prefix="e2", sep="|"):
    """Has the words of the order being made enriched or not, as all from now on."""

    order: JobId
    size: Size
    on: bool


class SetDefaultSize(CallbackData, prefix="f1", sep="|"):
    """Has pictures drawn in this size without asking; None: always ask."""

    size: Size | None


class PickFamily(CallbackData, prefix="k1"):
    """Chooses the family the new avatar is trained in, and so what it depicts."""

    family: str


class WhyGenderMatters(CallbackData, prefix="k2"):
    """Asks why the gender matters, in between of choosing it."""

    family: str


class PickGenderIn(CallbackData, prefix="k3"):
    """Chooses how the new avatar of this family is named in prompts."""

    family: str
    gender: Gender


class SetHair(CallbackData, prefix="h1"):
    """Notes what the hair of an avatar's person is like; None: forgets it."""

    avatar: AvatarId
    hair: Hair | None


class LeaveBroadcast(CallbackData, prefix="q1"):
    """From a broadcast that somebody got, which stays, to the main menu."""

    broadcast: BroadcastId


class PacksPage(CallbackData, prefix="kp1"):
    """Leafs through the packs, for one avatar or for any; 0 is the first page."""

    page: int
    avatar: AvatarId | None


class ShowPack(CallbackData, prefix="ks1"):
    """Shows one pack, for one avatar or for the one that suits it best."""

    chosen: PackId
    avatar: AvatarId | None


class TakePack(CallbackData, prefix="kt1"):
    """Orders a pack; the order's id becomes the job's, so two taps order once."""

    order: JobId
    chosen: PackId

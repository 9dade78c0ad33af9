"""The callback data of the buttons.

Once released, never change a class: its buttons stay in chats for ever. Give a class
with other fields a new prefix, and keep the handler of the old one.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from avatar_core import Gender, Language, Size
from avatar_core.avatars import Hair
from avatar_core.ids import (
    AvatarId,
    BroadcastId,
    JobId,
    PackId,
    PaymentId,
    PhotoId,
)
from avatar_core.packs import Category
from avatar_core.time_zones import TimeZone


class Section(StrEnum):
    """A part of the bot that a menu button opens."""

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
    TIME_ZONE = "zone"
    STOP_COMPARING = "stop_comparing"
    TIPS = "tips"
    SUPPORT = "support"
    TERMS = "terms"
    PRIVACY = "privacy"
    MY_DATA = "mydata"
    FORGET = "forget"
    FORGET_FOR_GOOD = "forgotten"


class AvatarMove(StrEnum):
    """An action on an avatar."""

    SHOW = "show"
    UPLOAD = "upload"
    TIPS = "tips"
    #: What the consent screen refers to; the way back leads to it.
    TERMS = "terms"
    PRIVACY = "privacy"
    #: The coach: compare the faces of the photos; train with them as they are.
    COMPARE = "compare"
    AS_THEY_ARE = "asis"
    SUMMARY = "summary"
    REOPEN = "reopen"
    GENERATE = "generate"
    PROMPT = "prompt"
    FROM_PHOTO = "photo"
    #: From the newest photo that was sent outside of any dialog.
    FROM_THIS = "this"
    MAKE_MAIN = "main"
    RENAME = "rename"
    HAIR = "hair"
    DELETE = "delete"
    DELETE_FOR_GOOD = "gone"
    PICTURES = "pictures"


class JobMove(StrEnum):
    """An action on a job."""

    SHOW = "show"
    CANCEL = "cancel"
    CANCEL_FOR_GOOD = "off"
    #: Replace the progress card with the main menu; it is not edited any more.
    LEAVE = "leave"
    #: Replace the progress card with the scenes.
    SCENES = "scenes"
    #: Below delivered pictures, which stay in the chat: order again, the scenes, or
    #: the main menu.
    AGAIN = "again"
    STYLES = "styles"
    DONE = "done"
    #: Below a described photo: draw the description, or change it first.
    DRAW = "draw"
    EDIT = "edit"
    #: Take up the free training in place of one, after a question.
    RETRAIN = "retrain"
    RETRAIN_FOR_GOOD = "renew"


class Option(StrEnum):
    """A setting that is on or off."""

    QUIET = "quiet"
    ENRICH = "enrich"


class Menu(CallbackData, prefix="m1"):
    """Open a part of the bot."""

    section: Section


class AvatarsPage(CallbackData, prefix="l1"):
    """Show a page of the list of avatars; 0 is the first."""

    page: int


class AvatarAction(CallbackData, prefix="a1"):
    """Do something with an avatar."""

    move: AvatarMove
    avatar: AvatarId


class Agree(CallbackData, prefix="c1"):
    """Agree to what the consent screen of this version says, and go on."""

    version: int
    avatar: AvatarId


class ShowPhoto(CallbackData, prefix="p1"):
    """Show an accepted photo; 0 is the first."""

    avatar: AvatarId
    index: int


class DeletePhoto(CallbackData, prefix="d1"):
    """Delete an accepted photo of an avatar that still collects photos."""

    photo: PhotoId


class ShowMarked(CallbackData, prefix="p2"):
    """Show an accepted photo that the coach has marked; 0 is the first of them."""

    avatar: AvatarId
    index: int


class DropMarked(CallbackData, prefix="d2"):
    """Delete a marked photo, and show the next."""

    photo: PhotoId


class StartTraining(CallbackData, prefix="s1"):
    """Start the training of the avatar in the version that the screen showed."""

    avatar: AvatarId
    version: int


class JobAction(CallbackData, prefix="j1"):
    """Do something with a job."""

    move: JobMove
    job: JobId


class PickSize(CallbackData, prefix="z1", sep="|"):
    """Choose the size of the pictures being ordered (sizes contain a colon)."""

    order: JobId
    size: Size


class OrderPictures(CallbackData, prefix="o1", sep="|"):
    """Order pictures; the order id becomes the job id, so two taps order once."""

    order: JobId
    size: Size
    count: int


class BackToSizes(CallbackData, prefix="b1"):
    """Go back from the number of pictures to their size."""

    order: JobId


class SetLanguage(CallbackData, prefix="n1"):
    """Set the language of the bot."""

    language: Language


class BuyPackage(CallbackData, prefix="u1"):
    """Ask for an invoice for this package, if it is still offered."""

    credits: int
    amount: int


class DisputeAbout(CallbackData, prefix="dp1"):
    """Choose the order or payment that a dispute is about."""

    about: JobId | PaymentId


class OlderReceipts(CallbackData, prefix="rc1"):
    """Show the receipts before this one."""

    before: int


class Switch(CallbackData, prefix="e1"):
    """Switch a setting on or off."""

    option: Option
    on: bool


class PolishWords(CallbackData, prefix="e2", sep="|"):
    """Switch prompt enrichment on or off, for this order and all later ones."""

    order: JobId
    size: Size
    on: bool


class SetTimeZone(CallbackData, prefix="n2"):
    """Choose the time zone of the person's dates."""

    zone: TimeZone


class SetDefaultSize(CallbackData, prefix="f1", sep="|"):
    """Set the size that is used without asking; None: always ask."""

    size: Size | None


class PickFamily(CallbackData, prefix="k1"):
    """Choose the model family of the new avatar, and so what it depicts."""

    family: str


class WhyGenderMatters(CallbackData, prefix="k2"):
    """Explain what the gender is for, while it is being chosen."""

    family: str


class PickGenderIn(CallbackData, prefix="k3"):
    """Choose the gender of the new avatar, for its prompts."""

    family: str
    gender: Gender


class NewAvatar(CallbackData, prefix="k4"):
    """Create an avatar with the proposed name; person and button make its id."""

    family: str
    gender: Gender | None
    nonce: str


class SetHair(CallbackData, prefix="h1"):
    """Set the hair of the person on the avatar; None: unknown."""

    avatar: AvatarId
    hair: Hair | None


class LeaveBroadcast(CallbackData, prefix="q1"):
    """Show the main menu below a broadcast, which stays in the chat."""

    broadcast: BroadcastId


class PacksPage(CallbackData, prefix="kp1"):
    """Show a page of the packs, for one avatar or for any; 0 is the first."""

    page: int
    avatar: AvatarId | None


class PacksOf(CallbackData, prefix="kc1"):
    """Show a page of the packs of a category; 0 is the first."""

    page: int
    category: Category
    avatar: AvatarId | None


class PacksMenu(CallbackData, prefix="km1"):
    """Show the categories of packs, for one avatar or for any."""

    avatar: AvatarId | None


class FindPack(CallbackData, prefix="kf1"):
    """Ask for a word that packs are searched for."""

    avatar: AvatarId | None


class ShowPack(CallbackData, prefix="ks1"):
    """Show a pack, for one avatar or for the one that suits it best."""

    chosen: PackId
    avatar: AvatarId | None


class TakePack(CallbackData, prefix="kt1"):
    """Order a pack; the order id becomes the job id, so two taps order once."""

    order: JobId
    chosen: PackId

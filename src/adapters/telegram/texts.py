"""The texts of the bot, from `locales/<language>/*.ftl`."""

import html

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import attrs

from fluent.runtime import FluentBundle, FluentResource

from avatar_core import AvatarStatus, AvatarType, Gender, JobStatus, Language, Size
from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import Entity
from avatar_core.avatars import AvatarEvent, Hair
from avatar_core.broadcasts import BroadcastEvent, BroadcastStatus
from avatar_core.disputes import Remedy
from avatar_core.errors import PaymentFault, PhotoFault, PromoFault, TextFault
from avatar_core.failures import Cause, Failure, Unanswered
from avatar_core.incidents import IncidentEvent, IncidentKind, IncidentStatus
from avatar_core.jobs import JobEvent
from avatar_core.ledger import HoldEvent, HoldStatus, Reason
from avatar_core.notices import PLAIN
from avatar_core.orders import JobKind
from avatar_core.payments import PaymentEvent, PaymentStatus
from avatar_core.prices import Term


#: Texts with a key for each member of an enum; all of them must exist.
FAMILIES: Final[Mapping[str, Iterable[StrEnum]]] = {
    "ask-name": AvatarType,
    "avatar-event": AvatarEvent,
    "avatar-status": AvatarStatus,
    "broadcast-event": BroadcastEvent,
    "broadcast-status": BroadcastStatus,
    "cause": Cause,
    "admin-action": AdminActionKind,
    "description-end": JobStatus,
    "entity": Entity,
    "button-remedy": Remedy,
    "failure": Failure,
    "notice": PLAIN,
    "outcome": Remedy,
    "gender": Gender,
    "generate": AvatarType,
    "hair": Hair,
    "hold-event": HoldEvent,
    "hold-status": HoldStatus,
    "incident": IncidentKind,
    "incident-event": IncidentEvent,
    "incident-over": IncidentKind,
    "incident-status": IncidentStatus,
    "job-event": JobEvent,
    "job-kind": JobKind,
    "job-status": JobStatus,
    "name-fault": TextFault,
    "now-draw": AvatarType,
    "payment-event": PaymentEvent,
    "payment-fault": PaymentFault,
    "payment-status": PaymentStatus,
    "photo-fault": PhotoFault,
    "photo-tips": AvatarType,
    "pictures-end": JobStatus,
    "promo-fault": PromoFault,
    "reason": Reason,
    "size": Size,
    "term": Term,
    "status-mark": AvatarStatus,
    "training-end": JobStatus,
    "trouble": Failure,
    "unanswered": Unanswered,
    "upload-empty": AvatarType,
    "upscale-end": JobStatus,
    "why-no-pictures": AvatarStatus,
    "words-fault": TextFault,
}


#: Text direction controls, which in a name would reverse our own words.
_BIDI: Final = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
)


class TextError(LookupError):
    """A text, or a value it needs, is missing."""


def key_of(family: str, member: StrEnum) -> str:
    """Return the key of the text of an enum member."""
    return f"{family}-{member.value}".replace("_", "-").replace(":", "-")


_LOCALES: Final = files(__package__) / "locales"


@cache
def spoken() -> tuple[Language, ...]:
    """Return the languages that have texts: one directory each."""
    there = {folder.name for folder in _LOCALES.iterdir()}
    return tuple(language for language in Language if language in there)


@cache
def _bundle(language: Language) -> FluentBundle:
    known = language if language in spoken() else Language.ENGLISH
    bundle = FluentBundle([known], use_isolating=False)
    folder = _LOCALES / known
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def read_all() -> None:
    """Read the texts of all languages now instead of on first use."""
    for language in spoken():
        _bundle(language)


@attrs.frozen
class Texts:
    """The texts of one language."""

    language: Language

    def __call__(self, key: str, /, **facts: str | int) -> str:
        """Return a text as HTML; every string among *facts* is escaped."""
        escaped = {
            name: html.escape(fact, quote=False) if isinstance(fact, str) else fact
            for name, fact in facts.items()
        }
        return self.plain(key, **escaped)

    def plain(self, key: str, /, **facts: str | int) -> str:
        """Return a text without HTML, for a button or an alert.

        Raises:
            TextError: The key, or a value it needs, is missing.
        """
        bundle = _bundle(self.language)
        if not bundle.has_message(key):
            raise TextError(f"{self.language} has no text {key!r}")
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise TextError(f"{key!r} has no words in {self.language}")
        tame = {
            name: fact.translate(_BIDI) if isinstance(fact, str) else fact
            for name, fact in facts.items()
        }
        text, errors = bundle.format_pattern(pattern, tame)
        if errors:
            raise TextError(f"{key!r} in {self.language}: {errors}")
        return str(text)

    def of(self, family: str, member: StrEnum, /, **facts: str | int) -> str:
        """Return the text of an enum member as HTML."""
        return self(key_of(family, member), **facts)

    def plain_of(self, family: str, member: StrEnum, /, **facts: str | int) -> str:
        """Return the text of an enum member without HTML."""
        return self.plain(key_of(family, member), **facts)

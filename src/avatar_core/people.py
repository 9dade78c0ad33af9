"""People: everybody who has used the product."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

import attrs

from .errors import NotFoundError, Thing
from .ids import Alias, AvatarId, PersonId
from .invariants import aware, check, not_negative, somebody
from .sizes import Size
from .time_zones import TimeZone


#: How many unknown promo codes a person may try in that time; more than that is no
#: mistake but a search for codes.
WRONG_CODES_MAX: Final = 5
WRONG_CODES_WITHIN: Final = timedelta(hours=1)
#: A copy of everything takes long to read and to send.
EXPORT_EVERY: Final = timedelta(days=1)

#: The length of a person's name, in characters.
NAME_SEEN_MAX: Final = 64

#: The version of what people agree to before their first photo. Raise it when the
#: consent screen says something new: everybody is asked again.
CONSENT_VERSION: Final = 1


class Language(StrEnum):
    """A language in which people may use Telegram (ISO 639-1).

    The product speaks those in which the adapters have texts.
    """

    ENGLISH = "en"
    ARABIC = "ar"
    BELARUSIAN = "be"
    CATALAN = "ca"
    CZECH = "cs"
    GERMAN = "de"
    SPANISH = "es"
    PERSIAN = "fa"
    FINNISH = "fi"
    FRENCH = "fr"
    HEBREW = "he"
    CROATIAN = "hr"
    HUNGARIAN = "hu"
    INDONESIAN = "id"
    ITALIAN = "it"
    KAZAKH = "kk"
    KOREAN = "ko"
    MALAY = "ms"
    NORWEGIAN = "nb"
    DUTCH = "nl"
    POLISH = "pl"
    PORTUGUESE = "pt"
    ROMANIAN = "ro"
    RUSSIAN = "ru"
    SLOVAK = "sk"
    SERBIAN = "sr"
    SWEDISH = "sv"
    TURKISH = "tr"
    UKRAINIAN = "uk"
    UZBEK = "uz"


_shown: Final = attrs.validators.optional(
    attrs.validators.and_(
        attrs.validators.min_len(1), attrs.validators.max_len(NAME_SEEN_MAX)
    )
)


@attrs.frozen(kw_only=True)
class Seen:
    """What the chat says that somebody is called; see `Person`."""

    name: str | None = attrs.field(default=None, validator=_shown)
    username: str | None = None


@attrs.frozen(kw_only=True)
class Person:
    """Somebody who uses the product."""

    id: PersonId = attrs.field(validator=somebody)
    language: Language
    created_at: datetime = attrs.field(validator=aware)
    #: Names them in keys and links; None once they were forgotten.
    alias: Alias | None
    #: The avatar that pictures are made with.
    main_avatar: AvatarId | None = None
    #: What the chat calls them, as last seen; only admins see it and search for it.
    name: str | None = attrs.field(default=None, validator=_shown)
    #: Their public name in the chat, without the @ and in lower case; only admins
    #: search for it.
    username: str | None = None
    #: Whether messages arrive silently, and broadcasts not at all.
    quiet: bool = False
    #: Whether their words are translated and enriched before they are drawn.
    enrich: bool = True
    #: The time zone of the dates that they are shown.
    time_zone: TimeZone = TimeZone.UTC
    #: The default size of their pictures; None: they are always asked.
    default_size: Size | None = None
    #: Who invited them; known from the start or never.
    referrer: PersonId | None = attrs.field(default=None, validator=somebody)
    #: The credits promised to the referrer for their first order after a top-up.
    bounty: int = attrs.field(default=0, validator=not_negative)
    #: When an admin blocked them; they keep what they have.
    blocked_at: datetime | None = attrs.field(default=None, validator=aware)
    #: Which version of the consent screen they agreed to, and when; None: to none.
    consent_version: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.gt(0))
    )
    consent_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When they agreed that the faces of their photos are compared; None: they have not.
    comparing_since: datetime | None = attrs.field(default=None, validator=aware)
    #: When they were found to have left the chat; None once they return.
    left_at: datetime | None = attrs.field(default=None, validator=aware)
    #: How many unknown promo codes they tried since the first of them.
    wrong_codes: int = attrs.field(default=0, validator=not_negative)
    wrong_codes_since: datetime | None = attrs.field(default=None, validator=aware)
    #: When they last received a copy of their data.
    exported_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When their data was erased; None once they return.
    forgotten_at: datetime | None = attrs.field(default=None, validator=aware)

    def __attrs_post_init__(self) -> None:
        known = (
            self.name,
            self.username,
            self.main_avatar,
            self.referrer,
            self.default_size,
            self.consent_version,
            self.comparing_since,
        )
        gone = self.left_at is not None and not any(known)
        check(
            (
                (self.consent_version is None) == (self.consent_at is None),
                "a consent has a version and a time",
            ),
            (
                (self.wrong_codes == 0) == (self.wrong_codes_since is None),
                "wrong codes are counted since the first of them",
            ),
            (self.referrer != self.id, "nobody can invite themselves"),
            (
                not self.bounty or self.referrer is not None,
                "a bounty needs a referrer",
            ),
            (
                self.forgotten_at is None or gone,
                "a forgotten person has left, and nothing else is known",
            ),
            (
                (self.alias is None) == (self.forgotten_at is not None),
                "everybody but the forgotten has an alias",
            ),
        )

    @property
    def away(self) -> bool:
        """Whether messages to them wait; a forgotten person is told nothing."""
        return self.left_at is not None and self.forgotten_at is None

    @property
    def known_as(self) -> Alias:
        """Their alias.

        Raises:
            NotFoundError: They were forgotten, and nothing is to be stored for them.
        """
        if self.alias is None:
            raise NotFoundError(Thing.PERSON)
        return self.alias

    def has_agreed_to(self, version: int) -> bool:
        """Whether they agreed to this version of the consent screen, or a newer one."""
        return self.consent_version is not None and self.consent_version >= version

    def agree(self, version: int, *, at: datetime) -> Self:
        """Return the person as having agreed to this version; a repetition is none."""
        if self.has_agreed_to(version):
            return self
        return attrs.evolve(self, consent_version=version, consent_at=at)

    @property
    def compares_faces(self) -> bool:
        """Whether they agreed that the faces of their photos are compared."""
        return self.comparing_since is not None

    def allow_comparing(self, *, at: datetime) -> Self:
        """Return the person as having agreed to it; the first time is kept."""
        return attrs.evolve(self, comparing_since=self.comparing_since or at)

    def forbid_comparing(self) -> Self:
        """Return the person without that consent."""
        return attrs.evolve(self, comparing_since=None)

    def prefers(self, avatar: AvatarId | None) -> Self:
        """Return the person with another main avatar."""
        return attrs.evolve(self, main_avatar=avatar)

    def forgotten(self, *, at: datetime) -> "Person":
        """Return what remains of the person: id, language, and what stops abuse."""
        return Person(
            id=self.id,
            language=self.language,
            created_at=self.created_at,
            alias=None,
            blocked_at=self.blocked_at,
            wrong_codes=self.wrong_codes,
            wrong_codes_since=self.wrong_codes_since,
            left_at=at,
            forgotten_at=at,
        )

    def left(self, *, at: datetime) -> Self:
        """Return the person as having left the chat; messages wait for their return."""
        return attrs.evolve(self, left_at=self.left_at or at)

    def back(
        self,
        language: Language,
        seen: Seen,
        alias: Alias | None = None,
        zone: TimeZone = TimeZone.UTC,
    ) -> Self:
        """Return the person as back in the chat; a forgotten one as if new.

        A forgotten one needs a new *alias* and time *zone*; others keep theirs.
        """
        return attrs.evolve(
            self,
            language=self.language if self.forgotten_at is None else language,
            time_zone=self.time_zone if self.forgotten_at is None else zone,
            alias=self.alias or alias,
            name=seen.name,
            username=seen.username,
            left_at=None,
            forgotten_at=None,
        )

    def may_export(self, now: datetime) -> bool:
        """Whether they may have a copy of their data."""
        last = self.exported_at
        return last is None or now - last >= EXPORT_EVERY

    def may_try_code(self, now: datetime) -> bool:
        """Whether they may try a promo code."""
        return self._wrong_codes_at(now) < WRONG_CODES_MAX

    def tried_wrong_code(self, *, at: datetime) -> Self:
        """Return the person with one more wrong code, or the first of a new period."""
        before = self._wrong_codes_at(at)
        since = self.wrong_codes_since if before else at
        return attrs.evolve(self, wrong_codes=before + 1, wrong_codes_since=since)

    def _wrong_codes_at(self, now: datetime) -> int:
        since = self.wrong_codes_since
        return (
            0
            if since is None or now - since >= WRONG_CODES_WITHIN
            else self.wrong_codes
        )

"""The settings, from the environment and `.env`, with their meanings and defaults."""

import re

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from avatar_core import Families, Models, Pace, Package, Policy, PriceBook
from avatar_core.admins import Admins
from avatar_core.families import FamilyName
from avatar_core.ids import PersonId
from avatar_core.money import STARS
from avatar_core.people import CONSENT_VERSION
from avatar_core.time_zones import TimeZone

from .addresses import listening, require_plain, require_public
from .environment import read
from .narrow_settings import PlaceSettings, WordSettings
from .setting_types import (
    Address,
    Credits,
    UpToAHundred,
    UpToOneDay,
    UpToTenMinutes,
    Zone,
    checked_by,
    folder,
    packages_of,
    parts_of,
)


T = TypeVar("T")

#: The library's own prices, models, times and limits are the defaults.
_PRICES: Final = PriceBook()
_MODELS: Final = Models()
_POLICY: Final = Policy()


class Role(StrEnum):
    """What a process does; by default each does everything."""

    #: Handles updates; polls for them if there is no PUBLIC_URL.
    BOT = "bot"
    #: Takes webhooks and serves files, and leaves the rest to others.
    WEB = "web"
    #: Does jobs, refunds, notices, deletions and broadcasts.
    WORKER = "worker"


class Settings(PlaceSettings, WordSettings):
    """Every setting, with its meaning and default."""

    bot_token: SecretStr
    """The bot's token, `123:ABC`, from @BotFather."""
    fal_key: SecretStr
    """The fal.ai API key, `id:secret`, from fal.ai/dashboard/keys."""
    fal_user_id: str | None = None
    """Your fal.ai user id. When it is set, webhooks signed for any other user are
    refused.
    """
    fal_url: Address | None = None
    """A server that stands in for all of fal.ai's, such as the emulator."""
    telegram_api_url: Address | None = None
    """Another Telegram Bot API server than api.telegram.org."""
    telegram_api_dir: Path | None = None
    """The folder in which the server at TELEGRAM_API_URL keeps its files, if it runs in
    local mode (`--local`): photos are read from there.
    """
    telegram_api_server_dir: Path | None = None
    """What that server itself calls this folder, if it runs elsewhere, such as in a
    container.
    """
    public_url: Address | None = None
    """The https address under which LISTEN can be reached from outside, at port 443,
    80, 88 or 8443. When it is set, Telegram and fal.ai call webhooks there;
    otherwise both are polled.
    """
    listen: Annotated[str, checked_by(listening)] = "127.0.0.1:8080"
    """Where the web server (webhooks, files, /health) listens, `host:port`; `[::]:8080`
    and `0.0.0.0:8080` are every address.
    """
    metrics_listen: Annotated[
        str | None, checked_by(lambda at: at and listening(at))
    ] = None
    """Where Prometheus finds `/metrics`, `host:port`, such as `127.0.0.1:9090`; nowhere
    unless it is set. See [running](running.md#metrics).
    """
    metrics_token: SecretStr | None = None
    """What Prometheus has to send as its bearer token; needed where METRICS_LISTEN can
    be reached from other machines.
    """
    packs_dir: Path | None = None
    """A directory with packs of your own beside the shipped ones (docs/packs.md); what
    changes there is seen without a restart.
    """
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(parts_of)] = (
        frozenset()
    )
    """Telegram ids of the admins, separated by commas; they are told when something
    needs a human, and have /admin.
    """
    tell_sales: bool = True
    """`true` or `false`: whether the admins are told of each sale."""
    digest_hour: Annotated[int, Field(ge=0, le=24)] = 8
    """The hour of the day, 1 to 24 in TIME_ZONE, at which the admins are told what the
    day before brought. With 0 there is no digest.
    """
    support_contact: Annotated[str | None, Field(max_length=100)] = None
    """Where people can write to you, `@name` or an address; shown under /support and
    /terms.
    """
    c2pa_certificate: Path | None = None
    """A PEM file with your certificate for Content Credentials (C2PA) and those of its
    issuers, to sign pictures with; see [marks](marks.md).
    """
    c2pa_key: Path | None = None
    """The PEM file with the private key of C2PA_CERTIFICATE."""
    ai_badge: bool = False
    """`true` or `false`: whether pictures get a small visible badge, "AI", in a corner.
    Their pixels are then encoded anew; see [marks](marks.md).
    """

    price_training: Credits = _PRICES.training
    """Credits for a training."""
    price_picture: Credits = _PRICES.picture
    """Credits for one picture."""
    families: Annotated[
        tuple[FamilyName, ...],
        NoDecode,
        BeforeValidator(parts_of),
        checked_by(lambda names: Families(offered=names)),
    ] = Families().offered
    """What new avatars can be trained in, in the order offered, separated by commas;
    see [the families](families.md).
    """
    enrichment: bool = True
    """`true` or `false`: whether people's words are translated and enriched before they
    are drawn; each person can switch it off.
    """
    describer_model: str = _MODELS.describer
    """What puts photos into words; see [the families](families.md)."""
    enricher_model: str = _MODELS.enricher or ""
    """What translates and enriches words."""
    language_models: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(parts_of), Field(min_length=1)
    ] = _MODELS.language_models
    """Which language models put photos into words and enrich words, as openrouter.ai
    names them, separated by commas: each is tried when the one before it is gone.
    `~` begins a name that follows its family.
    """
    upscaler_model: str = _MODELS.upscaler
    """What enlarges pictures."""
    coach: bool = True
    """`true` or `false`: whether the photos for portraits are looked at for faces, and
    people are told which ones harm the likeness. It needs the extra `faces` and 0.3 s of
    one core for each photo.
    """
    preview_pictures: Annotated[int, Field(ge=0, le=4)] = 2
    """Pictures that are drawn when a training has ended, at your expense: the one that
    resembles the photos most comes with "It is ready". With 0 there are none.
    """
    spare_pictures: Annotated[int, Field(ge=0, le=3)] = 0
    """Pictures that are drawn beside those of an order, at your expense, four in all at
    most, for people who let their faces be compared: those that resemble their photos
    most are delivered. The margins include them; the costs of the statistics do not.
    """
    free_retraining: bool = True
    """`true` or `false`: whether an avatar whose first pictures do not show its person
    may be trained once more, at your expense.
    """
    time_zone: Zone = TimeZone.UTC
    """The time zone of people who have not chosen one, such as `Asia/Almaty`."""
    welcome_credits: Credits = _PRICES.welcome
    """Credits every new person gets."""
    welcome_credits_per_day: Credits = _PRICES.daily_welcome
    """The most that all new people together get as WELCOME_CREDITS on one day (UTC);
    who comes later that day begins without. With 0 there is no bound.
    """
    price_description: Credits = _PRICES.description
    """Credits for turning a photo into the words of a picture."""
    price_upscale: Credits = _PRICES.upscale
    """Credits for enlarging a picture."""
    referral_credits: Credits = _PRICES.referral
    """Credits for whoever brought a friend, given with the friend's first order after a
    top-up.
    """
    invited_credits: Credits = _PRICES.invited
    """Credits for every new person who comes by an invitation, beside the welcome."""
    top_up_packages: Annotated[str, checked_by(packages_of)] = "100:100,250:225,600:500"
    """What people can buy for Telegram Stars, `credits:stars` each, separated by
    commas.
    """
    star_worth_usd: Annotated[Decimal, Field(ge=0, le=1000)] = Decimal("0.013")
    """The value of a paid Star in US dollars, for what everything earns. Telegram's
    Terms of Service for Bot Developers (6.2.4) say 0.013. With 0 no value and no margin
    is known, and nothing is checked against its cost.
    """
    sell_below_cost: bool = False
    """`true` or `false`: whether the product starts although something on offer brings
    less than fal.ai bills.
    """

    enrichment_deadline_seconds: UpToTenMinutes = 30
    """Seconds after which words are drawn as they are written."""
    max_open_jobs: UpToAHundred = _POLICY.max_open_jobs
    """Unfinished orders one person may have."""
    photo_retention_days: Annotated[int, Field(ge=1, le=3650)] = (
        _POLICY.photo_retention.days
    )
    """Days after which the photos of an avatar are deleted if nothing happens to it: no
    photo comes or goes, no training begins or ends.
    """
    audit_days: Annotated[int, Field(ge=90, le=3650)] = 365
    """Days for which the changes of avatars, orders and payments are recorded. A
    complaint about something older shows what it cost, but not its history.
    """
    consent_version: Annotated[int, Field(ge=CONSENT_VERSION, le=1_000_000)] = (
        CONSENT_VERSION
    )
    """The version of what people agree to before their first photo. Raise it when your
    terms change: everybody is asked again.
    """
    training_poll_seconds: UpToTenMinutes = 20
    """Seconds between looks at a running training."""
    picture_poll_seconds: UpToTenMinutes = 5
    """Seconds between looks at pictures being made."""
    training_deadline_minutes: UpToOneDay = 180
    """Minutes after which a training is given up and paid back."""
    training_start_minutes: UpToOneDay = 45
    """Minutes within which fal.ai has to begin a training; what still waits in its
    queue then is dropped, unbilled, and sent again.
    """
    picture_deadline_minutes: UpToOneDay = 30
    """Minutes after which pictures are given up and paid back."""
    lease_seconds: Annotated[float, Field(ge=1, le=3600)] = (
        _POLICY.lease.total_seconds()
    )
    """Seconds for which jobs, received updates and polling are left to a process that
    went silent. While work goes on this is renewed, so it may take longer.
    """
    sweep_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    """Seconds between sweeps for what only the passing of time brings about, such as
    old photos. Work that is due is looked for every 2 s.
    """
    broadcast_per_second: Annotated[float, Field(gt=0, le=30)] = 25
    """Messages of a broadcast sent in a second, at most; Telegram bears about 30 of all
    kinds.
    """
    fal_concurrency: Annotated[int, Field(ge=1, le=1000)] = _POLICY.concurrency
    """Requests that fal.ai works on at the same time for your account: 2 for a new one,
    more when credits were bought. Further ones wait here, and people take turns.
    """
    workers: UpToAHundred = 8
    """Jobs worked on at the same time."""

    @field_validator("bot_token", "fal_key")
    @classmethod
    def _two_parts(cls, value: SecretStr) -> SecretStr:
        # The value is not repeated: it may be most of a secret.
        if not re.fullmatch(r"[!-9;-~]+:[!-9;-~]+", value.get_secret_value()):
            raise ValueError("it must be two parts with a colon between them")
        return value

    @field_validator("bot_token")
    @classmethod
    def _begins_with_the_id(cls, value: SecretStr) -> SecretStr:
        if not re.match(r"[0-9]{1,20}:", value.get_secret_value()):
            raise ValueError("its first part must be the bot's id, a number")
        return value

    @field_validator("packs_dir")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        return None if value is None else folder(value)

    @field_validator("telegram_api_dir")
    @classmethod
    def _local_server(cls, value: Path | None, others: ValidationInfo) -> Path | None:
        if value is None:
            return None
        if others.data.get("telegram_api_url") is None:
            raise ValueError("it belongs to the server of TELEGRAM_API_URL")
        return folder(value)

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None:
            require_plain(value)
            # A self-hosted Bot API server may call any address.
            if info.data.get("telegram_api_url") is None:
                require_public(value)
        return value

    @property
    def admins(self) -> Admins:
        """The admins of the product."""
        return Admins(map(PersonId, self.admin_ids))

    @property
    def packages(self) -> tuple[Package, ...]:
        """The packages of credits that people can buy."""
        return packages_of(self.top_up_packages)

    @property
    def rates(self) -> Mapping[str, Decimal]:
        """The dollars that one smallest unit of a currency is worth, where known."""
        return {STARS: self.star_worth_usd} if self.star_worth_usd else {}

    @property
    def prices(self) -> PriceBook:
        """The price book."""
        return PriceBook(
            training=self.price_training,
            picture=self.price_picture,
            description=self.price_description,
            upscale=self.price_upscale,
            welcome=self.welcome_credits,
            referral=self.referral_credits,
            invited=self.invited_credits,
            daily_welcome=self.welcome_credits_per_day,
        )

    @property
    def models(self) -> Models:
        """The models that serve every family."""
        return Models(
            describer=self.describer_model,
            enricher=self.enricher_model if self.enrichment else None,
            upscaler=self.upscaler_model,
            language_models=self.language_models,
        )

    @property
    def policy(self) -> Policy:
        """The times and limits of the background work."""
        pictures = Pace(
            poll=timedelta(seconds=self.picture_poll_seconds),
            deadline=timedelta(minutes=self.picture_deadline_minutes),
        )
        return Policy(
            training=Pace(
                poll=timedelta(seconds=self.training_poll_seconds),
                deadline=timedelta(minutes=self.training_deadline_minutes),
                place=_POLICY.training.place,
                start_within=timedelta(minutes=self.training_start_minutes),
            ),
            generation=pictures,
            enrichment=Pace(
                poll=timedelta(seconds=min(2.0, self.picture_poll_seconds)),
                deadline=timedelta(seconds=self.enrichment_deadline_seconds),
            ),
            upscale=pictures,
            concurrency=self.fal_concurrency,
            lease=timedelta(seconds=self.lease_seconds),
            max_open_jobs=self.max_open_jobs,
            preview_pictures=self.preview_pictures,
            spare_pictures=self.spare_pictures,
            free_retraining=self.free_retraining,
            photo_retention=timedelta(days=self.photo_retention_days),
        )


def load(**given: Any) -> Settings:
    """Read all settings except those in *given*, as `read` does."""
    return read(Settings, **given)

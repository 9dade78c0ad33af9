"""The settings, from the environment and `.env`; a wrong one stops the start."""

import re

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import (
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from adapters.sql.address import parse
from avatar_core import Families, Models, Money, Pace, Package, Policy, PriceBook
from avatar_core.families import FamilyName
from avatar_core.ids import PersonId
from avatar_core.money import STARS
from avatar_core.owners import Owners
from avatar_core.payments import CREDITS_MAX
from avatar_core.prices import TERM_MAX

from .addresses import listening, require_plain, require_public


#: The library's own prices, limits and models are the defaults.
_PRICES: Final = PriceBook()
_POLICY: Final = Policy()
_MODELS: Final = Models()
#: Telegram takes no bigger bill.
_STARS_MAX: Final = 10_000

#: A price, or what is given.
Credits: TypeAlias = Annotated[int, Field(ge=0, le=TERM_MAX)]


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, and what to do."""


class DatabaseSettings(BaseSettings):
    """The one setting that migrations need."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    database_url: str = Field(
        default="sqlite:///data/avatar.db",
        description="`sqlite:///path` or `postgresql://user:password@host/name`, as "
        "your host hands it out; see [databases](running.md#databases).",
    )

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        parse(value)
        return value


class Settings(DatabaseSettings):
    """Every setting, with its meaning and default."""

    bot_token: SecretStr = Field(
        description="The bot's token, `123:ABC`, from @BotFather.",
    )
    fal_key: SecretStr = Field(
        description="The fal.ai API key, `id:secret`, from fal.ai/dashboard/keys.",
    )
    fal_user_id: str | None = Field(
        default=None,
        description="Your fal.ai user id. When it is set, webhooks signed for any "
        "other user are refused.",
    )
    telegram_api_url: HttpUrl | None = Field(
        default=None,
        description="Another Telegram Bot API server than api.telegram.org.",
    )
    telegram_api_dir: Path | None = Field(
        default=None,
        description="The folder in which the server at TELEGRAM_API_URL keeps its "
        "files, if it runs in local mode (`--local`): photos are read from there.",
    )
    telegram_api_server_dir: Path | None = Field(
        default=None,
        description="What that server itself calls this folder, if it runs "
        "elsewhere, such as in a container.",
    )
    public_url: HttpUrl | None = Field(
        default=None,
        description="The https address under which LISTEN can be reached from "
        "outside, at port 443, 80, 88 or 8443. When it is set, Telegram and fal.ai "
        "call webhooks there; otherwise both are polled.",
    )
    listen: str = Field(
        default="127.0.0.1:8080",
        description="Where the web server (webhooks, files, /health) listens, "
        "`host:port`; `[::]:8080` and `0.0.0.0:8080` are every address.",
    )
    storage_url: str = Field(
        default="data/blobs",
        description="Where photos, weights and pictures are kept: a directory, or "
        "`s3://bucket/prefix` (with the usual AWS_* variables).",
    )
    packs_dir: Path | None = Field(
        default=None,
        description="A directory with packs of your own beside the shipped ones "
        "(docs/packs.md); what changes there is seen without a restart.",
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="Telegram ids of the owners, separated by commas; they are "
        "told when something needs a human, and have /admin.",
    )
    support_contact: str | None = Field(
        default=None,
        max_length=100,
        description="Where people can write to you, `@name` or an address; shown "
        "under /support and /terms.",
    )
    fal_queue_url: HttpUrl = Field(
        default=HttpUrl("https://queue.fal.run"),
        description="fal.ai's queue.",
    )
    fal_jwks_url: HttpUrl = Field(
        default=HttpUrl("https://rest.fal.ai/.well-known/jwks.json"),
        description="The keys that fal.ai signs webhooks with.",
    )
    fal_rest_url: HttpUrl = Field(
        default=HttpUrl("https://rest.fal.ai"),
        description="fal.ai's REST address, for upload tokens.",
    )
    fal_cdn_url: HttpUrl = Field(
        default=HttpUrl("https://v3.fal.media"),
        description="fal.ai's file host, for uploads when there is no PUBLIC_URL.",
    )
    fal_api_url: HttpUrl = Field(
        default=HttpUrl("https://api.fal.ai"),
        description="fal.ai's platform API, for looking requests up in its books.",
    )
    price_training: Credits = Field(
        default=_PRICES.training, description="Credits for a training."
    )
    price_picture: Credits = Field(
        default=_PRICES.picture, description="Credits for one picture."
    )
    families: Annotated[tuple[FamilyName, ...], NoDecode] = Field(
        default=Families().offered,
        description="What new avatars can be trained in, in the order offered, "
        "separated by commas; see [the families](families.md).",
    )
    enrichment: bool = Field(
        default=True,
        description="`true` or `false`: whether people's words are translated and "
        "enriched before they are drawn; each person can switch it off.",
    )
    enrichment_deadline_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="Seconds after which words are drawn as they are written.",
    )
    describer_model: str = Field(
        default=_MODELS.describer,
        description="What puts photos into words; see [the families](families.md).",
    )
    enricher_model: str = Field(
        default=_MODELS.enricher or "",
        description="What translates and enriches words.",
    )
    language_models: Annotated[tuple[str, ...], NoDecode] = Field(
        default=_MODELS.language_models,
        min_length=1,
        description="Which language models put photos into words and enrich words, "
        "as openrouter.ai names them, separated by commas: each is tried when the one "
        "before it is gone. `~` begins a name that follows its family.",
    )
    upscaler_model: str = Field(
        default=_MODELS.upscaler, description="What enlarges pictures."
    )
    welcome_credits: Credits = Field(
        default=_PRICES.welcome, description="Credits every new person gets."
    )
    price_description: Credits = Field(
        default=_PRICES.description,
        description="Credits for turning a photo into the words of a picture.",
    )
    price_upscale: Credits = Field(
        default=_PRICES.upscale, description="Credits for enlarging a picture."
    )
    referral_credits: Credits = Field(
        default=_PRICES.referral,
        description="Credits for whoever brought a friend, given when the friend's "
        "first job is paid.",
    )
    top_up_packages: str = Field(
        default="100:100,250:225,600:500",
        description="What people can buy for Telegram Stars, `credits:stars` each, "
        "separated by commas.",
    )
    star_worth_usd: Decimal = Field(
        default=Decimal("0.013"),
        ge=0,
        le=1000,
        description="What a Star that was paid is worth to you in US dollars, for the "
        "owners' numbers. Telegram's Terms of Service for Bot Developers (6.2.4) say "
        "0.013. With 0 they name no worth and no margin.",
    )
    max_open_jobs: int = Field(
        default=_POLICY.max_open_jobs,
        ge=1,
        le=100,
        description="Unfinished orders one person may have.",
    )
    photo_retention_days: int = Field(
        default=_POLICY.photo_retention.days,
        ge=1,
        le=3650,
        description="Days after which the photos of an avatar are deleted if nothing "
        "happens to it: no photo comes or goes, no training begins or ends.",
    )
    training_poll_seconds: float = Field(
        default=20,
        gt=0,
        le=600,
        description="Seconds between looks at a running training.",
    )
    picture_poll_seconds: float = Field(
        default=5,
        gt=0,
        le=600,
        description="Seconds between looks at pictures being made.",
    )
    training_deadline_minutes: float = Field(
        default=180,
        gt=0,
        le=1440,
        description="Minutes after which a training is given up and paid back.",
    )
    training_start_minutes: float = Field(
        default=45,
        gt=0,
        le=1440,
        description="Minutes within which fal.ai has to begin a training; what still "
        "waits in its queue then is dropped, unbilled, and sent again.",
    )
    picture_deadline_minutes: float = Field(
        default=30,
        gt=0,
        le=1440,
        description="Minutes after which pictures are given up and paid back.",
    )
    lease_seconds: float = Field(
        default=_POLICY.lease.total_seconds(),
        ge=1,
        le=3600,
        description="Seconds for which work is left to a process that went silent. "
        "While work goes on this is renewed, so it may take longer.",
    )
    sweep_seconds: float = Field(
        default=60,
        gt=0,
        le=3600,
        description="Seconds between sweeps for what only the passing of time brings "
        "about, such as old photos. Work that is due is looked for every 2 s.",
    )
    broadcast_per_second: float = Field(
        default=25,
        gt=0,
        le=30,
        description="Messages of a broadcast sent in a second, at most; Telegram "
        "bears about 30 of all kinds.",
    )
    fal_concurrency: int = Field(
        default=_POLICY.concurrency,
        ge=1,
        le=1000,
        description="Requests that fal.ai works on at the same time for your account: "
        "2 for a new one, more when credits were bought. So many are sent, the others "
        "wait here, and people take turns.",
    )
    workers: int = Field(
        default=8, ge=1, le=100, description="Jobs worked on at the same time."
    )

    @field_validator("admin_ids", "families", "language_models", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("families")
    @classmethod
    def _known(cls, value: tuple[FamilyName, ...]) -> tuple[FamilyName, ...]:
        Families(offered=value)
        return value

    @field_validator("bot_token", "fal_key")
    @classmethod
    def _two_parts(cls, value: SecretStr) -> SecretStr:
        # The value is not repeated: what is wrong may be most of a secret.
        if not re.fullmatch(r"[^:\s]+:[^:\s]+", value.get_secret_value()):
            raise ValueError("it must be two parts with a colon between them")
        return value

    @field_validator("telegram_api_dir")
    @classmethod
    def _local_server(cls, value: Path | None, others: ValidationInfo) -> Path | None:
        if value is None:
            return None
        if others.data.get("telegram_api_url") is None:
            raise ValueError("it belongs to the server of TELEGRAM_API_URL")
        if not value.is_dir():
            raise ValueError("there is no such folder")
        return value

    @field_validator("listen")
    @classmethod
    def _listening(cls, value: str) -> str:
        listening(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        if value is not None:
            require_plain(str(value))
            # A Bot API server of one's own may call any address.
            if info.data.get("telegram_api_url") is None:
                require_public(str(value))
        return value

    @field_validator("top_up_packages")
    @classmethod
    def _packages(cls, value: str) -> str:
        if not _packages_of(value):
            raise ValueError("it must name at least one package")
        return value

    @property
    def packages(self) -> tuple[Package, ...]:
        """What people can buy."""
        return _packages_of(self.top_up_packages)

    @property
    def rates(self) -> Mapping[str, Decimal]:
        """The dollars that one smallest unit of a currency is worth, where known."""
        return {STARS: self.star_worth_usd} if self.star_worth_usd else {}

    @property
    def owners(self) -> Owners:
        """Who the product belongs to."""
        return Owners(map(PersonId, self.admin_ids))

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
        """Times and limits of the work behind the scenes."""
        return Policy(
            training=Pace(
                poll=timedelta(seconds=self.training_poll_seconds),
                deadline=timedelta(minutes=self.training_deadline_minutes),
                place=_POLICY.training.place,
                start_within=timedelta(minutes=self.training_start_minutes),
            ),
            generation=Pace(
                poll=timedelta(seconds=self.picture_poll_seconds),
                deadline=timedelta(minutes=self.picture_deadline_minutes),
            ),
            enrichment=Pace(
                poll=timedelta(seconds=min(2.0, self.picture_poll_seconds)),
                deadline=timedelta(seconds=self.enrichment_deadline_seconds),
            ),
            upscale=Pace(
                poll=timedelta(seconds=self.picture_poll_seconds),
                deadline=timedelta(minutes=self.picture_deadline_minutes),
            ),
            concurrency=self.fal_concurrency,
            lease=timedelta(seconds=self.lease_seconds),
            max_open_jobs=self.max_open_jobs,
            photo_retention=timedelta(days=self.photo_retention_days),
        )

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen at."""
        return listening(self.listen)

    @property
    def public(self) -> str | None:
        """The public address without a slash at its end."""
        return str(self.public_url).rstrip("/") if self.public_url else None


def _packages_of(value: str) -> tuple[Package, ...]:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    packages = []
    for part in parts:
        if not re.fullmatch(r"\d{1,9}:\d{1,9}", part, re.ASCII):
            raise ValueError("it must look like 100:100,250:225")
        credits_, stars = map(int, part.split(":"))
        if not (0 < credits_ <= CREDITS_MAX and 0 < stars <= _STARS_MAX):
            raise ValueError(
                f"credits must be 1 to {CREDITS_MAX} and Stars 1 to {_STARS_MAX}"
            )
        packages.append(Package(credits_, Money(stars, STARS)))
    return tuple(packages)


_ADVICE: Final = (
    "Set what is missing in the environment or in a file named .env; "
    "docs/settings.md lists every setting. To try the product without any, run: "
    "avatar-bot sandbox"
)


def load(**given: Any) -> Settings:
    """Read all settings but those that are given.

    Raises:
        SettingsError: One is missing or wrong.
    """
    return _loaded(Settings, **given)


def load_database_url() -> str:
    """Read the setting that migrations need.

    Raises:
        SettingsError: It is wrong.
    """
    return _loaded(DatabaseSettings).database_url


SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def _loaded(kind: type[SettingsT], **given: Any) -> SettingsT:
    try:
        return kind(**given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems = [
            _problem(kind, str(problem["loc"][0]), problem["type"], problem["msg"])
            for problem in found
        ]
        if any(problem["type"] == "missing" for problem in found):
            problems.append(_ADVICE)
        raise SettingsError("\n".join(problems)) from None


def _problem(kind: type[BaseSettings], name: str, fault: str, message: str) -> str:
    wrong = "it is missing" if fault == "missing" else message
    wrong = wrong.removeprefix("Value error, ").rstrip(".")
    return f"{name.upper()}: {wrong}. {kind.model_fields[name].description}"


def table() -> str:
    """Return all settings as a Markdown table, for the docs."""
    lines = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "**required**" if field.is_required() else _shown(field.default)
        lines.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: object) -> str:
    if default in (None, frozenset()):
        return "—"
    if isinstance(default, bool):
        return f"`{default}`".lower()
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default}`"

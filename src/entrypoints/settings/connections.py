"""Settings of the database, the accounts, the addresses and the admins."""

import re

from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from adapters.sql.address import parse
from avatar_core.admins import Admins
from avatar_core.ids import PersonId

from ..addresses import listening, require_plain, require_public
from .offer import checked_by, parts_of


#: The address of a server, without a slash at its end.
Address: TypeAlias = Annotated[
    str, BeforeValidator(lambda url: str(HttpUrl(str(url))).rstrip("/"))
]


class DatabaseSettings(BaseSettings):
    """The setting that migrations need."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        use_attribute_docstrings=True,
    )

    database_url: Annotated[str, checked_by(parse)] = "sqlite:///data/avatar.db"
    """`sqlite:///path` or `postgresql://user:password@host/name`, as your host hands it
    out; see [databases](running.md#databases).
    """


class Connections(DatabaseSettings):
    """Settings of everything outside the product."""

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
    storage_url: str = "data/blobs"
    """Where photos, weights and pictures are kept: a directory, or `s3://bucket/prefix`
    (with the usual AWS_* variables).
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
    support_contact: Annotated[str | None, Field(max_length=100)] = None
    """Where people can write to you, `@name` or an address; shown under /support and
    /terms.
    """

    @field_validator("bot_token", "fal_key")
    @classmethod
    def _two_parts(cls, value: SecretStr) -> SecretStr:
        # The value is not repeated: it may be most of a secret.
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

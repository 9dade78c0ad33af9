"""The settings, from the environment and `.env`."""

from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from .connections import Connections, DatabaseSettings
from .offer import Offer
from .pace import Pacing


class StartError(Exception):
    """The product cannot start; the text says what to do."""


class Settings(Pacing, Offer, Connections):
    """Every setting, with its meaning and default."""


_ADVICE: Final = (
    "Set what is missing in the environment or in a file named .env; "
    "docs/settings.md lists every setting. To try the product without any, run: "
    "avatar-bot sandbox"
)


def load(**given: Any) -> Settings:
    """Read all settings except those in *given*.

    Raises:
        StartError: One is missing or wrong.
    """
    return _loaded(Settings, **given)


def load_database_url() -> str:
    """Read the setting that migrations need.

    Raises:
        StartError: It is wrong.
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
        raise StartError("\n".join(problems)) from None


def _problem(kind: type[BaseSettings], name: str, fault: str, message: str) -> str:
    wrong = "it is missing" if fault == "missing" else message
    wrong = wrong.removeprefix("Value error, ").rstrip(".")
    return f"{name.upper()}: {wrong}. {meaning(kind.model_fields[name])}"


def meaning(field: FieldInfo) -> str:
    """Return a setting's docstring in one line."""
    return " ".join((field.description or "").split())

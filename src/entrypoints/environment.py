"""Read settings from the environment, and say what is wrong with them."""

import re

from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict


SettingsT = TypeVar("SettingsT", bound=BaseSettings)

_ADVICE: Final = (
    "Set what is missing in the environment or in a file named .env; "
    "docs/settings.md lists every setting. To try the product without any, run: "
    "avatar-bot sandbox"
)


#: What is wrong, by pydantic's name of it.
_FAULTS: Final = {
    "missing": "it is missing",
    **dict.fromkeys(("int_parsing", "int_parsing_size"), "it must be a whole number"),
    **dict.fromkeys(
        ("float_parsing", "decimal_parsing", "finite_number"), "it must be a number"
    ),
    "bool_parsing": "it must be true or false",
    "greater_than": "it must be more than {gt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
    "string_too_long": "it must have at most {max_length} characters",
    "too_short": "it must name at least one",
}


class StartError(Exception):
    """The product cannot start; the text says what to do."""


class FromEnvironment(BaseSettings):
    """Settings that are read from the environment and `.env`, and never change."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        use_attribute_docstrings=True,
    )


def read(kind: type[SettingsT], **given: Any) -> SettingsT:
    """Read the settings of a kind, except those in *given*.

    Raises:
        StartError: One is missing or wrong.
    """
    try:
        return kind(**given)
    except UnicodeDecodeError:
        raise StartError(
            "The file .env is not in UTF-8; save it again in that encoding."
        ) from None
    except OSError as error:
        raise StartError(
            f"The file .env cannot be read ({error.strerror}); let this user read it."
        ) from None
    except ValidationError as error:
        raise StartError(_explained(kind, error)) from None


def _explained(kind: type[BaseSettings], error: ValidationError) -> str:
    """Return a line for each wrong setting: its name, the fault, and its meaning."""
    found = error.errors(include_url=False, include_input=False)
    problems = {str(one["loc"][0]): _wrong(one) for one in found}
    sentences = [
        f"{name.upper()}: {wrong}. {_in_a_terminal(kind.model_fields[name])}"
        for name, wrong in problems.items()
    ]
    if any(problem["type"] == "missing" for problem in found):
        sentences.append(_ADVICE)
    return "\n".join(sentences)


def _wrong(problem: ErrorDetails) -> str:
    """Say what is wrong, in our own words."""
    fault, bounds = problem["type"], problem.get("ctx", {})
    if fault == "value_error":
        return str(bounds["error"]).rstrip(".")
    return _FAULTS.get(fault, "it cannot be read").format(**bounds)


def _in_a_terminal(field: FieldInfo) -> str:
    """Return a setting's docstring with its links as paths."""
    return re.sub(r"\[([^]]+)\]\(([^)]+)\)", r"\1 (docs/\2)", meaning(field))


def meaning(field: FieldInfo) -> str:
    """Return a setting's docstring in one line."""
    return " ".join((field.description or "").split())

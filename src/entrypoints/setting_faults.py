"""What is wrong with a setting, in our own words."""

import re

from typing import Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings


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


def explained(kind: type[BaseSettings], error: ValidationError) -> str:
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

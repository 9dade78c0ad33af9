"""Every error: its message, its fields, and that it can be copied."""

import copy
import inspect
import pickle

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import attrs
import pytest

from avatar_core import errors
from avatar_core.avatars import AvatarStatus


#: A value of each type that a field of an error may have.
_VALUES = {
    str: "down",
    int: 3,
    timedelta: timedelta(seconds=3),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    StrEnum: AvatarStatus.DRAFT,
}


def _example(error: type[errors.AvatarCoreError]) -> errors.AvatarCoreError:
    """Return an error of this class, with a value in each of its fields."""
    fields = attrs.fields(error) if attrs.has(error) else ()
    return error(
        *(
            _VALUES[kind] if kind in _VALUES else next(iter(kind))
            for kind in (field.type for field in fields)
        )
    )


EXAMPLES = [
    _example(error)
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, errors.AvatarCoreError)
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_message_of_an_error(error: errors.AvatarCoreError) -> None:
    """The message is the first line of the docstring, followed by the fields."""
    sentence = (type(error).__doc__ or "").splitlines()[0]
    names = inspect.get_annotations(type(error))

    spoken = str(error)

    assert spoken.startswith(sentence)
    assert all(f"{name}={getattr(error, name)!s}" in spoken for name in names)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling_and_notes(error: errors.AvatarCoreError) -> None:
    """Errors can be sent to another process, and notes can be added."""
    error = copy.copy(error)
    error.add_note("seen")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert type(error) is type(again)
    assert str(error) == str(again)
    assert ["seen"] == error.__notes__


def test_an_error_in_full() -> None:
    """The fields follow in brackets."""
    assert (
        "The available balance does not cover the price (both in credits)."
        " [price=150, available=20]"
    ) == str(errors.InsufficientCreditsError(150, 20))

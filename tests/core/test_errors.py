"""Every error: its message, its fields and its place in the tree."""

import copy
import inspect
import pickle

from datetime import timedelta

import pytest

from avatar_core import errors
from avatar_core.avatars import AvatarEvent, AvatarStatus


EXAMPLES: list[errors.AvatarCoreError] = [
    errors.AvatarCoreError(),
    errors.IllegalTransitionError(AvatarStatus.DRAFT, AvatarEvent.START),
    errors.GuardRejectedError(AvatarStatus.DRAFT, AvatarEvent.START),
    errors.PhotoCountError(AvatarStatus.DRAFT, AvatarEvent.START, 3, 10, 20),
    errors.RefusedError(),
    errors.NotFoundError(errors.Thing.AVATAR),
    errors.InvalidTextError(errors.TextFault.TOO_LONG, 31, 2, 30),
    errors.InvalidNumberError(0, 100),
    errors.PhotoRejectedError(errors.PhotoFault.TOO_SMALL),
    errors.AvatarNotReadyError(AvatarStatus.TRAINING),
    errors.ActionNotAllowedError(AvatarStatus.TRAINING, AvatarEvent.DELETE),
    errors.LimitReachedError(3),
    errors.TooManyAvatarsError(20),
    errors.TooManyOpenJobsError(5),
    errors.WorkUnfinishedError(2),
    errors.InsufficientCreditsError(150, 20),
    errors.TooManyDisputesError(3),
    errors.PaymentRefusedError(errors.PaymentFault.WRONG_AMOUNT),
    errors.PromoRefusedError(errors.PromoFault.FULL),
    errors.CreditsSpentError(100, 20),
    errors.MessageRefusedError("PHOTO_INVALID"),
    errors.PersonLeftError(),
    errors.BillingUnavailableError("away"),
    errors.RefundFailedError("flood"),
    errors.SalesStoppedError(),
    errors.ExternalError("down"),
    errors.ProviderError("down"),
    errors.ProviderUnavailableError("down"),
    errors.ProviderRefusedError("full", errors.Refusal.NOT_NOW),
    errors.AmbiguousSubmitError("timeout"),
    errors.BadArtefactError("empty"),
    errors.BlobNotFoundError("a/b"),
    errors.NotifierUnavailableError(timedelta(seconds=3)),
    errors.StoreUnavailableError("gone"),
    errors.LeaseLostError(),
    errors.StaleError(errors.Thing.JOB),
    errors.AlreadyExistsError(errors.Thing.JOB),
]


def test_the_examples_are_all_errors_there_are() -> None:
    """No error is left out below."""
    known = {
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, Exception)
    }

    assert known == {type(error) for error in EXAMPLES}


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """The tree in the module's docstring is the tree of classes."""
    parents: list[str] = []
    drawn: set[tuple[str, str]] = set()
    for line in (errors.__doc__ or "").splitlines():
        bare = line.strip("│├└─ ")
        name = bare.split(" ")[0]
        if not name.endswith("Error"):
            continue
        depth = (line.index(name) - 4) // 4
        parents[depth:] = [name]
        if depth:
            drawn.add((parents[depth - 1], name))

    assert drawn == {
        (type(error).__bases__[0].__name__, type(error).__name__)
        for error in EXAMPLES
        if type(error) is not errors.AvatarCoreError
    }


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_message_of_an_error(error: errors.AvatarCoreError) -> None:
    """The message is the first line of the docstring, followed by the fields."""
    sentence = (type(error).__doc__ or "").splitlines()[0]
    names = [field.name for field in getattr(type(error), "__attrs_attrs__", ())]

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

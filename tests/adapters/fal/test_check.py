"""The state of a request, from fal's answers."""

import pytest

from tests.adapters.fal.loopback import (
    REQUEST_ID,
    UNREADABLE,
    Answer,
    Loopback,
    drops,
    refusal,
    says,
    writes,
)

from adapters.fal import FalProvider
from avatar_core.errors import ProviderUnavailableError
from avatar_core.ports import (
    CalledOff,
    Lost,
    Queued,
    Refused,
    Running,
    Standing,
    TrainedWeights,
    Unbegun,
    Unfetched,
)
from avatar_core.testing.orders import GENERATION, TRAINING


TRAINER = f"/queue/fal-ai/flux-lora-portrait-trainer/requests/{REQUEST_ID}"
GENERATOR = f"/queue/fal-ai/flux-lora/requests/{REQUEST_ID}"
DONE = says({"status": "COMPLETED", "logs": None, "metrics": {}})
WEIGHTS = "https://v3b.fal.media/files/b/w.safetensors"
WELL = says({"diffusers_lora_file": {"url": WEIGHTS}})


def failed(error_type: str | None, error: str | None = "went wrong") -> Answer:
    """Answer with the status of a failed request."""
    return says(
        {
            "status": "COMPLETED",
            "logs": None,
            "metrics": {},
            "error": error,
            "error_type": error_type,
        }
    )


@pytest.fixture
def training(server: Loopback, provider: FalProvider) -> "Training":
    """A training whose status and result a test chooses."""
    return Training(server, provider)


class Training:
    """A request at the server."""

    def __init__(self, server: Loopback, provider: FalProvider) -> None:
        self._server = server
        self._provider = provider

    async def stands(self, status: Answer, result: Answer | None = None) -> Standing:
        """Return the state of the request, given these answers."""
        self._server.on(f"{TRAINER}/status", status)
        if result is not None:
            self._server.on(TRAINER, result)
        return await self._provider.check(TRAINING, REQUEST_ID)


async def test_queued(training: Training) -> None:
    """A queued request has its queue position, whatever the HTTP status is."""
    body = {"status": "IN_QUEUE", "queue_position": 2, "logs": None}

    assert Queued(2) == await training.stands(says(body, 202))


async def test_percent(server: Loopback, training: Training) -> None:
    """The newest log line about the training's own steps gives the progress."""
    lines = [
        {"message": "Preprocessing: 100%|##########| 8/8"},
        {"message": "train:   5%|          | 50/1000 [00:10<03:10]"},
        {"message": "train:  42%|####      | 420/1000 [01:10<02:00]"},
        {"message": "Captions: 100%|##########| 12/12"},
        {"message": None},
        {},
        "nonsense",
    ]
    status = says({"status": "IN_PROGRESS", "logs": lines}, 202)

    assert Running(42) == await training.stands(status)
    assert {"logs": "true"} == server.calls[0].query


@pytest.mark.parametrize("logs", [None, [], [{"message": "Loading"}]])
async def test_no_percent(training: Training, logs: object) -> None:
    """A running training may report no progress."""
    status = says({"status": "IN_PROGRESS", "logs": logs}, 202)

    assert Running(None) == await training.stands(status)


async def test_running_generation(server: Loopback, provider: FalProvider) -> None:
    """The logs of a generation are not requested."""
    server.on(f"{GENERATOR}/status", says({"status": "IN_PROGRESS", "logs": None}))

    assert Running(None) == await provider.check(GENERATION, REQUEST_ID)
    assert {"logs": "false"} == server.calls[0].query


async def test_finished(server: Loopback, training: Training) -> None:
    """A finished training has weights; status and result are requested once."""
    assert TrainedWeights(WEIGHTS) == await training.stands(DONE, WELL)
    assert [f"{TRAINER}/status", TRAINER] == [call.path for call in server.calls]


@pytest.mark.parametrize(
    ("error_type", "at_fault"),
    [
        ("runner_disconnected", False),
        ("internal_error", False),
        ("client_disconnected", False),
        ("never_heard_of", False),
        ("bad_request", True),
    ],
)
async def test_machinery_errors(
    server: Loopback, training: Training, error_type: str, at_fault: bool
) -> None:
    """COMPLETED with an error type is an end without a result."""
    standing = await training.stands(failed(error_type))

    assert Refused(f"{error_type}: went wrong", input=at_fault) == standing
    assert 1 == len(server.calls)


@pytest.mark.parametrize("error_type", ["request_timeout", "startup_timeout", None])
async def test_unbegun(training: Training, error_type: str | None) -> None:
    """Only the result's header tells our start deadline from a run that was too long."""
    status = failed(error_type, "Request timed out")
    body = {"detail": "Request timed out", "error_type": "request_timeout"}
    dropped = says(body, 504, X_Fal_Request_Timeout_Type="user")

    assert isinstance(await training.stands(status, dropped), Unbegun)
    assert isinstance(await training.stands(status, says(body, 504)), Refused)


async def test_called_off(training: Training) -> None:
    """A request that we cancelled is called off, in its status or in its result."""
    result = says({"detail": "x", "error_type": "client_cancelled"}, 499)

    assert CalledOff() == await training.stands(failed("client_cancelled"))
    assert CalledOff() == await training.stands(failed(None), result)


async def test_a_file_of_ours_out_of_reach(training: Training) -> None:
    """A file that fal could not download is distinguished from invalid input."""
    standing = await training.stands(DONE, says(refusal("file_download_error"), 422))

    assert isinstance(standing, Unfetched)
    assert "file_download_error" in standing.detail


@pytest.mark.parametrize(
    ("types", "blocked", "at_fault"),
    [
        (("content_policy_violation",), True, False),
        (("missing", "content_policy_violation"), True, False),
        (("no_media_generated",), False, True),
        (("invalid_archive",), False, True),
        (("face_detection_error",), False, True),
        (("never_heard_of",), False, True),
        (("file_download_error", "missing"), False, True),
        ((), False, True),
    ],
)
async def test_model_refusals(
    training: Training, types: tuple[str, ...], blocked: bool, at_fault: bool
) -> None:
    """A model's 422 is in its result only, and says whose fault it is."""
    standing = await training.stands(DONE, says(refusal(*types), 422))

    assert isinstance(standing, Refused)
    assert (blocked, at_fault) == (standing.blocked, standing.input)
    assert "secret prompt" not in standing.detail


@pytest.mark.parametrize(
    "answer",
    [
        says(refusal("internal_server_error"), 500),
        says(refusal("generation_timeout"), 504),
        says(refusal("downstream_service_error"), 400),
        says({"detail": "x", "error_type": "runner_server_error"}, 500),
        says({"detail": "x"}, 503, X_Fal_Error_Type="runner_disconnected"),
    ],
)
async def test_model_failures(training: Training, answer: Answer) -> None:
    """A model's own failure with an error type of fal's is an end."""
    standing = await training.stands(DONE, answer)

    assert isinstance(standing, Refused)
    assert not standing.input


@pytest.mark.parametrize("result", [WELL, says({"status": "NOT_FOUND"}, 404)])
async def test_error_without_type(training: Training, result: Answer) -> None:
    """An error without a type takes precedence over a result."""
    standing = await training.stands(failed(None, "Invalid status code: 500"), result)

    assert Refused("Invalid status code: 500") == standing


async def test_lost(
    server: Loopback, provider: FalProvider, training: Training
) -> None:
    """A missing result is lost, and so is an invalid request id."""
    assert isinstance(await training.stands(DONE), Lost)
    assert isinstance(await provider.check(TRAINING, "../../x"), Lost)
    assert not any("x" == call.path[-1] for call in server.calls)


@pytest.mark.parametrize(
    "answer",
    [
        *UNREADABLE,
        says({"detail": "Unavailable"}, 503),
        says({"detail": "invalid key credentials"}, 401),
        says({"detail": "User is locked"}, 403),
        says({"detail": "User is locked", "error_type": "user_locked"}, 403),
        says(refusal("concurrent_requests_limit"), 429),
        writes("", 302, Location="/elsewhere"),
        says({"detail": "Request is still in progress"}, 400),
    ],
)
@pytest.mark.parametrize("at", ["status", "result"])
async def test_unavailable(training: Training, answer: Answer, at: str) -> None:
    """A failed call says nothing about the request."""
    with pytest.raises(ProviderUnavailableError):
        await training.stands(answer if at == "status" else DONE, answer)


@pytest.mark.parametrize(
    "status",
    [
        {"status": "IN_QUEUE"},
        {"status": "IN_PROGRESS"},
        {"status": "PONDERING", "logs": None},
        {},
    ],
)
async def test_odd_status(training: Training, status: object) -> None:
    """An invalid status says nothing about the request."""
    with pytest.raises(ProviderUnavailableError):
        await training.stands(says(status))


@pytest.mark.parametrize(
    "answer",
    [
        says({"status": "CANCELLATION_REQUESTED"}, 202),
        says({"status": "OK"}, 200),
        says({"status": "ALREADY_COMPLETED"}, 400),
        says({"status": "NOT_FOUND"}, 404),
    ],
)
async def test_cancel(server: Loopback, provider: FalProvider, answer: Answer) -> None:
    """The queue's refusals of a cancellation are ignored."""
    server.on(f"{TRAINER}/cancel", answer)

    await provider.cancel(TRAINING, REQUEST_ID)

    assert [("PUT", f"{TRAINER}/cancel")] == [(c.method, c.path) for c in server.calls]


@pytest.mark.parametrize("answer", [drops, writes("", 503), says({}, 401)])
async def test_cancel_unavailable(
    server: Loopback, provider: FalProvider, answer: Answer
) -> None:
    """A cancellation that got no answer is repeated later."""
    server.on(f"{GENERATOR}/cancel", answer)

    with pytest.raises(ProviderUnavailableError):
        await provider.cancel(GENERATION, REQUEST_ID)

"""How a request stands, from what fal says of it."""

import attrs
import pytest

from tests.adapters.fal.loopback import (
    REQUEST_ID,
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
    DrawnPicture,
    DrawnPictures,
    Lost,
    Queued,
    Refused,
    Running,
    TrainedWeights,
    Unbegun,
    Unfetched,
)
from avatar_core.testing.orders import GENERATION, TRAINING


TRAINER = f"/queue/fal-ai/flux-lora-portrait-trainer/requests/{REQUEST_ID}"
GENERATOR = f"/queue/fal-ai/flux-lora/requests/{REQUEST_ID}"
DONE = says({"status": "COMPLETED", "logs": None, "metrics": {}})
WEIGHTS = "https://v3b.fal.media/files/b/w.safetensors"


def failed(error_type: str | None, error: str | None = "went wrong") -> Answer:
    """Answer with a status of a failed request."""
    return says(
        {
            "status": "COMPLETED",
            "logs": None,
            "metrics": {},
            "error": error,
            "error_type": error_type,
        }
    )


async def test_queued(server: Loopback, trainer: FalProvider) -> None:
    """A queued request has its place, whatever the HTTP status says."""
    body = {"status": "IN_QUEUE", "queue_position": 2, "logs": None}
    server.on(f"{TRAINER}/status", says(body, 202))

    assert Queued(2) == await trainer.check(TRAINING, REQUEST_ID)


async def test_percent(server: Loopback, trainer: FalProvider) -> None:
    """The newest line about the training's own steps says how far it is."""
    lines = [
        {"message": "Preprocessing: 100%|##########| 8/8"},
        {"message": "train:   5%|          | 50/1000 [00:10<03:10]"},
        {"message": "train:  42%|####      | 420/1000 [01:10<02:00]"},
        {"message": "Captions: 100%|##########| 12/12"},
        {"message": None},
        {},
        "nonsense",
    ]
    server.on(f"{TRAINER}/status", says({"status": "IN_PROGRESS", "logs": lines}, 202))

    assert Running(42) == await trainer.check(TRAINING, REQUEST_ID)
    assert {"logs": "true"} == server.calls[0].query


@pytest.mark.parametrize("logs", [None, [], [{"message": "Loading"}]])
async def test_no_percent(server: Loopback, trainer: FalProvider, logs: object) -> None:
    """A running training may say nothing about its progress."""
    server.on(f"{TRAINER}/status", says({"status": "IN_PROGRESS", "logs": logs}, 202))

    assert Running(None) == await trainer.check(TRAINING, REQUEST_ID)


async def test_running_generation(server: Loopback, generator: FalProvider) -> None:
    """A generation is asked for no logs."""
    server.on(f"{GENERATOR}/status", says({"status": "IN_PROGRESS", "logs": None}))

    assert Running(None) == await generator.check(GENERATION, REQUEST_ID)
    assert {"logs": "false"} == server.calls[0].query


async def test_weights(server: Loopback, trainer: FalProvider) -> None:
    """A finished training has weights; each question is asked once."""
    server.on(f"{TRAINER}/status", DONE)
    server.on(TRAINER, says({"diffusers_lora_file": {"url": WEIGHTS}}))

    assert TrainedWeights(WEIGHTS) == await trainer.check(TRAINING, REQUEST_ID)
    assert [f"{TRAINER}/status", TRAINER] == [call.path for call in server.calls]


async def test_other_weights_field(server: Loopback, trainer: FalProvider) -> None:
    """krea-2 calls the weights by another name."""
    path = f"/queue/fal-ai/krea-2-trainer/requests/{REQUEST_ID}"
    server.on(f"{path}/status", DONE)
    server.on(path, says({"lora_file": {"url": WEIGHTS, "file_size": None}}))
    order = attrs.evolve(TRAINING, model="fal-ai/krea-2-trainer")

    assert TrainedWeights(WEIGHTS) == await trainer.check(order, REQUEST_ID)


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"diffusers_lora_file": None},
        {"diffusers_lora_file": []},
        {"diffusers_lora_file": {"url": None}},
        {"diffusers_lora_file": {"url": ""}},
        {"lora_file": {"url": WEIGHTS}},
    ],
)
async def test_no_weights(
    server: Loopback, trainer: FalProvider, result: object
) -> None:
    """A training that ended well without weights counts as refused."""
    server.on(f"{TRAINER}/status", DONE)
    server.on(TRAINER, says(result))

    standing = await trainer.check(TRAINING, REQUEST_ID)

    assert isinstance(standing, Refused)
    assert not standing.input


async def test_pictures(server: Loopback, generator: FalProvider) -> None:
    """Pictures have consecutive seeds; those turned black are marked."""
    server.on(f"{GENERATOR}/status", DONE)
    server.on(
        GENERATOR,
        says(
            {
                "images": [
                    {"url": "https://v3.fal.media/1", "width": None, "height": None},
                    {"url": "https://v3.fal.media/2", "content_type": None},
                    {"url": "https://v3.fal.media/3"},
                ],
                "seed": 7,
                "has_nsfw_concepts": [False, True],
                "timings": {},
            }
        ),
    )

    expected = DrawnPictures(
        (
            DrawnPicture("https://v3.fal.media/1", 7, blocked=False),
            DrawnPicture("https://v3.fal.media/2", 8, blocked=True),
            DrawnPicture("https://v3.fal.media/3", 9, blocked=False),
        )
    )
    assert expected == await generator.check(GENERATION, REQUEST_ID)


@pytest.mark.parametrize("seed", [17454220438242315174, None, "7", True, -1])
@pytest.mark.parametrize("flags", [None, "false", {}])
async def test_odd_seed(
    server: Loopback, generator: FalProvider, seed: object, flags: object
) -> None:
    """A seed that is missing, or that no column could hold, is the ordered one."""
    server.on(f"{GENERATOR}/status", DONE)
    body = {"images": [{"url": "u"}, 5], "seed": seed, "has_nsfw_concepts": flags}
    server.on(GENERATOR, says(body))

    expected = DrawnPictures((DrawnPicture("u", GENERATION.seed, blocked=False),))
    assert expected == await generator.check(GENERATION, REQUEST_ID)


async def test_no_images(server: Loopback, generator: FalProvider) -> None:
    """A result without a list of images counts as refused, an empty one not."""
    server.on(f"{GENERATOR}/status", DONE)
    server.on(GENERATOR, says({"output": "text"}), says({"images": []}))

    refused = await generator.check(GENERATION, REQUEST_ID)
    empty = await generator.check(GENERATION, REQUEST_ID)

    assert isinstance(refused, Refused)
    assert DrawnPictures(()) == empty


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
    server: Loopback, trainer: FalProvider, error_type: str, at_fault: bool
) -> None:
    """COMPLETED with an error type is an end without a result."""
    server.on(f"{TRAINER}/status", failed(error_type))

    standing = await trainer.check(TRAINING, REQUEST_ID)

    assert Refused(f"{error_type}: went wrong", input=at_fault) == standing
    assert 1 == len(server.calls)


@pytest.mark.parametrize("error_type", ["request_timeout", "startup_timeout", None])
async def test_unbegun(
    server: Loopback, trainer: FalProvider, error_type: str | None
) -> None:
    """Only the result's header tells our start deadline from a run that was too long."""
    server.on(f"{TRAINER}/status", *2 * [failed(error_type, "Request timed out")])
    body = {"detail": "Request timed out", "error_type": "request_timeout"}
    dropped = says(body, 504, X_Fal_Request_Timeout_Type="user")
    server.on(TRAINER, dropped, says(body, 504))

    assert isinstance(await trainer.check(TRAINING, REQUEST_ID), Unbegun)
    assert isinstance(await trainer.check(TRAINING, REQUEST_ID), Refused)


async def test_called_off(server: Loopback, trainer: FalProvider) -> None:
    """A request cancelled by us is called off, wherever fal says so."""
    server.on(
        f"{TRAINER}/status",
        failed("client_cancelled"),
        failed(None, "Request cancelled"),
    )
    server.on(TRAINER, says({"detail": "x", "error_type": "client_cancelled"}, 499))

    assert CalledOff() == await trainer.check(TRAINING, REQUEST_ID)
    assert CalledOff() == await trainer.check(TRAINING, REQUEST_ID)


async def test_a_file_of_ours_out_of_reach(
    server: Loopback, trainer: FalProvider
) -> None:
    """That fal could not fetch our file is nobody's fault but ours."""
    server.on(f"{TRAINER}/status", DONE)
    server.on(TRAINER, says(refusal("file_download_error"), 422))

    standing = await trainer.check(TRAINING, REQUEST_ID)

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
    server: Loopback,
    generator: FalProvider,
    types: tuple[str, ...],
    blocked: bool,
    at_fault: bool,
) -> None:
    """A model's 422 shows in its result only, and tells whose fault it is."""
    server.on(f"{GENERATOR}/status", DONE)
    server.on(GENERATOR, says(refusal(*types), 422))

    standing = await generator.check(GENERATION, REQUEST_ID)

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
async def test_model_failures(
    server: Loopback, trainer: FalProvider, answer: Answer
) -> None:
    """A model's own failure, named by fal's words, is an end."""
    server.on(f"{TRAINER}/status", DONE)
    server.on(TRAINER, answer)

    standing = await trainer.check(TRAINING, REQUEST_ID)

    assert isinstance(standing, Refused)
    assert not standing.input


async def test_error_without_type(server: Loopback, trainer: FalProvider) -> None:
    """An error without a type is believed against a result that looks well."""
    server.on(f"{TRAINER}/status", failed(None, "Invalid status code: 500"))
    server.on(
        TRAINER,
        says({"diffusers_lora_file": {"url": WEIGHTS}}),
        says({"status": "NOT_FOUND"}, 404),
    )

    expected = Refused("Invalid status code: 500")
    assert expected == await trainer.check(TRAINING, REQUEST_ID)
    assert expected == await trainer.check(TRAINING, REQUEST_ID)


async def test_lost(server: Loopback, trainer: FalProvider) -> None:
    """An unknown request is lost, and so is a result that is gone."""
    unknown = await trainer.check(TRAINING, REQUEST_ID)
    server.on(f"{TRAINER}/status", DONE)
    gone = await trainer.check(TRAINING, REQUEST_ID)
    impossible = await trainer.check(TRAINING, "../../x")

    assert isinstance(unknown, Lost)
    assert isinstance(gone, Lost)
    assert isinstance(impossible, Lost)
    assert not any("x" == call.path[-1] for call in server.calls)


@pytest.mark.parametrize(
    "answer",
    [
        drops,
        writes("", 500),
        says({"detail": "Unavailable"}, 503),
        says({"detail": "invalid key credentials"}, 401),
        says({"detail": "User is locked"}, 403),
        says({"detail": "User is locked", "error_type": "user_locked"}, 403),
        says(refusal("concurrent_requests_limit"), 429),
        writes("", 302, Location="/elsewhere"),
        says({"detail": "Request is still in progress"}, 400),
        writes("not json"),
        writes("[" * 100_000),
        says([]),
    ],
)
@pytest.mark.parametrize("at", ["status", "result"])
async def test_unavailable(
    server: Loopback, trainer: FalProvider, answer: Answer, at: str
) -> None:
    """Trouble on the way says nothing about the request."""
    server.on(f"{TRAINER}/status", answer if at == "status" else DONE)
    server.on(TRAINER, answer)

    with pytest.raises(ProviderUnavailableError):
        await trainer.check(TRAINING, REQUEST_ID)


@pytest.mark.parametrize(
    "status",
    [
        {"status": "IN_QUEUE"},
        {"status": "IN_PROGRESS"},
        {"status": "PONDERING", "logs": None},
        {},
    ],
)
async def test_odd_status(
    server: Loopback, trainer: FalProvider, status: object
) -> None:
    """A status that cannot be understood is asked for again."""
    server.on(f"{TRAINER}/status", says(status))

    with pytest.raises(ProviderUnavailableError):
        await trainer.check(TRAINING, REQUEST_ID)


async def test_silence(server: Loopback, impatient: FalProvider) -> None:
    """A silent result is unavailable, not lost."""
    server.on(f"{TRAINER}/status", DONE)
    server.on(TRAINER, server.hang)

    with pytest.raises(ProviderUnavailableError):
        await impatient.check(TRAINING, REQUEST_ID)


@pytest.mark.parametrize(
    "answer",
    [
        says({"status": "CANCELLATION_REQUESTED"}, 202),
        says({"status": "OK"}, 200),
        says({"status": "ALREADY_COMPLETED"}, 400),
        says({"status": "NOT_FOUND"}, 404),
    ],
)
async def test_cancel(server: Loopback, trainer: FalProvider, answer: Answer) -> None:
    """Every answer of the queue to a cancellation is fine."""
    server.on(f"{TRAINER}/cancel", answer)

    await trainer.cancel(TRAINING, REQUEST_ID)

    assert [("PUT", f"{TRAINER}/cancel")] == [(c.method, c.path) for c in server.calls]


@pytest.mark.parametrize("answer", [drops, writes("", 503), says({}, 401)])
async def test_cancel_unavailable(
    server: Loopback, generator: FalProvider, answer: Answer
) -> None:
    """A cancellation that was not heard is to be repeated."""
    server.on(f"{GENERATOR}/cancel", answer)

    with pytest.raises(ProviderUnavailableError):
        await generator.cancel(GENERATION, REQUEST_ID)

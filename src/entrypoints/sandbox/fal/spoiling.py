"""Let armed faults spoil the results of finished work."""

from typing import Final

from .books import Outcome
from .endpoints import Kind, detail
from .faults import Fault
from .images import black
from .work import Work


_FAILURES: Final = {
    Kind.TRAINER: Fault.FAIL_TRAINING,
    Kind.GENERATOR: Fault.FAIL_GENERATION,
    Kind.WRITER: Fault.FAIL_WRITING,
    Kind.UPSCALER: Fault.FAIL_UPSCALING,
}
_FLAGGED: Final = Outcome(
    422,
    {
        "detail": [
            detail(
                ("body", "prompt"),
                "content_policy_violation",
                "The content could not be processed because it was flagged by a "
                "content checker.",
            )
        ]
    },
)


def spoil(work: Work, outcome: Outcome) -> Outcome:
    """Return a successful outcome as the armed faults leave it."""
    failure: Outcome | None = work.faults.take(_FAILURES[work.endpoint.kind])
    if failure is not None:
        return failure
    match work.endpoint.kind:
        case Kind.TRAINER:
            _spoil_weights(work, outcome.body[work.endpoint.weights_field]["url"])
            return outcome
        case Kind.GENERATOR:
            return _spoil_pictures(work, outcome)
        case Kind.WRITER:
            return _spoil_words(work, outcome)
        case Kind.UPSCALER:
            return outcome


def _spoil_weights(work: Work, url: str) -> None:
    if work.faults.take(Fault.TRUNCATED_WEIGHTS):
        _truncate(work, url, 2)
    path = work.files.find(url)
    if path is not None and work.faults.take(Fault.MISSING_WEIGHTS):
        path.unlink()


def _truncate(work: Work, url: str, share: int) -> None:
    path = work.files.find(url)
    if path is not None:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // share])


def _spoil_words(work: Work, outcome: Outcome) -> Outcome:
    if work.faults.take(Fault.REFUSE_WRITING):
        return _FLAGGED
    nonsense = work.faults.take(Fault.WRITE_NONSENSE)
    if nonsense is not None:
        return Outcome(200, outcome.body | {"output": nonsense})
    return outcome


def _spoil_pictures(work: Work, outcome: Outcome) -> Outcome:
    faults, files = work.faults, work.files
    if faults.take(Fault.REFUSE_CONTENT):
        return _FLAGGED
    images, flags = [*outcome.body["images"]], [*outcome.body["has_nsfw_concepts"]]
    if faults.take(Fault.BLACK_PICTURE):
        flags[0] = True
        image, path = images[0], files.find(images[0]["url"])
        if path is not None:
            data = black(image["width"], image["height"], image["content_type"])
            path.write_bytes(data)
    corrupt = faults.take(Fault.CORRUPT_PICTURE)
    if corrupt is not None:
        _truncate(work, images[corrupt]["url"], 3)
    withheld = faults.take(Fault.WITHHOLD_PICTURE)
    if withheld is not None:
        files.withhold(images[-1]["url"], withheld)
    missing = faults.take(Fault.FEWER_PICTURES)
    if missing is not None:
        keep = max(0, len(images) - missing)
        images, flags = images[:keep], flags[:keep]
    pictures = {"images": images, "has_nsfw_concepts": flags}
    return Outcome(200, outcome.body | pictures)

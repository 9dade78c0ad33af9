"""The input that the emulated models accept or refuse."""

import itertools
import struct

from typing import Any

import httpx
import pytest

from aiohttp import web
from tests.odd_files import odd_files
from tests.sandbox.fal.listening import (
    GENERATOR,
    TRAINER,
    Desk,
    archive,
    data_uri,
    photos,
)
from tests.serving import answering, serving
from tests.small_photos import small_photos

from entrypoints.sandbox.fal import FalEmulator


VISION = "openrouter/router/vision"
UPSCALER = "fal-ai/esrgan"
#: Good input of each model, and values of its fields that are refused: where in the
#: field, and as what.
MODELS: dict[str, tuple[dict[str, Any], list[tuple[str, object, str, str]]]] = {
    TRAINER: (
        {"images_data_url": "x"},
        [
            ("images_data_url", 5, "", "string_type"),
            ("image_data_url", "y", "", "extra_forbidden"),
            ("steps", 10_001, "", "less_than_equal"),
            ("learning_rate", 1e-9, "", "greater_than_equal"),
            ("subject_crop", "yes", "", "bool_type"),
        ],
    ),
    GENERATOR: (
        {"prompt": "x"},
        [
            ("num_images", 5, "", "less_than_equal"),
            ("num_images", 1.5, "", "int_type"),
            ("num_images", True, "", "int_type"),
            ("image_size", "huge", "", "one_of"),
            ("image_size", {"width": 9, "height": 512}, ".width", "greater_than_equal"),
            ("output_format", "webp", "", "one_of"),
            ("negative_prompt", "x", "", "extra_forbidden"),
            ("loras", "no", "", "list_type"),
            ("loras", [{}], ".0.path", "missing"),
            ("loras", [{"path": "y", "scale": 9}], ".0.scale", "less_than_equal"),
        ],
    ),
    VISION: (
        {"prompt": "x", "model": "m", "image_urls": ["u"]},
        [
            ("image_urls", "u", "", "list_type"),
            ("image_urls", [], "", "sequence_too_short"),
            ("image_urls", ["u", 5], ".1", "string_type"),
        ],
    ),
    UPSCALER: (
        {"image_url": "x"},
        [
            ("scale", 9, "", "less_than_equal"),
            ("model", "4x", "", "one_of"),
            ("image_url", "http://127.0.0.1:9/p.jpg", "", "file_download_error"),
        ],
    ),
    # What differs from one model to the other:
    "fal-ai/flux-lora-fast-training": (
        {"images_data_url": "x"},
        [("trigger_phrase", "ohwx", "", "extra_forbidden")],
    ),
    "fal-ai/z-image-turbo-trainer-v2": (
        {"image_data_url": "x"},
        [("steps", 99, "", "greater_than_equal")],
    ),
    "fal-ai/krea-2-trainer": (
        {"images_data_url": "x"},
        [("auto_captioning", "Face", "", "one_of")],
    ),
    "fal-ai/flux-2-trainer-v2": (
        {"image_data_url": "x"},
        [("trigger_phrase", "ohwx", "", "extra_forbidden")],
    ),
    "fal-ai/z-image/turbo/lora": (
        {"prompt": "x"},
        [("guidance_scale", 3, "", "extra_forbidden")],
    ),
    "fal-ai/krea-2/turbo/lora": (
        {"prompt": "x"},
        [("loras", [{"path": "y"}] * 4, "", "sequence_too_long")],
    ),
    "fal-ai/flux-2/lora": (
        {"prompt": "x"},
        [("image_size", {"width": 400, "height": 512}, ".width", "greater_than_equal")],
    ),
    "fal-ai/qwen-image-2512/lora": (
        {"prompt": "x"},
        [("negative_prompt", None, "", "string_type")],
    ),
    "openrouter/router": (
        {"prompt": "x", "model": "m"},
        [("image_urls", ["u"], "", "extra_forbidden")],
    ),
}


@pytest.mark.parametrize("endpoint", MODELS)
async def test_refused_input(desk: Desk, endpoint: str) -> None:
    """Every fault of the input is named by its place and type, as fal does."""
    good, faults = MODELS[endpoint]
    for field, value, place, kind in faults:
        item = await desk.refused(endpoint, good | {field: value})

        assert f"body.{field}{place}" == ".".join(map(str, item["loc"]))
        assert kind == item["type"]
        assert item["url"].endswith(f"#{kind}")


async def test_every_fault_is_listed(desk: Desk) -> None:
    """Several faults give several items."""
    response = await desk.run(GENERATOR, {"seed": -1, "loras": None, "x": 1})

    kinds = {item["type"] for item in response.json()["detail"]}

    assert {"extra_forbidden", "missing", "greater_than_equal", "list_type"} == kinds


async def test_too_few_images(desk: Desk) -> None:
    """Three photos are refused, and the answer says how many are needed."""
    uri = data_uri(archive(photos(3)))

    item = await desk.refused(TRAINER, {"images_data_url": uri})

    assert "archive_file_count_below_minimum" == item["type"]
    assert (4, 3) == (item["ctx"]["min_count"], item["ctx"]["provided_count"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text.jpg", "image_load_error"),
        ("empty.jpg", "image_load_error"),
        ("truncated.jpg", "image_load_error"),
        ("bomb.png", "image_too_large"),
        ("giant_header.png", "image_too_large"),
    ],
)
async def test_bad_image(desk: Desk, name: str, kind: str) -> None:
    """An undecodable or huge image is refused by every model."""
    uri = data_uri(odd_files()[name])
    zipped = data_uri(archive([*photos(4), (name, odd_files()[name])]))

    items = [
        await desk.refused(TRAINER, {"images_data_url": zipped}),
        await desk.refused(VISION, MODELS[VISION][0] | {"image_urls": [uri]}),
        await desk.refused(UPSCALER, {"image_url": uri}),
    ]

    assert [kind] * 3 == [item["type"] for item in items]


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        (data_uri(b"no zip at all"), "invalid_archive"),
        (data_uri(archive(photos(4))[:-30]), "invalid_archive"),
        ("data:application/zip;base64,%%%", "file_download_error"),
        ("http://127.0.0.1:9/photos.zip", "file_download_error"),
        ("http://example.com/photos.zip", "file_download_error"),
        ("http://[broken/photos.zip", "invalid_archive"),
        ("ftp://127.0.0.1/photos.zip", "file_download_error"),
        ("http://127.0.0.1:9/photos", "invalid_archive"),
    ],
)
async def test_bad_archive(desk: Desk, uri: str, kind: str) -> None:
    """An invalid or unreachable archive is refused."""
    item = await desk.refused(TRAINER, {"images_data_url": uri})

    assert kind == item["type"]


@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ("fal-ai/krea-2-trainer", "images_data_url"),
        ("fal-ai/flux-2-trainer-v2", "image_data_url"),
    ],
)
async def test_captions_are_needed(desk: Desk, endpoint: str, field: str) -> None:
    """Some trainers refuse images without captions when there is no word either."""
    uri = data_uri(archive(photos(4)))

    item = await desk.refused(endpoint, {field: uri})

    assert "value_error" == item["type"]


async def test_weights_are_a_real_file(desk: Desk, http: httpx.AsyncClient) -> None:
    """The weights have a valid header whose offsets cover the whole file."""
    url = await desk.train(trigger_phrase="ohwx")

    data = (await http.get(url)).content

    (length,) = struct.unpack_from("<Q", data)
    header = httpx.Response(200, content=data[8 : 8 + length]).json()
    assert "flux-1" == header.pop("__metadata__")["family"]
    ends = sorted(entry["data_offsets"] for entry in header.values())
    assert 0 == ends[0][0]
    assert len(data) - 8 - length == ends[-1][1]
    assert all(a[1] == b[0] for a, b in itertools.pairwise(ends))


async def test_unusable_lora(desk: Desk, emulator: FalEmulator) -> None:
    """A LoRA of another base model, or at an expired URL, is refused at its place."""
    other = await desk.train(
        endpoint="fal-ai/z-image-turbo-trainer-v2", field="image_data_url"
    )
    gone = f"{emulator.url}/files/{'0' * 32}/lora.safetensors"

    first, second = [
        await desk.refused(GENERATOR, {"prompt": "x", "loras": [{"path": path}]})
        for path in (other, gone)
    ]

    assert {"family": "z-image-turbo", "expected": "flux-1"} == first["ctx"]
    assert "file_download_error" == second["type"]
    assert ["body", "loras", 0, "path"] == first["loc"] == second["loc"]


async def test_archive_that_needs_a_key(desk: Desk) -> None:
    """An archive must be downloadable without a key."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=403)

    async with serving(answering(answer)) as url:
        body = {"images_data_url": f"{url}/photos.zip"}
        item = await desk.refused(TRAINER, body)

    assert "file_download_error" == item["type"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"prompt": NaN}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"seed": ' + b"9" * 10_000 + b"}",
    ],
)
async def test_not_json(
    emulator: FalEmulator, http: httpx.AsyncClient, body: bytes
) -> None:
    """Invalid JSON is refused and not taken."""
    response = await http.post(f"{emulator.url}/queue/{GENERATOR}", content=body)

    assert 422 == response.status_code
    assert 0 == emulator.submits_taken


@pytest.mark.parametrize(
    "body",
    [[], None, {"prompt": "\ud800"}, {"prompt": "a" * 50_000, "seed": 10**400}],
)
async def test_strange_json(desk: Desk, body: Any) -> None:
    """Strange but valid JSON is answered by the model, not by a crash."""
    response = await desk.run(GENERATOR, body)

    assert response.status_code in {200, 422}


async def test_too_large_an_upscale(desk: Desk) -> None:
    """A picture is not enlarged beyond the largest number of pixels."""
    ((_, photo), *_) = small_photos(1, side=1024)

    item = await desk.refused(UPSCALER, {"image_url": data_uri(photo), "scale": 8})

    assert "image_too_large" == item["type"]


async def test_unknown_endpoint(desk: Desk) -> None:
    """An endpoint that does not exist is a 404."""
    response = await desk.submit("fal-ai/any-llm", {})

    assert 404 == response.status_code

"""What the emulated models accept, and how they refuse the rest."""

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
from tests.small_photos import small_photos

from entrypoints.sandbox.fal import FalEmulator


VISION = "openrouter/router/vision"


@pytest.mark.parametrize(
    ("endpoint", "body", "loc", "kind"),
    [
        (TRAINER, {}, ["images_data_url"], "missing"),
        (TRAINER, {"images_data_url": 5}, ["images_data_url"], "string_type"),
        (
            TRAINER,
            {"images_data_url": "x", "image_data_url": "y"},
            ["image_data_url"],
            "extra_forbidden",
        ),
        (
            TRAINER,
            {"images_data_url": "x", "steps": 10_001},
            ["steps"],
            "less_than_equal",
        ),
        (
            TRAINER,
            {"images_data_url": "x", "learning_rate": 1e-9},
            ["learning_rate"],
            "greater_than_equal",
        ),
        (
            TRAINER,
            {"images_data_url": "x", "subject_crop": "yes"},
            ["subject_crop"],
            "bool_type",
        ),
        (
            "fal-ai/flux-lora-fast-training",
            {"images_data_url": "x", "trigger_phrase": "ohwx"},
            ["trigger_phrase"],
            "extra_forbidden",
        ),
        (
            "fal-ai/z-image-turbo-trainer-v2",
            {"image_data_url": "x", "steps": 99},
            ["steps"],
            "greater_than_equal",
        ),
        (
            "fal-ai/krea-2-trainer",
            {"images_data_url": "x", "auto_captioning": "Face"},
            ["auto_captioning"],
            "one_of",
        ),
        (GENERATOR, {}, ["prompt"], "missing"),
        (
            GENERATOR,
            {"prompt": "x", "num_images": 5},
            ["num_images"],
            "less_than_equal",
        ),
        (GENERATOR, {"prompt": "x", "num_images": 1.5}, ["num_images"], "int_type"),
        (GENERATOR, {"prompt": "x", "num_images": True}, ["num_images"], "int_type"),
        (GENERATOR, {"prompt": "x", "image_size": "huge"}, ["image_size"], "one_of"),
        (
            GENERATOR,
            {"prompt": "x", "image_size": {"width": 9, "height": 512}},
            ["image_size", "width"],
            "greater_than_equal",
        ),
        (
            GENERATOR,
            {"prompt": "x", "output_format": "webp"},
            ["output_format"],
            "one_of",
        ),
        (
            GENERATOR,
            {"prompt": "x", "negative_prompt": "hands"},
            ["negative_prompt"],
            "extra_forbidden",
        ),
        (GENERATOR, {"prompt": "x", "loras": "no"}, ["loras"], "list_type"),
        (GENERATOR, {"prompt": "x", "loras": [{}]}, ["loras", 0, "path"], "missing"),
        (
            GENERATOR,
            {"prompt": "x", "loras": [{"path": "y", "scale": 9}]},
            ["loras", 0, "scale"],
            "less_than_equal",
        ),
        (
            "fal-ai/z-image/turbo/lora",
            {"prompt": "x", "guidance_scale": 3},
            ["guidance_scale"],
            "extra_forbidden",
        ),
        (
            "fal-ai/krea-2/turbo/lora",
            {"prompt": "x", "loras": [{"path": "y"}] * 4},
            ["loras"],
            "sequence_too_long",
        ),
        (
            "fal-ai/flux-2-trainer-v2",
            {"image_data_url": "x", "trigger_phrase": "ohwx"},
            ["trigger_phrase"],
            "extra_forbidden",
        ),
        (
            "fal-ai/flux-2/lora",
            {"prompt": "x", "image_size": {"width": 400, "height": 512}},
            ["image_size", "width"],
            "greater_than_equal",
        ),
        (
            "fal-ai/qwen-image-2512/lora",
            {"prompt": "x", "negative_prompt": None},
            ["negative_prompt"],
            "string_type",
        ),
        ("openrouter/router", {"prompt": "x"}, ["model"], "missing"),
        (
            "openrouter/router",
            {"prompt": "x", "model": "m", "image_urls": ["u"]},
            ["image_urls"],
            "extra_forbidden",
        ),
        (
            "openrouter/router",
            {"prompt": "x", "model": "m", "temperature": 2.1},
            ["temperature"],
            "less_than_equal",
        ),
        (VISION, {"prompt": "x", "model": "m"}, ["image_urls"], "missing"),
        (
            VISION,
            {"prompt": "x", "model": "m", "image_urls": "u"},
            ["image_urls"],
            "list_type",
        ),
        (
            VISION,
            {"prompt": "x", "model": "m", "image_urls": []},
            ["image_urls"],
            "sequence_too_short",
        ),
        (
            VISION,
            {"prompt": "x", "model": "m", "image_urls": ["u", 5]},
            ["image_urls", 1],
            "string_type",
        ),
        ("fal-ai/esrgan", {"image_url": "x", "scale": 9}, ["scale"], "less_than_equal"),
        (
            "fal-ai/esrgan",
            {"image_url": "x", "upscale_factor": 2},
            ["upscale_factor"],
            "extra_forbidden",
        ),
        ("fal-ai/esrgan", {"image_url": "x", "model": "4x"}, ["model"], "one_of"),
        (
            "fal-ai/esrgan",
            {"image_url": "http://127.0.0.1:9/p.jpg"},
            ["image_url"],
            "file_download_error",
        ),
    ],
)
async def test_refused_input(
    desk: Desk, endpoint: str, body: Any, loc: list[Any], kind: str
) -> None:
    """Every fault of the input is named by place and kind, as fal does."""
    item = await desk.refused(endpoint, body)

    assert ["body", *loc] == item["loc"]
    assert kind == item["type"]
    assert item["url"].endswith(f"#{kind}")


async def test_every_fault_is_listed(desk: Desk) -> None:
    """Several faults give several items."""
    response = await desk.run(GENERATOR, {"seed": -1, "loras": None, "x": 1})

    kinds = {item["type"] for item in response.json()["detail"]}

    assert {"extra_forbidden", "missing", "greater_than_equal", "list_type"} == kinds


async def test_too_few_images(desk: Desk) -> None:
    """Three photos are not enough, and the answer says how many would be."""
    uri = data_uri(archive(photos(3)))

    item = await desk.refused(TRAINER, {"images_data_url": uri})

    assert "archive_file_count_below_minimum" == item["type"]
    assert 4 == item["ctx"]["min_count"]
    assert 3 == item["ctx"]["provided_count"]


@pytest.mark.parametrize(
    "name", ["text.jpg", "empty.jpg", "truncated.jpg", "bomb.png", "giant_header.png"]
)
async def test_bad_image_in_archive(desk: Desk, name: str) -> None:
    """One image that cannot be used spoils the training, never the server."""
    files = [*photos(4), (name, odd_files()[name])]
    uri = data_uri(archive(files))

    item = await desk.refused(TRAINER, {"images_data_url": uri})

    expected = "image_too_large" if name.endswith("png") else "image_load_error"
    assert expected == item["type"]


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
    """What is no archive, or not to be had, is refused by its kind."""
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
    """Some refuse images without captions when there is no word either."""
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


async def test_krea_names_its_weights_differently(desk: Desk) -> None:
    """Krea's output has `lora_file`, and its pictures repeat the prompt."""
    url = await desk.train(
        endpoint="fal-ai/krea-2-trainer", result="lora_file", trigger_phrase="ohwx"
    )

    result = await desk.run(
        "fal-ai/krea-2/turbo/lora", {"prompt": "x", "loras": [{"path": url}]}
    )

    assert "x" == result.json()["actual_prompt"]


async def test_other_family(desk: Desk) -> None:
    """A LoRA of one base model is refused by another."""
    weights = await desk.train(
        endpoint="fal-ai/z-image-turbo-trainer-v2", field="image_data_url"
    )

    item = await desk.refused(GENERATOR, {"prompt": "x", "loras": [{"path": weights}]})

    assert {"family": "z-image-turbo", "expected": "flux-1"} == item["ctx"]


async def test_missing_lora(desk: Desk, emulator: FalEmulator) -> None:
    """An expired address of a LoRA is a download error at its place."""
    gone = f"{emulator.files_url}/{'0' * 32}/lora.safetensors"

    item = await desk.refused(GENERATOR, {"prompt": "x", "loras": [{"path": gone}]})

    assert ("file_download_error", ["body", "loras", 0, "path"]) == (
        item["type"],
        item["loc"],
    )


async def test_archive_behind_a_redirect_or_a_key(desk: Desk) -> None:
    """An archive must be had directly and without a key."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=403)

    application = web.Application()
    application.router.add_get("/photos.zip", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/photos.zip"

    item = await desk.refused(TRAINER, {"images_data_url": url})

    await runner.cleanup()
    assert "file_download_error" == item["type"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"prompt": NaN}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"seed": ' + b"9" * 10_000 + b"}",
    ],
)
async def test_not_json(
    emulator: FalEmulator, http: httpx.AsyncClient, body: bytes
) -> None:
    """What is no JSON is refused at once and not taken."""
    response = await http.post(f"{emulator.queue_url}/{GENERATOR}", content=body)

    assert 422 == response.status_code
    assert 0 == emulator.submits_taken


@pytest.mark.parametrize(
    "body",
    [[], "x", None, 5, {"prompt": "\ud800"}, {"prompt": "a" * 50_000, "seed": 10**400}],
)
async def test_strange_json(desk: Desk, body: Any) -> None:
    """Strange but valid JSON is answered by the model, not by a crash."""
    response = await desk.run(GENERATOR, body)

    assert response.status_code in {200, 422}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text.jpg", "image_load_error"),
        ("truncated.jpg", "image_load_error"),
        ("bomb.png", "image_too_large"),
    ],
)
@pytest.mark.parametrize("endpoint", [VISION, "fal-ai/esrgan"])
async def test_bad_picture(desk: Desk, endpoint: str, name: str, kind: str) -> None:
    """A picture that cannot be decoded, or only at a price, is refused."""
    uri = data_uri(odd_files()[name])
    body = (
        {"prompt": "x", "model": "m", "image_urls": [uri]}
        if endpoint == VISION
        else {"image_url": uri}
    )

    item = await desk.refused(endpoint, body)

    assert kind == item["type"]


async def test_enlarged_beyond_measure(desk: Desk) -> None:
    """A picture is not enlarged to more pixels than a computer can hold."""
    ((_, photo), *_) = small_photos(1, side=1024)

    item = await desk.refused(
        "fal-ai/esrgan", {"image_url": data_uri(photo), "scale": 8}
    )

    assert "image_too_large" == item["type"]


async def test_plain_words(desk: Desk) -> None:
    """A writer that is not told to answer JSON answers words."""
    body = {"prompt": "Кот на пляже", "model": "m", "system_prompt": None}

    result = (await desk.run("openrouter/router", body)).json()

    assert result["output"].startswith("kot on beach, soft")
    assert result["usage"]["total_tokens"] > 0


async def test_taken_per_token(desk: Desk, emulator: FalEmulator) -> None:
    """What was taken is counted by the client's own name of it, whatever its kind."""
    nowhere = "http://127.0.0.1:9/fal"
    for endpoint, token in [(TRAINER, "a"), (VISION, "b"), ("fal-ai/esrgan", "b")]:
        await desk.submit(endpoint, {}, hook=f"{nowhere}/{token}?x=/y")
    await desk.submit(GENERATOR, {})

    assert {"a": 1, "b": 2} == emulator.taken_per_token


async def test_retired_endpoint(desk: Desk) -> None:
    """An endpoint that does not exist is a 404."""
    response = await desk.submit("fal-ai/any-llm", {})

    assert 404 == response.status_code

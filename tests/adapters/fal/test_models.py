"""The models as data."""

from functools import partial
from typing import Any

import attrs
import pytest

from fal_client import client as fal_module
from tests.adapters.fal.loopback import KEY, NOW, REQUEST_ID, Loopback

from adapters.fal import (
    FalAddresses,
    FalClient,
    FalProvider,
    UnknownModelError,
    require_models,
)
from adapters.fal.models import MODELS, Generator, made_for, outcome, request
from avatar_core.errors import (
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.families import FLUX_PORTRAIT, AvatarType, Families, Family, Models
from avatar_core.orders import Order
from avatar_core.ports import DrawnPicture, DrawnPictures, Refused, TrainedWeights
from avatar_core.testing.orders import (
    DESCRIPTION,
    ENRICHMENT,
    GENERATION,
    SAMPLES,
    TRAINING,
    UPSCALE,
)


def test_families_are_known() -> None:
    """Every family of the core can be called."""
    require_models(Families(), Models())


@pytest.mark.parametrize(
    ("family", "models", "message"),
    [
        (attrs.evolve(FLUX_PORTRAIT, trainer="fal-ai/gone"), Models(), "fal-ai/gone ("),
        (attrs.evolve(FLUX_PORTRAIT, generator="fal-ai/gone"), Models(), "fal-ai/gone"),
        (
            attrs.evolve(FLUX_PORTRAIT, avatar_type=AvatarType.STYLE),
            Models(),
            "fal-ai/flux-lora-portrait-trainer (style)",
        ),
        (FLUX_PORTRAIT, Models(describer="fal-ai/gone"), "fal-ai/gone"),
        (FLUX_PORTRAIT, Models(enricher="fal-ai/gone"), "fal-ai/gone"),
        (FLUX_PORTRAIT, Models(upscaler="fal-ai/gone"), "fal-ai/gone"),
    ],
    ids=["trainer", "generator", "no style", "describer", "enricher", "upscaler"],
)
def test_unknown_model(family: Family, models: Models, message: str) -> None:
    """A configured model without field names is refused by name."""
    with pytest.raises(UnknownModelError) as caught:
        require_models([family], models)

    assert str(caught.value).startswith(f"'{message}")


def _fast(avatar_type: AvatarType) -> dict[str, object]:
    style = avatar_type is AvatarType.STYLE
    return {
        "images_data_url": "u",
        "trigger_word": TRAINING.trigger,
        "is_style": style,
        "create_masks": not style,
        "data_archive_format": "zip",
    }


CAPTIONED = {"image_data_url": "u", "default_caption": TRAINING.trigger}
TRIGGERED = {"images_data_url": "u", "trigger_phrase": TRAINING.trigger}
TRAINERS: dict[tuple[str, AvatarType], dict[str, object]] = {
    ("flux-lora-portrait-trainer", AvatarType.PORTRAIT): {
        **TRIGGERED,
        "learning_rate": 2e-4,
        "multiresolution_training": True,
        "subject_crop": True,
        "create_masks": False,
        "data_archive_format": "zip",
    },
    **{("flux-lora-fast-training", kind): _fast(kind) for kind in AvatarType},
    ("z-image-turbo-trainer-v2", AvatarType.PORTRAIT): {**CAPTIONED},
    ("krea-2-trainer", AvatarType.PORTRAIT): {
        **TRIGGERED,
        "auto_captioning": "Object/Character",
    },
    ("flux-2-trainer-v2", AvatarType.PORTRAIT): {
        **CAPTIONED,
        "output_lora_format": "fal",
    },
    ("qwen-image-2512-trainer", AvatarType.PORTRAIT): {**CAPTIONED},
}


@pytest.mark.parametrize(("name", "avatar_type"), TRAINERS)
def test_trainer_fields(name: str, avatar_type: AvatarType) -> None:
    """Each trainer has its own field names, and styles have their own values."""
    order = attrs.evolve(TRAINING, model=f"fal-ai/{name}", avatar_type=avatar_type)

    arguments = request(order, "u", None)

    assert TRAINERS[name, avatar_type] | {"steps": 1000} == arguments


def test_generator_fields() -> None:
    """A generation is sent with its prompt, weights, size, number and seed."""
    assert {
        "prompt": "av0123456789 on a boat",
        "loras": [{"path": "u", "scale": 0.9}],
        "image_size": {"width": 864, "height": 1152},
        "num_images": 3,
        "seed": 2**31 - 1,
        "output_format": "jpeg",
        "enable_safety_checker": True,
    } == request(GENERATION, "u", None)


def test_negative_words() -> None:
    """Negative words are sent to the models that have a field for them."""

    def told(negative: str) -> dict[str, Any]:
        order = attrs.evolve(GENERATION, negative=negative)
        bodies = {
            model.name: request(attrs.evolve(order, model=model.name), "u", None)
            for model in MODELS
            if isinstance(model, Generator)
        }
        return {
            name: body["negative_prompt"]
            for name, body in bodies.items()
            if "negative_prompt" in body
        }

    heeding = {one.generator for one in Families() if one.heeds_negative}
    assert dict.fromkeys(heeding, "hands") == told("hands")
    assert {"fal-ai/qwen-image-2512/lora"} == heeding
    assert {} == told("")


def test_writer_fields() -> None:
    """A language model gets known fields only, and tokens for reasoning."""
    body = request(DESCRIPTION, "u", "a/model")

    assert DESCRIPTION.marker in body.pop("system_prompt")
    assert {
        "model": "a/model",
        "max_tokens": 8000,
        "temperature": 0.4,
        "prompt": "Describe the scene of this photo.",
        "image_urls": ["u"],
    } == body


def test_upscaler_fields() -> None:
    """An enlargement does not repaint the face."""
    assert {
        "image_url": "u",
        "scale": 2,
        "model": "RealESRGAN_x4plus",
        "face": False,
        "output_format": "jpeg",
    } == request(UPSCALE, "u", None)


@pytest.mark.parametrize(
    ("order", "others"),
    [
        *(
            (
                attrs.evolve(
                    TRAINING, model=family.trainer, avatar_type=family.avatar_type
                ),
                [{"trigger": "another"}],
            )
            for family in Families()
        ),
        *(
            (
                attrs.evolve(GENERATION, model=family.generator),
                [{"seed": 1}, {"prompt": "another"}],
            )
            for family in Families()
        ),
        (DESCRIPTION, [{"marker": DESCRIPTION.marker[:-1]}]),
        (ENRICHMENT, [{"marker": ENRICHMENT.marker[:-1]}]),
        (UPSCALE, [{"factor": 4}, {"source_key": "people/1/pictures/3.jpg"}]),
    ],
)
def test_an_order_recognises_its_own_request(
    order: Order, others: list[dict[str, Any]]
) -> None:
    """A request is matched to its own order, and to no other."""
    link = f"https://our.example/{UPSCALE.source_key}?signature=1"
    arguments = request(order, link, "a/model")

    assert made_for(order, arguments)
    assert not made_for(order, {})
    for changes in others:
        assert not made_for(attrs.evolve(order, **changes), arguments)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
async def test_unknown_model_of_an_order(
    server: Loopback, provider: FalProvider, sample: Order
) -> None:
    """A job of an unknown model is not sent and waits for its deadline."""
    order = attrs.evolve(sample, model="fal-ai/gone")

    with pytest.raises(ProviderRefusedError) as caught:
        await provider.submit(order, "u", token="tok", start_within=NOW - NOW)
    assert Refusal.NOT_NOW is caught.value.why
    with pytest.raises(ProviderUnavailableError):
        await provider.check(order, REQUEST_ID)
    with pytest.raises(ProviderUnavailableError):
        await provider.find(order, since=NOW)
    assert [] == server.calls


@pytest.mark.parametrize(
    ("model", "field"),
    [(TRAINING.model, "diffusers_lora_file"), ("fal-ai/krea-2-trainer", "lora_file")],
)
def test_weights(model: str, field: str) -> None:
    """A trainer's result holds weights under its own name, or counts as refused."""
    order = attrs.evolve(TRAINING, model=model)
    read = partial(outcome, order)

    assert TrainedWeights("u") == read({field: {"url": "u", "file_size": None}})
    nothing: list[object] = [None, [], {"url": None}, {"url": ""}]
    for weights in nothing:
        assert isinstance(read({field: weights}), Refused)
    assert isinstance(read({"weights": {"url": "u"}}), Refused)


def test_pictures() -> None:
    """Pictures have consecutive seeds; blocked ones are marked."""
    images = [
        {"url": "1", "width": None, "height": None},
        {"url": "2", "content_type": None},
        {"url": "3"},
    ]
    result = {"images": images, "seed": 7, "has_nsfw_concepts": [False, True]}

    assert DrawnPictures(
        (
            DrawnPicture("1", 7, blocked=False),
            DrawnPicture("2", 8, blocked=True),
            DrawnPicture("3", 9, blocked=False),
        )
    ) == outcome(GENERATION, result)


@pytest.mark.parametrize("seed", [17454220438242315174, None, "7", True, -1])
@pytest.mark.parametrize("flags", [None, "false", {}])
def test_odd_seed(seed: object, flags: object) -> None:
    """A missing or oversized seed is replaced by the ordered one."""
    result = {"images": [{"url": "u"}, 5], "seed": seed, "has_nsfw_concepts": flags}

    drawn = DrawnPictures((DrawnPicture("u", GENERATION.seed, blocked=False),))
    assert drawn == outcome(GENERATION, result)


def test_no_images() -> None:
    """A result without a list of images counts as refused; an empty list does not."""
    read = partial(outcome, GENERATION)

    assert isinstance(read({"output": "text"}), Refused)
    assert DrawnPictures(()) == read({"images": []})
    assert isinstance(outcome(UPSCALE, {}), Refused)


async def test_globals() -> None:
    """A client makes fal_client try once, at the configured addresses."""
    client = FalClient(KEY, FalAddresses.below("http://127.0.0.1:1"))
    await client.close()

    assert 1 == fal_module.MAX_ATTEMPTS
    assert "http://127.0.0.1:1/queue/" == fal_module.QUEUE_URL_FORMAT
    assert "http://127.0.0.1:1/rest" == fal_module.REST_URL
    assert "http://127.0.0.1:1/cdn" == fal_module.CDN_URL


async def test_close_unused() -> None:
    """A client can be closed twice, and unused."""
    client = FalClient(KEY)
    await client.close()
    await client.close()

"""The models as data, and the conformance of the adapter."""

import attrs
import pytest

from fal_client import client as fal_module
from tests.adapters.fal.loopback import KEY, NOW, REQUEST_ID

from adapters.fal import (
    GENERATORS,
    TRAINERS,
    FalClient,
    FalProvider,
    UnknownModelError,
    require_models,
)
from avatar_core.errors import ProviderUnavailableError
from avatar_core.families import FLUX_PORTRAIT, AvatarType, Families, Family, Models
from avatar_core.orders import GenerationOrder
from avatar_core.ports import Provider
from avatar_core.testing.orders import GENERATION, TRAINING


_provider: type[Provider] = FalProvider


def test_families_are_known() -> None:
    """Every family of the core can be called."""
    require_models(Families(), Models())


@pytest.mark.parametrize(
    "family",
    [
        attrs.evolve(FLUX_PORTRAIT, trainer="fal-ai/gone"),
        attrs.evolve(FLUX_PORTRAIT, generator="fal-ai/gone"),
    ],
    ids=["trainer", "generator"],
)
def test_unknown_model(family: Family) -> None:
    """A configured model without field names stops the program, by name."""
    with pytest.raises(UnknownModelError, match=r"'fal-ai/gone.*fal-ai/flux-lora"):
        require_models([family], Models())


@pytest.mark.parametrize(
    ("name", "avatar_type", "expected"),
    [
        (
            "fal-ai/flux-lora-fast-training",
            AvatarType.PORTRAIT,
            {
                "images_data_url": "u",
                "trigger_word": "av0123456789",
                "steps": 1000,
                "is_style": False,
                "create_masks": True,
                "data_archive_format": "zip",
            },
        ),
        (
            "fal-ai/flux-lora-fast-training",
            AvatarType.STYLE,
            {
                "images_data_url": "u",
                "trigger_word": "av0123456789",
                "steps": 1000,
                "is_style": True,
                "create_masks": False,
                "data_archive_format": "zip",
            },
        ),
        (
            "fal-ai/z-image-turbo-trainer-v2",
            AvatarType.PORTRAIT,
            {"image_data_url": "u", "default_caption": "av0123456789", "steps": 1000},
        ),
        (
            "fal-ai/krea-2-trainer",
            AvatarType.PORTRAIT,
            {
                "images_data_url": "u",
                "trigger_phrase": "av0123456789",
                "steps": 1000,
                "auto_captioning": "Object/Character",
            },
        ),
        (
            "fal-ai/flux-2-trainer-v2",
            AvatarType.PORTRAIT,
            {
                "image_data_url": "u",
                "default_caption": "av0123456789",
                "steps": 1000,
                "output_lora_format": "fal",
            },
        ),
    ],
)
def test_trainer_fields(
    name: str, avatar_type: AvatarType, expected: dict[str, object]
) -> None:
    """Each trainer has its own names for the same things, and styles their own."""
    trainer = TRAINERS[name, avatar_type]

    arguments = trainer.arguments(TRAINING, "u")

    assert expected == arguments
    assert trainer.made_for(TRAINING, arguments)


@pytest.mark.parametrize(
    "models",
    [
        Models(describer="fal-ai/gone"),
        Models(enricher="fal-ai/gone"),
        Models(upscaler="fal-ai/gone"),
    ],
    ids=["describer", "enricher", "upscaler"],
)
def test_unknown_model_of_all_families(models: Models) -> None:
    """So does a writer or an upscaler that is not known."""
    with pytest.raises(UnknownModelError, match="'fal-ai/gone' is none of"):
        require_models(Families(), models)


def test_a_style_is_no_portrait() -> None:
    """A trainer that is not set up for styles cannot be ordered one of."""
    family = attrs.evolve(FLUX_PORTRAIT, avatar_type=AvatarType.STYLE)

    with pytest.raises(UnknownModelError, match=r"portrait-trainer \(style\)' is none"):
        require_models([family], Models())


def test_negative_words() -> None:
    """What is not to be seen is told to the models that can be told, and only then."""
    order = attrs.evolve(GENERATION, negative="hands")
    silent = attrs.evolve(GENERATION, negative="")

    def told(order: GenerationOrder) -> set[str]:
        return {
            name
            for name, model in GENERATORS.items()
            if "negative_prompt" in model.arguments(order, "u")
        }

    model = GENERATORS["fal-ai/qwen-image-2512/lora"]
    assert {model.name} == told(order)
    assert "hands" == model.arguments(order, "u")["negative_prompt"]
    assert not told(silent)
    assert told(order) == {one.generator for one in Families() if one.heeds_negative}


@pytest.mark.parametrize("name", GENERATORS)
def test_generator_recognises_its_own(name: str) -> None:
    """What is sent for an order is found again, and nothing else."""
    arguments = GENERATORS[name].arguments(GENERATION, "u")

    assert GENERATORS[name].made_for(GENERATION, arguments)
    assert not GENERATORS[name].made_for(attrs.evolve(GENERATION, seed=1), arguments)


async def test_unknown_model_of_an_order(client: FalClient) -> None:
    """A job whose model is no longer known waits for its deadline."""
    training = attrs.evolve(TRAINING, model="fal-ai/gone")
    generation = attrs.evolve(GENERATION, model="fal-ai/gone")

    with pytest.raises(ProviderUnavailableError):
        await FalProvider(client).check(training, REQUEST_ID)
    with pytest.raises(ProviderUnavailableError):
        await FalProvider(client).find(training, since=NOW)
    with pytest.raises(ProviderUnavailableError):
        await FalProvider(client).check(generation, REQUEST_ID)
    with pytest.raises(ProviderUnavailableError):
        await FalProvider(client).find(generation, since=NOW)


async def test_globals() -> None:
    """A client makes fal_client try once, at the addresses it was given."""
    async with FalClient(
        KEY,
        queue_url="http://127.0.0.1:1/q",
        rest_url="http://127.0.0.1:1/r",
        cdn_url="http://127.0.0.1:1/c",
    ):
        pass

    assert 1 == fal_module.MAX_ATTEMPTS
    assert "http://127.0.0.1:1/q/" == fal_module.QUEUE_URL_FORMAT
    assert "http://127.0.0.1:1/r" == fal_module.REST_URL
    assert "http://127.0.0.1:1/c" == fal_module.CDN_URL


async def test_close_twice() -> None:
    """A client can be closed twice, and unused."""
    client = FalClient(KEY)
    await client.close()
    await client.close()

"""What the pictures depend on."""

import pytest

from tests.sandbox.fal.listening import Desk

from entrypoints.sandbox.fal.pictures import Order, compose, latin


async def test_same_order_same_bytes(desk: Desk) -> None:
    """Equal seed, prompt and photos give equal pictures."""
    first, second = await desk.train(), await desk.train()

    a = await desk.pictures(await desk.generate(first, seed=7, num_images=2))
    b = await desk.pictures(await desk.generate(second, seed=7, num_images=2))

    assert first != second
    assert a == b


async def test_other_order_other_bytes(desk: Desk) -> None:
    """Another seed, prompt or person makes another picture."""
    one, two = await desk.train(person=1), await desk.train(person=2)
    orders = [
        await desk.generate(one, seed=7),
        await desk.generate(one, seed=8),
        await desk.generate(one, seed=7, prompt="на море"),
        await desk.generate(two, seed=7),
        await desk.generate(seed=7),
    ]

    pictures = [(await desk.pictures(order))[0] for order in orders]

    assert len(orders) == len(set(pictures))


async def test_seeds_may_be_huge(desk: Desk) -> None:
    """Without a seed one of 64 bits is chosen, which may exceed a signed integer."""
    seeds = {
        (await desk.generate(image_size={"width": 64, "height": 64})).json()["seed"]
        for _ in range(20)
    }

    assert 20 == len(seeds)
    assert max(seeds) >= 2**63


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Портрет в Риме — ещё №1", "Portret v Rime - eshchyo No.1"),
        ("«Café» crème…", '"Cafe" creme...'),
        ("Объём 🙂 Щука", "Obyom Shchuka"),
        ("\ud800\x00", ""),
    ],
)
def test_caption_letters(text: str, spelled: str) -> None:
    """Captions are spelled with the letters of the bundled font."""
    assert spelled == latin(text)


@pytest.mark.parametrize("prompt", ["", "word" * 500, "слово " * 500, "\ud800"])
def test_any_prompt_fits(prompt: str) -> None:
    """A caption can be made of any prompt."""
    order = Order(prompt=prompt, seed=2**70, width=320, height=320, label="1 of 1")

    assert compose(order, []) == compose(order, [])

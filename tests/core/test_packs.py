"""Packs: their prompts, their limits and their prices."""

import attrs
import pytest

from tests.packs import pack_of

from avatar_core import Language, PriceBook, Size
from avatar_core.ids import PackId
from avatar_core.packs import ANYBODY, Field, Pack, fill, prompt_faults


ANNA = {Field.TRIGGER: "av1", Field.GENDER: "woman", Field.THEIR: "her"}
HAIR = {Field.HAIR: "long red"}


def a_pack(**changes: object) -> Pack:
    """Return a valid pack with these changes."""
    good = Pack(
        id=PackId("film-noir"),
        title={Language.ENGLISH: "Film noir", Language.RUSSIAN: "Нуар"},
        description={Language.ENGLISH: "Rain"},
        prompts=("portrait of {trigger} {gender}",),
        size=Size.PORTRAIT,
    )
    return attrs.evolve(good, **changes)  # type: ignore[arg-type] # on purpose


def test_every_field_is_filled() -> None:
    """A person's traits take the places of the fields."""
    prompt = "photo of {trigger} {gender}, {hair} hair, in {their} kitchen"

    filled = fill(prompt, {**ANNA, **HAIR})

    assert "photo of av1 woman, long red hair, in her kitchen" == filled


@pytest.mark.parametrize("hair", [{}, {Field.HAIR: ""}])
def test_unknown_traits_are_left_out(hair: dict[Field, str]) -> None:
    """The phrase around an unknown trait is left out with its comma."""
    prompt = "photo of {trigger} {gender},  with {hair} hair , in rain, {hair} brows"

    filled = fill(prompt, {**ANNA, **hair})

    assert "photo of av1 woman, in rain" == filled


def test_nothing_is_filled_twice() -> None:
    """Braces in a person's traits are ordinary text."""
    traits = {**ANNA, Field.HAIR: "{gender}, {0}"}

    assert "av1, {gender}, {0} hair" == fill("{trigger}, {hair} hair", traits)


def test_a_scene_for_anybody() -> None:
    """A prompt without traits can be drawn with any avatar."""
    prompt = "ink of {trigger} {gender}, {hair} hair, {their} hat, rain"

    assert "ink of a person, their hat, rain" == fill(prompt, ANYBODY)


@pytest.mark.parametrize(
    ("prompt", "fault"),
    [
        ("portrait of {trigger} with {hairs}", "{hairs} is no field"),
        ("portrait of {trigger} {}", "{} is no field"),
        ("portrait of {trigger} {gender!r}", "{gender!r} is no field"),
        ("portrait of {trigger} {gender", "a brace stands alone"),
        ("portrait of {trigger} gender}", "a brace stands alone"),
        ("portrait of {{trigger}}", "a brace stands alone"),
        ("portrait of a {gender}", "{trigger} has to be in it exactly once"),
        ("{trigger} and {trigger}", "{trigger} has to be in it exactly once"),
        ("{trigger} with {hair} hair", "{hair} needs commas around it"),
        ("", "it has 0 characters"),
        ("{trigger}" + "x" * 1000, "it has 1009 characters"),
    ],
)
def test_a_faulty_prompt(prompt: str, fault: str) -> None:
    """It is refused when the pack is made, not when it is ordered."""
    assert any(said.startswith(fault) for said in prompt_faults(prompt))

    with pytest.raises(ValueError, match="number 1"):
        a_pack(prompts=(prompt,))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": PackId("Film noir")}, "id: 'Film noir'"),
        ({"id": PackId("a--b")}, "id: 'a--b'"),
        ({"id": PackId("x" * 25)}, "id: "),
        ({"id": PackId("")}, "id: "),
        ({"title": {}}, "title: it is said in no language"),
        ({"title": {Language.ENGLISH: "x" * 41}}, "title: in en it has 41"),
        ({"description": {Language.RUSSIAN: ""}}, "description: in ru it has 0"),
        ({"prompts": ()}, "prompts: there are 0"),
        ({"prompts": ("{trigger} x",) * 21}, "prompts: there are 21"),
        ({"percent": 0}, "percent: 0"),
        ({"percent": 1001}, "percent: 1001"),
        ({"negative": "x" * 1001}, "negative"),
    ],
)
def test_an_invalid_pack(changes: dict[str, object], fault: str) -> None:
    """A pack outside its limits cannot be made."""
    with pytest.raises(ValueError, match=fault):
        a_pack(**changes)


def test_a_missing_language_is_replaced() -> None:
    """A pack has its texts in the language asked for, or else in another."""
    pack = a_pack()

    assert ("Нуар", "Rain") == (
        pack.title_in(Language.RUSSIAN),
        pack.description_in(Language.RUSSIAN),
    )


@pytest.mark.parametrize(
    ("count", "percent", "prices"),
    [
        (1, 100, (5,)),
        (4, 100, (5, 5, 5, 5)),
        (4, 90, (5, 5, 4, 4)),
        (3, 1, (1, 0, 0)),
        (3, 110, (6, 6, 5)),
    ],
)
def test_a_pack_is_rounded_up_once(
    count: int, percent: int, prices: tuple[int, ...]
) -> None:
    """Its pictures share its price in whole credits; the first ones cost more."""
    pack = a_pack(prompts=("{trigger} at sea",) * count, percent=percent)

    assert prices == pack.prices(PriceBook(picture=5))
    assert (count == 1) is pack.is_style


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sea", True),
        ("SEAS", True),
        ("морем", True),
        ("stormy sea", True),
        ("sea desert", False),
        ("gender", False),
        ("", True),
    ],
)
def test_what_a_pack_speaks_of(words: str, found: bool) -> None:
    """Each word has to be in its texts or prompts, but for case and ending."""
    pack = attrs.evolve(
        pack_of(1),
        title={Language.ENGLISH: "At sea", Language.RUSSIAN: "У моря"},
        prompts=("{trigger} {gender} on a stormy sea",),
    )

    assert found is pack.speaks_of(words)

"""Packs as files: faults by line, reloaded without a restart, never fatal."""

from pathlib import Path

import pytest
import structlog

from adapters.packs import SHIPPED, FilePacks, PackFileError, read_pack
from adapters.telegram.texts import spoken
from avatar_core import AvatarType, Language, Size
from avatar_core.errors import NotFoundError
from avatar_core.ids import PackId
from avatar_core.packs import Category, Pack
from avatar_core.ports import PackShelf
from avatar_core.word_policy import WordPolicy


GOOD = """\
title:
  en: Film noir
  ru: Нуар
description:
  en: Rain
  ru: Дождь
size: 3:4
percent: 90
avatars: [portrait]
negative: colour
prompts:
  - film still of {trigger} {gender},
    {hair} hair, rain
  - portrait of {trigger}
"""
JPEG = b"\xff\xd8\xff\xe0 and so on"
NOIR = PackId("noir")


def written(folder: Path, text: str | bytes = GOOD, name: str = "noir.yaml") -> Path:
    """Write a file and return its path."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def faults_of(file: Path) -> list[str]:
    """Return what is said about a file that is no pack, without its path."""
    with pytest.raises(PackFileError) as caught:
        read_pack(file)
    return [f"{fault.line}: {fault.says}" for fault in caught.value.faults]


def test_a_good_file(tmp_path: Path) -> None:
    """Everything in it is in the pack, and the picture beside it."""
    written(tmp_path, JPEG, "noir.jpg")

    pack = read_pack(written(tmp_path))

    assert (
        Pack(
            id=NOIR,
            title={Language.ENGLISH: "Film noir", Language.RUSSIAN: "Нуар"},
            description={Language.ENGLISH: "Rain", Language.RUSSIAN: "Дождь"},
            prompts=(
                "film still of {trigger} {gender}, {hair} hair, rain",
                "portrait of {trigger}",
            ),
            negative="colour",
            size=Size.PORTRAIT,
            percent=90,
            avatar_types=frozenset({AvatarType.PORTRAIT}),
            example=JPEG,
        )
        == pack
    )


def test_what_may_be_left_out(tmp_path: Path) -> None:
    """One language, a size and a prompt are enough."""
    text = (
        "title: {ru: Нуар}\ndescription: {ru: Ночь}\nsize: 1:1\nprompts: [a {trigger}]"
    )

    pack = read_pack(
        written(tmp_path, text.replace("[a {trigger}]", "['a {trigger}']"))
    )

    assert (100, "", None) == (pack.percent, pack.negative, pack.example)
    assert "Нуар" == pack.title_in(Language.ENGLISH)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("size: 3:4", "size: 5:4", "7: '5:4' is no size; there are: 1:1, 3:4"),
        ("percent: 90", "percent: cheap", "8: percent is a whole number, not 'cheap'"),
        ("percent: 90", "percent: 0", "1: percent: 0 is not in 1-1000"),
        ("percent: 90", "price: 90", "8: 'price' is not known here; there are: title"),
        ("percent: 90", "size: 1:1", "8: size is said twice"),
        ("size: 3:4", "size: []", "7: size is not plain text"),
        ("size: 3:4", "size: [3:4, 1:1]", "7: size is not plain text"),
        ("[portrait]", "[ghost]", "9: 'ghost' is no avatars; there are: portrait"),
        ("  ru: Нуар", "  xx: Нуар", "3: 'xx' is not known here; there are: en, ar"),
        ("Film noir", "x" * 41, "1: title: in en it has 41 characters, not 1-40"),
        ("  en: Rain\n  ru: Дождь", "  - Rain", "5: description is written as lines"),
        ("negative: colour", "negative: [a]", "10: negative is not plain text"),
        ("{gender}", "{sex}", "12: {sex} is no field; there are {trigger}, {gender}"),
        ("- portrait of {trigger}", "- portrait", "14: {trigger} has to be in it"),
        ("- portrait of {trigger}", "- [x]", "14: a prompt is not plain text"),
        ("prompts:", "prompts: none\nnegative:", "11: prompts is written as lines"),
        ("size: 3:4\n", "", "1: size is missing"),
        ("title:", "title: [", "3: it is no YAML"),
    ],
)
def test_a_faulty_file(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """The fault is said in a sentence, with the line that it is on."""
    said = faults_of(written(tmp_path, GOOD.replace(old, new, 1)))

    assert any(one.startswith(fault) for one in said), said


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: a pack is written as lines of `key: value`"),
        ("just words", "1: a pack is written as lines of `key: value`"),
        (b"\xff\xfe\x00", "1: it is not UTF-8"),
        ("\0", "1: it is no YAML"),
        ("[" * 20_000, "1: it is nested too deeply"),
        ("#" * 70_000, "1: it is longer than 65536 bytes"),
        (GOOD + "  - a {trigger}\n" * 30, "1: prompts: there are 21, not 1-20"),
        ("!!python/object:os.system {}", "1: title is missing"),
    ],
)
def test_a_file_that_is_something_else(
    tmp_path: Path, text: str | bytes, fault: str
) -> None:
    """A file of another kind is refused without harm."""
    said = faults_of(written(tmp_path, text))

    assert any(one.startswith(fault) for one in said), said


def test_a_text_referred_to_often(tmp_path: Path) -> None:
    """The error message stays in proportion to the file."""
    text = f"negative: &a {'x' * 30_000}\navatars: [{'*a ,' * 8000}]\n"

    with pytest.raises(PackFileError) as caught:
        read_pack(written(tmp_path, text))

    assert len(caught.value.faults) > 8000
    assert len(str(caught.value)) < 100 * len(text)


@pytest.mark.parametrize("data", [b"GIF89a", b"", JPEG + bytes(400_000)])
def test_a_faulty_picture(tmp_path: Path, data: bytes) -> None:
    """An invalid picture is a fault of the pack."""
    written(tmp_path, data, "noir.jpg")

    assert ["1: it is no JPEG of at most 307200 bytes"] == faults_of(written(tmp_path))


@pytest.mark.parametrize(
    ("said", "instead", "faults"),
    [
        (" rain", " naked in the rain", ["12: {}nudity"]),
        (" rain", " a child in a bikini", ["12: {}minors"]),
        ("negative: colour", "negative: clothes", ["12: {}nudity", "14: {}nudity"]),
    ],
)
def test_prompts_are_judged(
    tmp_path: Path, said: str, instead: str, faults: list[str]
) -> None:
    """What is refused of people is refused of packs, unless the owner allows it."""
    file = written(tmp_path, GOOD.replace(said, instead))

    policy = "the word policy does not allow it: "
    assert [fault.format(policy) for fault in faults] == faults_of(file)
    if "child" not in instead:
        assert NOIR == read_pack(file, WordPolicy(nudity=True)).id


def test_a_name_that_is_no_id(tmp_path: Path) -> None:
    """A file name that is no valid id is a fault."""
    (said,) = faults_of(written(tmp_path, name="Film Noir.yaml"))

    assert said.startswith("1: id: 'Film Noir'")


# --- the shelf ----------------------------------------------------------------


def shelf_of(*folders: Path) -> PackShelf:
    """Return a shelf over folders, which is one that the core can use."""
    return FilePacks(folders)


async def test_a_file_is_seen_without_a_restart(tmp_path: Path) -> None:
    """Added, changed and removed files are seen at the next look."""
    shelf = shelf_of(tmp_path)
    assert [] == await shelf.all()

    file = written(tmp_path)
    assert [90] == [pack.percent for pack in await shelf.all()]

    written(tmp_path, GOOD.replace("percent: 90", "percent: 120"))
    assert 120 == (await shelf.get(NOIR)).percent

    written(tmp_path, JPEG, "noir.jpg")
    assert JPEG == (await shelf.get(NOIR)).example

    file.unlink()
    with pytest.raises(NotFoundError):
        await shelf.get(NOIR)


async def test_a_broken_file_is_passed_over(tmp_path: Path) -> None:
    """A broken file is skipped and logged once."""
    shelf = shelf_of(tmp_path)
    written(tmp_path)
    broken = written(tmp_path, "size: 3:4", "broken.yaml")

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            assert [NOIR] == [pack.id for pack in await shelf.all()]

    (line,) = logs
    assert ("pack.broken", "warning") == (line["event"], line["log_level"])
    assert f"{broken}:1: title is missing" in line["faults"]

    written(tmp_path, GOOD, "broken.yaml")
    assert 2 == len(await shelf.all())


async def test_what_is_not_changed_is_not_read_again(tmp_path: Path) -> None:
    """An unchanged file is not read again."""
    shelf = shelf_of(tmp_path)
    written(tmp_path)

    assert await shelf.get(NOIR) is await shelf.get(NOIR)


async def test_the_owners_pack_takes_the_place_of_a_shipped_one(
    tmp_path: Path,
) -> None:
    """A pack of a later folder replaces one with the same id."""
    written(tmp_path, GOOD, "film-noir.yaml")

    packs = await shelf_of(SHIPPED, tmp_path).all()

    assert ["Rain"] == [
        pack.description_in(Language.ENGLISH)
        for pack in packs
        if pack.id == PackId("film-noir")
    ]


async def test_no_folder(tmp_path: Path) -> None:
    """A missing folder has no packs."""
    assert [] == await shelf_of(tmp_path / "nowhere").all()


# --- what is shipped ----------------------------------------------------------


SHIPPED_FILES = sorted(SHIPPED.glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED_FILES, ids=lambda file: file.stem)
def test_a_shipped_pack(file: Path) -> None:
    """A shipped pack is valid, in every language, with a small picture."""
    pack = read_pack(file)

    assert set(spoken()) == pack.title.keys() == pack.description.keys()
    assert pack.example is not None
    assert len(pack.example) <= 40_000
    assert len(pack.prompts) == 1 or 4 <= len(pack.prompts) <= 8


def test_there_is_a_choice() -> None:
    """Each category has packs, there are styles as well, and no stray pictures."""
    packs = [read_pack(file) for file in SHIPPED_FILES]

    assert len(packs) >= 34
    assert {True, False} == {pack.is_style for pack in packs}
    assert set(Category) <= {pack.category for pack in packs}
    assert {file.stem for file in SHIPPED_FILES} == {
        picture.stem for picture in SHIPPED.glob("*.jpg")
    }

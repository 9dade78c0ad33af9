"""The architecture page and the noxfile are complete and up to date."""

import re

from pathlib import Path


ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_place_is_there() -> None:
    """Every path on the page exists."""
    places = re.findall(r"`((?:src|tests)/[\w./]*)`", PAGE)

    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_part_is_told_of() -> None:
    """The page names every package of the core and the entry points."""
    packages = [
        init.parent.relative_to(ROOT)
        for layer in ("avatar_core", "entrypoints")
        for init in (ROOT / "src" / layer).glob("*/__init__.py")
    ]

    assert len(packages) >= 4
    assert [one for one in packages if f"`{one.as_posix()}/" not in PAGE] == []


def test_proofs_import_tests_and_never_the_other_way_round() -> None:
    """No test outside `tests/proofs` imports it."""
    proofs = ROOT / "tests" / "proofs"
    importing = re.compile(r"^\s*(?:from|import) tests\.proofs\b", re.MULTILINE)
    outside = [
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "tests").rglob("*.py")
        if not file.is_relative_to(proofs)
        and importing.search(file.read_text(encoding="utf-8"))
    ]

    assert list(proofs.glob("*/*.py"))
    assert outside == []


def test_nox_collects_every_marked_file() -> None:
    """The sessions browser and crowd list all files with marked tests."""
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    marked = [
        path.relative_to(ROOT)
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"pytest\.mark\.(browser|crowd)\b", path.read_text("utf-8"))
    ]

    assert len(marked) >= 4
    assert [
        path
        for path in marked
        if not any(f'"{place.as_posix()}"' in noxfile for place in (path, path.parent))
    ] == []

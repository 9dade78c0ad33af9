"""The page about the architecture speaks of what is there."""

import re

from pathlib import Path


ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_place_is_there() -> None:
    """Whoever follows a path of the page finds something."""
    places = re.findall(r"`((?:src|tests)/[\w./]*)`", PAGE)

    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_part_is_told_of() -> None:
    """Nothing at the top of the core or the entrypoints is left out."""
    packages = [
        init.parent.relative_to(ROOT)
        for layer in ("avatar_core", "entrypoints")
        for init in (ROOT / "src" / layer).glob("*/__init__.py")
    ]

    assert len(packages) >= 5
    assert [one for one in packages if f"`{one.as_posix()}/" not in PAGE] == []


def test_proofs_import_tests_and_never_the_other_way_round() -> None:
    """What proofs and tests share lies outside `tests/proofs`."""
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

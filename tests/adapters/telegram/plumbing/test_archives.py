"""Archives that a bot may send."""

import zipfile

from collections.abc import AsyncIterator

import pytest

from aiogram import Bot

from adapters.telegram.archives import OpenFile, archives


MIB = 1024 * 1024
_BOT = Bot("42:a")


async def _files(*sizes: int) -> AsyncIterator[tuple[str, bytes]]:
    for number, size in enumerate(sizes):
        yield f"{number}.jpg", bytes([number]) * size


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1], [["0.jpg"]]),
        ([MIB] * 5, [["0.jpg", "1.jpg"], ["2.jpg", "3.jpg"], ["4.jpg"]]),
        ([1, 9 * MIB, 1], [["0.jpg"], ["1.jpg"], ["2.jpg"]]),
    ],
)
async def test_each_is_small_enough(
    sizes: list[int], expected: list[list[str]]
) -> None:
    """Files are split over archives; one that is too large is alone in its own."""
    found = []
    async for file in archives(_files(*sizes), largest=2 * MIB + MIB // 2):
        with zipfile.ZipFile(file) as archive:
            found.append(archive.namelist())
            assert archive.testzip() is None
        whole = b"".join([piece async for piece in OpenFile(file, "a.zip").read(_BOT)])
        file.seek(0)
        assert file.read() == whole
    assert expected == found

"""Faces, found by dlib for real in the sandbox's drawings."""

import asyncio
import atexit
import io
import os
import signal
import sys
import unittest

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

import attrs
import psutil
import pytest

from PIL import Image
from structlog.testing import capture_logs
from tests.core.sound import PHOTO

from adapters.faces import DlibFaces, is_installed
from adapters.faces.inspector import _process
from adapters.pictures import PillowPictures
from avatar_core import PhotoId
from avatar_core.coach import Mark, Wish, distances, judge
from avatar_core.errors import FacesUnavailableError
from avatar_core.testing.contracts.faces import FaceInspectorContract
from entrypoints.parts import open_faces
from entrypoints.sandbox.sample_photos import poor_photos, sample_photos
from entrypoints.settings import Settings


pytestmark = pytest.mark.skipif(
    not is_installed(), reason="dlib has no wheel for this system"
)


#: On a busy machine the models take long to load.
_PATIENCE: Final = 120.0


@cache
def inspector() -> DlibFaces:
    """Return what all tests share; its process ends with this one."""
    faces = DlibFaces(patience_seconds=_PATIENCE)
    atexit.register(faces.close)
    return faces


@cache
def jpeg(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=92)
        return file.getvalue()


def bare() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((600, 600)).save(file, "JPEG")
    return file.getvalue()


class TestDlibFaces(FaceInspectorContract, unittest.IsolatedAsyncioTestCase):
    """dlib does what the port promises."""

    async def open_faces(self) -> DlibFaces:
        return inspector()

    def open_photos(self) -> tuple[Sequence[bytes], bytes, bytes]:
        (_, anna), (_, again), *_ = sample_photos(1)
        (_, boris), *_ = sample_photos(2)
        return [jpeg(anna), jpeg(again)], jpeg(boris), bare()


async def test_the_poor_set_is_seen_through() -> None:
    """Each spoiled photo has the mark of what was done to it, and no other has one."""
    pictures, faces = PillowPictures(), inspector()
    photos, descriptors = [], {}
    names = {}
    for number, (name, data) in enumerate(poor_photos(), 1):
        kept = await pictures.inspect(data)
        found = await faces.find(kept.data, describe=True)
        id_ = PhotoId(UUID(int=number))
        names[id_] = name.partition(".")[0]
        photos.append(
            attrs.evolve(
                PHOTO,
                id=id_,
                perceptual_hash=kept.perceptual_hash,
                faces=found.faces,
            )
        )
        assert found.descriptor is not None, name
        descriptors[id_] = found.descriptor
    far = distances(descriptors)
    pictures.close()

    judgement = judge([attrs.evolve(one, distance=far[one.id]) for one in photos])

    assert {
        "boris-02": Mark.SOMEBODY_ELSE,
        "poor-blurred-1": Mark.BLURRED,
        "poor-blurred-2": Mark.BLURRED,
        "poor-dark": Mark.TOO_DARK,
        "poor-repeated-1": Mark.NEARLY_THE_SAME,
        "poor-repeated-2": Mark.NEARLY_THE_SAME,
    } == {names[photo]: marks[0] for photo, marks in judgement.marks.items()}
    assert Wish.SIDE_VIEW in judgement.wishes
    assert judgement.too_low


async def test_few_photos_wait() -> None:
    """More photos than can be measured in 3 s are not waited for: others need the bot."""
    finds = [inspector().find(bare(), describe=False) for _ in range(13)]

    found = await asyncio.gather(*finds, return_exceptions=True)

    assert 1 == sum(isinstance(each, FacesUnavailableError) for each in found)


async def test_a_process_that_dies_is_replaced() -> None:
    """Whoever waits for it hears that nothing can be told; the next photo is measured."""
    faces = DlibFaces(patience_seconds=_PATIENCE)
    photo = jpeg(sample_photos()[0][1])
    try:
        await faces.find(photo, describe=False)
        with capture_logs() as logs:
            [child] = faces._process._processes
            os.kill(child, signal.SIGKILL)
            with pytest.raises(FacesUnavailableError):
                await faces.find(photo, describe=False)
        assert ["faces.process_died"] == [line["event"] for line in logs]
        assert (await faces.find(photo, describe=False)).faces
    finally:
        faces.close()


async def test_a_photo_without_end_is_ended() -> None:
    """What takes too much of the processor's time ends the process, not the product."""
    with _process() as process, pytest.raises(BrokenProcessPool):
        await asyncio.get_running_loop().run_in_executor(process, exec, _SPINNING)


async def test_what_is_no_photo_is_logged() -> None:
    """A file that cannot be measured is not judged, and the log says why."""
    with capture_logs() as logs, pytest.raises(FacesUnavailableError):
        await inspector().find(b"no photo", describe=True)

    assert ["faces.failed"] == [line["event"] for line in logs]


async def test_the_process_ends_with_a_killed_product(tmp_path: Path) -> None:
    """After a SIGKILL of the product no process of faces is left."""
    script = tmp_path / "product.py"
    script.write_text(_SCRIPT, "utf-8")
    script.with_name("photo.jpg").write_bytes(bare())
    product = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert product.stdout is not None
    pid = int(await product.stdout.readline())
    product.kill()
    await product.wait()

    with suppress(psutil.NoSuchProcess):
        await asyncio.to_thread(psutil.Process(pid).wait, _PATIENCE)


def test_another_file_is_no_model() -> None:
    """The files of the models are checked before they are loaded."""
    measuring = pytest.importorskip("adapters.faces.measuring")

    for name, why in ((measuring.LANDMARKS[0], "another file"), ("no.dat", "missing")):
        with pytest.raises(measuring.ModelError, match=why):
            measuring._checked(name, "0" * 64)


@pytest.mark.parametrize(("coach", "events"), [(True, 1), (False, 0)])
def test_a_missing_dlib_is_said(
    monkeypatch: pytest.MonkeyPatch, coach: bool, events: int
) -> None:
    """Without the extra the product goes on, and the log says so, unless it is unwanted."""
    monkeypatch.setitem(sys.modules, "dlib", None)
    settings = Settings.model_validate(
        {"bot_token": "1:abc", "fal_key": "id:key", "coach": coach}
    )

    with capture_logs() as logs:
        assert open_faces(settings, AsyncExitStack()) is None

    assert ["coach.not_installed"] * events == [line["event"] for line in logs]


_SPINNING = """
from adapters.faces.inspector import at_most
with at_most(0.2):
    while True:
        pass
"""
_SCRIPT = """
import asyncio
from pathlib import Path
from adapters.faces import DlibFaces

async def main():
    faces = DlibFaces(patience_seconds=120)
    photo = Path(__file__).with_name("photo.jpg").read_bytes()
    await faces.find(photo, describe=False)
    print(*faces._process._processes, flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""

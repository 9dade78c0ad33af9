"""What every `FaceInspector` promises, as tests.

class TestMyFaces(FaceInspectorContract, unittest.IsolatedAsyncioTestCase):
    async def open_faces(self):
        return MyFaces(...)
"""

from collections.abc import Sequence

from ...ports import FaceInspector
from . import Contract


class FaceInspectorContract(Contract):
    """Mix into `unittest.IsolatedAsyncioTestCase`; implement the open methods."""

    async def open_faces(self) -> FaceInspector:
        """Return what is tested."""
        raise NotImplementedError

    def open_photos(self) -> tuple[Sequence[bytes], bytes, bytes]:
        """Return two photos of one person, one of another, and one without a face."""
        raise NotImplementedError

    async def asyncSetUp(self) -> None:
        """Open it."""
        await super().asyncSetUp()
        self.faces = await self.open_faces()

    async def test_a_face_is_found_within_its_photo(self) -> None:
        """There is one face, most of which is in the photo, and no descriptor."""
        (photo, _), _, _ = self.open_photos()
        found = await self.faces.find(photo, describe=False)
        self.assertEqual(len(found.faces), 1)
        self.assertLess(found.faces[0].outside, 0.5)
        self.assertIsNone(found.descriptor)

    async def test_no_face_is_found_where_there_is_none(self) -> None:
        """A photo without a face has no descriptor either."""
        _, _, bare = self.open_photos()
        found = await self.faces.find(bare, describe=True)
        self.assertEqual(found.faces, ())
        self.assertIsNone(found.descriptor)

    async def test_a_person_is_closer_to_themselves(self) -> None:
        """Two faces of one person are closer than those of two people."""
        (one, again), other, _ = self.open_photos()
        found = [
            await self.faces.find(each, describe=True) for each in (one, again, other)
        ]
        first, second, third = (each.descriptor for each in found)
        assert first is not None
        assert second is not None
        assert third is not None
        self.assertLess(first.distance(second), first.distance(third))

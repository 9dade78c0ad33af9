"""Mark pictures as made by AI: XMP in each file, and a C2PA signature if there is a key.

Marks that a file came with are kept, and the metadata of people is cut out, segment by
segment, so that pixels are not encoded anew. docs/marks.md says what the marks are.
"""

from .badge import draw_badge
from .marking import Marker
from .signing import PictureFile, Signer, SigningError


__all__ = ["Marker", "PictureFile", "Signer", "SigningError", "draw_badge"]

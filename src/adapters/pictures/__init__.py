"""Photos checked and re-encoded by Pillow; pictures checked and marked.

They come from strangers. The first bytes tell the format; then the file is parsed in
bounded time and rebuilt from the parts that decoding needs, so that a decoder sees
nothing else.
"""

from .inspector import DESCRIBED, PhotoLimits, PictureLimits, PillowPictures
from .marks import Marker, Signer, SigningError


__all__ = [
    "DESCRIBED",
    "Marker",
    "PhotoLimits",
    "PictureLimits",
    "PillowPictures",
    "Signer",
    "SigningError",
]

"""Photos and pictures, checked and re-encoded by Pillow.

They come from strangers. The first bytes tell the format; then the file is parsed in
bounded time and rebuilt from the parts that decoding needs, so that a decoder sees
nothing else.
"""

from .inspector import DESCRIBED, PhotoLimits, PictureLimits, PillowPictures


__all__ = ["DESCRIBED", "PhotoLimits", "PictureLimits", "PillowPictures"]

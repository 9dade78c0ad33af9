"""Photos and pictures, judged and re-encoded by Pillow.

All of them were made by strangers. The format is told by the first bytes; then the
file is walked in bounded time and rebuilt from the parts that decoding needs, so
that a decoder never meets anything else.
"""

from .inspector import DESCRIBED, PhotoLimits, PictureLimits, PillowPictures


__all__ = ["DESCRIBED", "PhotoLimits", "PictureLimits", "PillowPictures"]

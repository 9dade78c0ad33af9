"""What every adapter of a port promises, as tests."""

import unittest

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    Contract = unittest.IsolatedAsyncioTestCase
else:
    Contract = object  # a mix-in: only the subclass is collected as a test

__all__ = ["Contract"]

"""Messages of every kind that people can send, besides texts and photos."""

import json

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final


#: The content of a message by its kind, as Telegram sends it on.
KINDS: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    (files(__package__) / "kinds.json").read_text("utf-8")
)

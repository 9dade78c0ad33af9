"""The input of a model."""

from collections.abc import Mapping
from typing import Any

import attrs

from .books import Record
from .downloads import Downloads
from .endpoints import Endpoint
from .faults import Faults
from .files import Files


@attrs.frozen
class Work:
    """One request to be carried out."""

    record: Record
    endpoint: Endpoint
    #: The checked input, defaults included.
    values: Mapping[str, Any]
    files: Files
    downloads: Downloads
    faults: Faults

"""fal.ai as the paid provider.

Create one `FalClient` inside the event loop, share it, and close it before that loop
ends:

    async with FalClient(key) as client:
        provider = FalProvider(client, webhook_url)
"""

from .client import SUBMIT_SECONDS, FalAddresses, FalClient, HttpAnswerError
from .files import FalFiles
from .models import UnknownModelError, require_models
from .platform_api import FalCatalogue
from .provider import FalProvider
from .webhook import (
    BODY_LIMIT,
    FalWebhooks,
    ForgedWebhookError,
    Forgery,
    KeysUnavailableError,
)


__all__ = [
    "BODY_LIMIT",
    "SUBMIT_SECONDS",
    "FalAddresses",
    "FalCatalogue",
    "FalClient",
    "FalFiles",
    "FalProvider",
    "FalWebhooks",
    "ForgedWebhookError",
    "Forgery",
    "HttpAnswerError",
    "KeysUnavailableError",
    "UnknownModelError",
    "require_models",
]

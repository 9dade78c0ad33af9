"""fal.ai as the paid provider.

One `FalClient` is made inside the event loop that uses it and shared by
everything here; closing it, when that loop is about to end, is its maker's task:

    async with FalClient(key) as client:
        provider = FalProvider(client, webhook_url)
"""

from .catalogue import FalCatalogue
from .client import FalClient, FalTimeouts
from .models import (
    GENERATORS,
    TRAINERS,
    UPSCALERS,
    WRITERS,
    GeneratorModel,
    TrainerModel,
    UnknownModelError,
    UpscalerModel,
    WriterModel,
    require_models,
)
from .provider import FalProvider
from .uploads import FalUploads
from .webhook import (
    BODY_LIMIT,
    FalWebhooks,
    ForgedWebhookError,
    Forgery,
    KeysUnavailableError,
    VerifiedHint,
)


__all__ = [
    "BODY_LIMIT",
    "GENERATORS",
    "TRAINERS",
    "UPSCALERS",
    "WRITERS",
    "FalCatalogue",
    "FalClient",
    "FalProvider",
    "FalTimeouts",
    "FalUploads",
    "FalWebhooks",
    "ForgedWebhookError",
    "Forgery",
    "GeneratorModel",
    "KeysUnavailableError",
    "TrainerModel",
    "UnknownModelError",
    "UpscalerModel",
    "VerifiedHint",
    "WriterModel",
    "require_models",
]

"""fal.ai as trainer, image generator, writer and upscaler.

One `FalClient` is made inside the event loop that uses it and shared by
everything here; closing it, when that loop is about to end, is its maker's task:

    async with FalClient(key) as client:
        trainer = FalTrainer(client, webhook_url)
        generator = FalImageGenerator(client, webhook_url)
        writer = FalWriter(client, webhook_url)
        upscaler = FalUpscaler(client, webhook_url)
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
from .roles import FalImageGenerator, FalTrainer, FalUpscaler, FalWriter
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
    "FalImageGenerator",
    "FalTimeouts",
    "FalTrainer",
    "FalUploads",
    "FalUpscaler",
    "FalWebhooks",
    "FalWriter",
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

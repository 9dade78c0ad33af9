"""fal.ai as trainer and image generator.

One `FalClient` is made inside the event loop that uses it and shared by
everything here; closing it, when that loop is about to end, is its maker's task:

    async with FalClient(key) as client:
        trainer = FalTrainer(client, webhook_url)
        generator = FalImageGenerator(client, webhook_url)
"""

from .client import FalClient, FalTimeouts
from .generator import FalImageGenerator
from .models import (
    GENERATORS,
    TRAINERS,
    GeneratorModel,
    TrainerModel,
    UnknownModelError,
    require_models,
)
from .trainer import FalTrainer
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
    "FalClient",
    "FalImageGenerator",
    "FalTimeouts",
    "FalTrainer",
    "FalUploads",
    "FalWebhooks",
    "ForgedWebhookError",
    "Forgery",
    "GeneratorModel",
    "KeysUnavailableError",
    "TrainerModel",
    "UnknownModelError",
    "VerifiedHint",
    "require_models",
]

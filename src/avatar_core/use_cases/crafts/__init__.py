"""What differs between the kinds of job: the call made, and what is brought home."""

from .craft import Craft, Harvest, Standing
from .generation import Generation
from .training import Training
from .upscaling import Upscaling
from .writing import Writing


__all__ = [
    "Craft",
    "Generation",
    "Harvest",
    "Standing",
    "Training",
    "Upscaling",
    "Writing",
]

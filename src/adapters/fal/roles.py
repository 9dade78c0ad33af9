"""What fal is to us: the models of each role, and what they are called with."""

from typing import Any

import attrs

from avatar_core.orders import GenerationOrder, Scene, TrainingOrder, UpscaleOrder
from avatar_core.ports import (
    DrawnPicture,
    DrawnPictures,
    GenerationCall,
    TrainedWeights,
    TrainingCall,
    Unfinished,
    UpscaleCall,
    WritingCall,
    WritingOrder,
)

from .answers import ErrorAnswer, writer_ending
from .models import (
    GENERATORS,
    UPSCALERS,
    WRITERS,
    GeneratorModel,
    TrainerModel,
    UpscalerModel,
    WriterModel,
    known_model,
    known_trainer,
)
from .provider import FalProvider


@attrs.frozen
class FalTrainer(FalProvider[TrainingCall, TrainingOrder, TrainedWeights]):
    """A `avatar_core.ports.Trainer` at fal."""

    def _model(self, order: TrainingOrder, /) -> TrainerModel:
        return known_trainer(order.model, order.avatar_type)

    def _arguments(self, call: TrainingCall, /) -> dict[str, Any]:
        return self._model(call.order).arguments(call.order, call.archive_url)


@attrs.frozen
class FalImageGenerator(FalProvider[GenerationCall, GenerationOrder, DrawnPictures]):
    """A `avatar_core.ports.ImageGenerator` at fal."""

    def _model(self, order: GenerationOrder, /) -> GeneratorModel:
        return known_model(GENERATORS, order.model)

    def _arguments(self, call: GenerationCall, /) -> dict[str, Any]:
        return self._model(call.order).arguments(call.order, call.weights_url)


@attrs.frozen
class FalWriter(FalProvider[WritingCall, WritingOrder, Scene]):
    """A `avatar_core.ports.Writer` at fal; it makes no files."""

    def _model(self, order: WritingOrder, /) -> WriterModel:
        return known_model(WRITERS, order.model)

    def _arguments(self, call: WritingCall, /) -> dict[str, Any]:
        return self._model(call.order).arguments(call)

    def _ending(self, answer: ErrorAnswer) -> Unfinished:
        return writer_ending(answer)


@attrs.frozen
class FalUpscaler(FalProvider[UpscaleCall, UpscaleOrder, DrawnPicture]):
    """A `avatar_core.ports.Upscaler` at fal.

    Its one model is ESRGAN, which only sharpens: it takes no prompt and draws no
    chance, so the same picture gives the same, the face stays the person's, and it
    costs a second or two of a computer. The diffusion upscalers (clarity, creative)
    cost ten times as much and paint another face.
    """

    def _model(self, order: UpscaleOrder, /) -> UpscalerModel:
        return known_model(UPSCALERS, order.model)

    def _arguments(self, call: UpscaleCall, /) -> dict[str, Any]:
        return self._model(call.order).arguments(call.order, call.picture_url)

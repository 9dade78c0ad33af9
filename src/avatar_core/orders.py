"""Orders: what each kind of job was ordered with."""

from enum import StrEnum
from typing import Final, Self, TypeAlias

import attrs

from .families import AvatarType, FamilyName
from .ids import JobId, PackId, PictureId
from .invariants import check
from .sizes import RATIO_TOLERANCE, Size


class JobKind(StrEnum):
    """What a job buys."""

    TRAINING = "training"
    GENERATION = "generation"
    #: A photo to a scene, told to its person.
    DESCRIPTION = "description"
    #: A person's words to a scene, silently, for a generation that waits for it.
    ENRICHMENT = "enrichment"
    #: A delivered picture to a larger one.
    UPSCALE = "upscale"


#: Kinds that take one of the provider's few places for a while, and so take turns.
TURN_KINDS: Final = frozenset({JobKind.TRAINING, JobKind.GENERATION, JobKind.UPSCALE})


class Wording(StrEnum):
    """Where the scene of a generation comes from."""

    #: As the person wrote it.
    OWN = "own"
    #: As the person wrote it, until an enrichment that is under way ends.
    AWAITED = "awaited"
    ENRICHED = "enriched"
    #: As the person wrote it: it could not be enriched, and they are told so.
    FALLBACK = "fallback"
    #: Described from a photo, maybe edited by the person.
    PHOTO = "photo"
    #: Written by whoever made the pack.
    PACK = "pack"


#: The scenes that are the person's own words, unchanged.
OWN_WORDINGS: Final = frozenset({Wording.OWN, Wording.AWAITED, Wording.FALLBACK})


@attrs.frozen(kw_only=True)
class TrainingOrder:
    """What a training was ordered with."""

    family: FamilyName
    #: The provider's model, and what it shall learn: some learn both.
    model: str
    avatar_type: AvatarType
    steps: int = attrs.field(validator=attrs.validators.gt(0))
    #: A rare word, unique to this job: also how to find it in the provider's books.
    trigger: str


@attrs.frozen(kw_only=True)
class GenerationOrder:
    """What pictures were ordered with; enough to order the very same again."""

    family: FamilyName
    #: The provider's model.
    model: str
    #: The person's own words.
    words: str
    #: What is drawn, without the trigger (see `prompts.compose`).
    scene: str
    wording: Wording = Wording.OWN
    #: What is not to be seen, if the model can be told; may be empty.
    negative: str = ""
    #: What the model is sent.
    prompt: str
    size: Size
    count: int = attrs.field(validator=[attrs.validators.ge(1), attrs.validators.le(4)])
    #: 31 bits, chosen by us: every model takes them, and the same gives the same.
    seed: int
    weights_key: str
    scale: float
    #: Whose prompt it is, if it is a pack's.
    pack: PackId | None = None

    def __attrs_post_init__(self) -> None:
        check(
            (
                self.pack is None or self.wording is Wording.PACK,
                "a pack's words are a pack's",
            ),
            (
                self.scene == self.words or self.wording not in OWN_WORDINGS,
                "a person's own words are the scene",
            ),
        )

    def enriched(self, scene: "Scene", prompt: str) -> Self:
        """Draw this scene, with its prompt, in place of the person's words."""
        return attrs.evolve(
            self,
            scene=scene.text,
            wording=Wording.ENRICHED,
            negative=scene.negative,
            prompt=prompt,
        )

    def unenriched(self) -> Self:
        """Draw the person's words as they are: their enrichment came to nothing."""
        return attrs.evolve(self, wording=Wording.FALLBACK)


@attrs.frozen(kw_only=True)
class DescriptionOrder:
    """What the description of a photo, as a scene to draw, was ordered with."""

    #: The provider's vision model.
    model: str
    #: A rare word, unique to this job: how to find it in the provider's books.
    marker: str
    photo_key: str


@attrs.frozen(kw_only=True)
class EnrichmentOrder:
    """What a translation and enrichment of a person's words was ordered with."""

    #: The provider's language model.
    model: str
    #: A rare word, unique to this job: how to find it in the provider's books.
    marker: str
    #: The person's own words.
    words: str
    #: Whose pictures they are for.
    generation: JobId


@attrs.frozen(kw_only=True)
class UpscaleOrder:
    """What the enlargement of a delivered picture was ordered with."""

    #: The provider's model.
    model: str
    source: PictureId
    source_key: str
    #: The generation that the source comes from, and the seed it was drawn with.
    origin: JobId
    seed: int
    #: The size the source was ordered in.
    shape: Size
    #: How many times longer each side becomes.
    factor: int = attrs.field(validator=attrs.validators.gt(1))
    #: What the enlarged picture is to have, in pixels.
    width: int = attrs.field(validator=attrs.validators.gt(0))
    height: int = attrs.field(validator=attrs.validators.gt(0))

    def fits(self, width: int, height: int) -> bool:
        """Return whether such a picture has the ordered size to within one percent."""
        sides = ((width, self.width), (height, self.height))
        return all(abs(is_ - due) <= RATIO_TOLERANCE * due for is_, due in sides)


@attrs.frozen(kw_only=True)
class Scene:
    """What a writer answers: a scene for an image model, in English."""

    text: str
    #: What is not to be seen; empty if the writer ruled nothing out.
    negative: str


Order: TypeAlias = (
    TrainingOrder | GenerationOrder | DescriptionOrder | EnrichmentOrder | UpscaleOrder
)


def training_trigger(job: JobId) -> str:
    """Return the rare word that a training teaches, its own in every job."""
    return f"av{job.hex[-10:]}"


def seed_of(job: JobId) -> int:
    """Return a seed of 31 bits that nobody chose, and that stays the same."""
    return job.int % 2**31


def writing_marker(job: JobId) -> str:
    """Return the rare word in a request to write, its own in every job."""
    return f"sc{job.hex[-10:]}"

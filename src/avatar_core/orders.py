"""Orders: what each kind of job was ordered with."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final, Self, TypeAlias, assert_never, get_args

import attrs

from .families import AvatarType, FamilyName
from .ids import JobId, PackId, PictureId
from .invariants import check
from .sizes import RATIO_TOLERANCE, Size


class Made(StrEnum):
    """What the provider makes for a job."""

    WEIGHTS = "weights"
    PICTURES = "pictures"
    SCENE = "scene"


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

    @property
    def makes(self) -> Made:
        """What a job of this kind results in."""
        match self:
            case JobKind.TRAINING:
                return Made.WEIGHTS
            case JobKind.GENERATION | JobKind.UPSCALE:
                return Made.PICTURES
            case JobKind.DESCRIPTION | JobKind.ENRICHMENT:
                return Made.SCENE

    @property
    def words(self) -> tuple[str, ...]:
        """The fields of an order of this kind that hold or repeat its person's words."""
        match self:
            case JobKind.GENERATION:
                return ("words", "scene", "negative", "prompt")
            case JobKind.ENRICHMENT:
                return ("words",)
            case JobKind.TRAINING | JobKind.DESCRIPTION | JobKind.UPSCALE:
                return ()


#: Kinds that result in pictures.
PICTURE_KINDS: Final = frozenset(
    kind for kind in JobKind if kind.makes is Made.PICTURES
)
#: Kinds that take one of the provider's few places for a while, and so take turns.
TURN_KINDS: Final = frozenset(kind for kind in JobKind if kind.makes is not Made.SCENE)


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

    kind: ClassVar = JobKind.TRAINING
    count: ClassVar = 1

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

    kind: ClassVar = JobKind.GENERATION

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

    def fits(self, width: int, height: int) -> bool:
        """Return whether such a picture has the ordered ratio."""
        return self.size.fits(width, height)

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

    kind: ClassVar = JobKind.DESCRIPTION
    count: ClassVar = 1

    #: The provider's vision model.
    model: str
    #: A rare word, unique to this job: how to find it in the provider's books.
    marker: str
    photo_key: str


@attrs.frozen(kw_only=True)
class EnrichmentOrder:
    """What a translation and enrichment of a person's words was ordered with."""

    kind: ClassVar = JobKind.ENRICHMENT
    count: ClassVar = 1

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

    kind: ClassVar = JobKind.UPSCALE
    count: ClassVar = 1

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

    @property
    def size(self) -> Size:
        """The size the source was ordered in."""
        return self.shape

    def fits(self, width: int, height: int) -> bool:
        """Return whether such a picture has the ordered size to within one percent."""
        sides = ((width, self.width), (height, self.height))
        return all(abs(is_ - due) <= RATIO_TOLERANCE * due for is_, due in sides)


@attrs.frozen(kw_only=True)
class Scene:
    """A scene for an image model, in English, as a language model wrote it."""

    text: str
    #: What is not to be seen; empty if nothing was ruled out.
    negative: str


Order: TypeAlias = (
    TrainingOrder | GenerationOrder | DescriptionOrder | EnrichmentOrder | UpscaleOrder
)
#: The class of the orders of each kind.
ORDERS: Final[Mapping[JobKind, type[Order]]] = {
    order.kind: order for order in get_args(Order)
}


def family_of(order: Order) -> FamilyName | None:
    """Return the family whose models an order uses, if it uses those of one."""
    match order:
        case TrainingOrder(family=family) | GenerationOrder(family=family):
            return family
        case DescriptionOrder() | EnrichmentOrder() | UpscaleOrder():
            return None


def ordered_again(order: Order, job: JobId) -> Order:
    """Return the order for *job* to make the same once more."""
    match order:
        case TrainingOrder():
            return attrs.evolve(order, trigger=training_trigger(job))
        case GenerationOrder(wording=Wording.AWAITED):
            return order.unenriched()
        case (
            GenerationOrder() | DescriptionOrder() | EnrichmentOrder() | UpscaleOrder()
        ):
            return order
        case _:
            assert_never(order)


def training_trigger(job: JobId) -> str:
    """Return the rare word that a training teaches, its own in every job."""
    return f"av{job.hex[-10:]}"


def seed_of(job: JobId) -> int:
    """Return a seed of 31 bits that nobody chose, and that stays the same."""
    return job.int % 2**31


def writing_marker(job: JobId) -> str:
    """Return the rare word in a request to write, its own in every job."""
    return f"sc{job.hex[-10:]}"

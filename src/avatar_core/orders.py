"""Orders: the parameters of each kind of job."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final, Self, TypeAlias, assert_never, get_args
from uuid import uuid5

import attrs

from .coach import Mark
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
    """The kinds of jobs."""

    TRAINING = "training"
    GENERATION = "generation"
    #: A photo to a scene, which is sent to the person.
    DESCRIPTION = "description"
    #: A person's words to a scene, silently, for a generation that waits for it.
    ENRICHMENT = "enrichment"
    #: A delivered picture to a larger one.
    UPSCALE = "upscale"

    @property
    def makes(self) -> Made:
        """What the provider makes for jobs of this kind."""
        match self:
            case JobKind.TRAINING:
                return Made.WEIGHTS
            case JobKind.GENERATION | JobKind.UPSCALE:
                return Made.PICTURES
            case JobKind.DESCRIPTION | JobKind.ENRICHMENT:
                return Made.SCENE

    @property
    def words(self) -> tuple[str, ...]:
        """The fields of such an order that contain the person's own words."""
        match self:
            case JobKind.GENERATION:
                return ("words", "scene", "negative", "prompt")
            case JobKind.ENRICHMENT:
                return ("words",)
            case JobKind.TRAINING | JobKind.DESCRIPTION | JobKind.UPSCALE:
                return ()

    @property
    def recorded(self) -> bool:
        """Whether the provider's books are to show what was sent.

        Those of writing are not: they consist of what a person said or showed. If the
        answer to such a request is lost, only a webhook can tell of it.
        """
        return self.makes is not Made.SCENE

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields of such an order that contain a key of a blob."""
        match self:
            case JobKind.GENERATION:
                return ("weights_key",)
            case JobKind.DESCRIPTION:
                return ("photo_key",)
            case JobKind.UPSCALE:
                return ("source_key",)
            case JobKind.TRAINING | JobKind.ENRICHMENT:
                return ()


#: Kinds that result in pictures.
PICTURE_KINDS: Final = frozenset(
    kind for kind in JobKind if kind.makes is Made.PICTURES
)
#: Kinds that hold one of the provider's few places for a while, and so take turns.
TURN_KINDS: Final = frozenset(kind for kind in JobKind if kind.makes is not Made.SCENE)


class Wording(StrEnum):
    """Where the scene of a generation comes from."""

    #: As the person wrote it.
    OWN = "own"
    #: As the person wrote it, while an enrichment is under way.
    AWAITED = "awaited"
    ENRICHED = "enriched"
    #: As the person wrote it, because the enrichment failed; they are told so.
    FALLBACK = "fallback"
    #: Described from a photo, perhaps edited by the person.
    PHOTO = "photo"
    #: Written by the author of a pack, or by us for a preview.
    PACK = "pack"


#: The most pictures that one request draws.
MOST_DRAWN: Final = 4
#: Scenes that are the person's own words, unchanged.
OWN_WORDINGS: Final = frozenset({Wording.OWN, Wording.AWAITED, Wording.FALLBACK})


def _counted(marks: Mapping[Mark, int] | Mapping[str, int]) -> Mapping[Mark, int]:
    return {Mark(mark): count for mark, count in marks.items()}


@attrs.frozen(kw_only=True)
class TrainingOrder:
    """The order of a training."""

    kind: ClassVar = JobKind.TRAINING
    count: ClassVar = 1

    family: FamilyName
    #: The provider's model, and what it is to learn; some models learn both.
    model: str
    avatar_type: AvatarType
    steps: int = attrs.field(validator=attrs.validators.gt(0))
    #: A rare word, unique to this job, which also finds it in the provider's books.
    trigger: str
    #: The training that this one replaces, free of charge, as its pictures did not show
    #: the person.
    replaces: JobId | None = None
    #: What the coach said of the photos; see `coach.Judgement`. None: nothing.
    readiness: int | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            [attrs.validators.ge(0), attrs.validators.le(100)]
        ),
    )
    #: How many of the photos had each mark.
    marks: Mapping[Mark, int] = attrs.field(
        factory=dict,
        converter=_counted,
        hash=False,
    )


@attrs.frozen(kw_only=True)
class GenerationOrder:
    """The order of pictures, sufficient to repeat it exactly."""

    kind: ClassVar = JobKind.GENERATION

    family: FamilyName
    #: The provider's model.
    model: str
    #: The person's own words.
    words: str
    #: The scene to draw, without the trigger (see `prompts.compose`).
    scene: str
    wording: Wording = Wording.OWN
    #: The negative prompt, if the model takes one; may be empty.
    negative: str = ""
    #: The prompt that is sent to the model.
    prompt: str
    size: Size
    count: int = attrs.field(validator=[attrs.validators.ge(1), attrs.validators.le(4)])
    #: How many are drawn beside these at the owner's expense; those that resemble the
    #: photos most are delivered.
    spare: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    #: 31 bits, chosen by us: every model takes them, and they make a picture
    #: repeatable.
    seed: int
    weights_key: str
    scale: float
    #: The pack that the prompt comes from, if any.
    pack: PackId | None = None
    #: The training whose end shows these pictures, which are free of charge.
    preview_of: JobId | None = None

    def __attrs_post_init__(self) -> None:
        check(
            (
                self.pack is None or self.wording is Wording.PACK,
                "only an order from a pack names one",
            ),
            (
                self.preview_of is None or self.wording is Wording.PACK,
                "nobody writes the words of a preview",
            ),
            (
                self.drawn <= MOST_DRAWN,
                "so many are drawn at once",
            ),
            (
                self.preview_of is None or not self.spare,
                "all pictures of a preview are shown",
            ),
            (
                self.scene == self.words or self.wording not in OWN_WORDINGS,
                "the scene is the person's own words",
            ),
        )

    @property
    def drawn(self) -> int:
        """How many pictures are drawn."""
        return self.count + self.spare

    def fits(self, width: int, height: int) -> bool:
        """Return whether a picture of these dimensions has the ordered ratio."""
        return self.size.fits(width, height)

    def enriched(self, scene: "Scene", prompt: str) -> Self:
        """Return the order with a scene and prompt in place of the person's words."""
        return attrs.evolve(
            self,
            scene=scene.text,
            wording=Wording.ENRICHED,
            negative=scene.negative,
            prompt=prompt,
        )

    def unenriched(self) -> Self:
        """Return the order with the person's words as they are: enrichment failed."""
        return attrs.evolve(self, wording=Wording.FALLBACK)


@attrs.frozen(kw_only=True)
class DescriptionOrder:
    """The order of a description of a photo, as a scene to draw."""

    kind: ClassVar = JobKind.DESCRIPTION
    count: ClassVar = 1

    #: The provider's vision model.
    model: str
    #: A rare word, unique to this job, which finds it in the provider's books.
    marker: str
    photo_key: str


@attrs.frozen(kw_only=True)
class EnrichmentOrder:
    """The order of a translation and enrichment of a person's words."""

    kind: ClassVar = JobKind.ENRICHMENT
    count: ClassVar = 1

    #: The provider's language model.
    model: str
    #: A rare word, unique to this job, which finds it in the provider's books.
    marker: str
    #: The person's own words.
    words: str
    #: The avatar that the pictures are for.
    generation: JobId


@attrs.frozen(kw_only=True)
class UpscaleOrder:
    """The order of an enlargement of a delivered picture."""

    kind: ClassVar = JobKind.UPSCALE
    count: ClassVar = 1
    drawn: ClassVar = 1

    #: The provider's model.
    model: str
    source: PictureId
    source_key: str
    #: The generation that drew the source, and the source's seed.
    origin: JobId
    seed: int
    #: The size that the source was ordered in.
    shape: Size
    #: How many times longer each side becomes.
    factor: int = attrs.field(validator=attrs.validators.gt(1))
    #: The dimensions of the enlarged picture, in pixels.
    width: int = attrs.field(validator=attrs.validators.gt(0))
    height: int = attrs.field(validator=attrs.validators.gt(0))

    @property
    def size(self) -> Size:
        """The size that the source was ordered in."""
        return self.shape

    def fits(self, width: int, height: int) -> bool:
        """Return whether this is the ordered size to within one percent."""
        sides = ((width, self.width), (height, self.height))
        return all(abs(is_ - due) <= RATIO_TOLERANCE * due for is_, due in sides)


@attrs.frozen(kw_only=True)
class Scene:
    """A scene for an image model, in English, as a language model wrote it."""

    text: str
    #: The negative prompt; may be empty.
    negative: str


Order: TypeAlias = (
    TrainingOrder | GenerationOrder | DescriptionOrder | EnrichmentOrder | UpscaleOrder
)
#: The class of the orders of each kind.
ORDERS: Final[Mapping[JobKind, type[Order]]] = {
    order.kind: order for order in get_args(Order)
}


def is_unasked(order: Order) -> bool:
    """Return whether no person has ordered this: better words, and previews."""
    return isinstance(order, EnrichmentOrder) or (
        isinstance(order, GenerationOrder) and order.preview_of is not None
    )


def family_of(order: Order) -> FamilyName | None:
    """Return the family whose models an order uses, or None if it uses no family's."""
    match order:
        case TrainingOrder(family=family) | GenerationOrder(family=family):
            return family
        case DescriptionOrder() | EnrichmentOrder() | UpscaleOrder():
            return None


def ordered_again(order: Order, job: JobId) -> Order:
    """Return an order that makes the same again, for *job*."""
    match order:
        case TrainingOrder():
            return attrs.evolve(order, trigger=training_trigger(job))
        case GenerationOrder(wording=Wording.AWAITED):
            return order.unenriched()
        case GenerationOrder():
            return attrs.evolve(order, preview_of=None)
        case DescriptionOrder() | EnrichmentOrder() | UpscaleOrder():
            return order
        case _:
            assert_never(order)


def training_trigger(job: JobId) -> str:
    """Return the rare word that a training teaches, different in every job."""
    return f"av{job.hex[-10:]}"


def seed_of(job: JobId) -> int:
    """Return a seed of 31 bits, derived from the job's id."""
    return job.int % 2**31


def writing_marker(job: JobId) -> str:
    """Return the rare word in a writing request, different in every job."""
    return f"sc{job.hex[-10:]}"


def again_id(job: JobId) -> JobId:
    """Return the id of the one free job that may replace another."""
    return JobId(uuid5(job, "again"))


def preview_id(training: JobId) -> JobId:
    """Return the id of the job that draws what the end of *training* shows."""
    return JobId(uuid5(training, "preview"))


def follower_id(lead: JobId, number: int) -> JobId:
    """Return the id of a job that is ordered together with *lead*."""
    return JobId(uuid5(lead, f"follower {number}"))

"""What the examined subjects show, as the tables of `docs/photos.md`."""

import itertools
import math

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Final

import attrs

from adapters.faces.measuring import LEAST_SCORE, SEARCHED_SIDE, SHARP_AT
from avatar_core import Photo
from avatar_core.coach import THRESHOLDS, Mark, distances, judge, marks_of
from avatar_core.faces import Descriptor
from avatar_core.photos import SAME_PHOTO_BITS

from .examining import Examined
from .spoiling import MOVES, WAYS, shares
from .subjects import TONES


#: Photos of one person in a set, and how many of somebody else are put among them.
_OWN: Final = 6
_STRANGERS: Final = (1, 2, 3)
#: Sets of photos of one person: so many good ones, spoiled ones, and those of somebody
#: else. More of each are not there.
_COMPOSED: Final = (
    (12, 0, 0),
    (8, 0, 0),
    (6, 0, 0),
    (4, 0, 0),
    (9, 3, 0),
    (6, 6, 0),
    (9, 0, 1),
    (9, 0, 3),
    (6, 3, 3),
    (3, 6, 3),
)
#: The shares that must be right.
_LEAST: Final = 0.95
_LEAST_GOOD: Final = 0.98
#: The marks that one photo can have on its own.
_MARKS_OF_ONE: Final = [
    mark for mark in Mark if mark not in {Mark.SOMEBODY_ELSE, Mark.NEARLY_THE_SAME}
]


def thresholds() -> str:
    """Return every number that photos are judged by."""
    numbers = attrs.asdict(THRESHOLDS) | {
        "least_score": LEAST_SCORE,
        "searched_side": SEARCHED_SIDE,
        "sharp_at": SHARP_AT,
        "same_photo_bits": SAME_PHOTO_BITS,
    }
    listed = (f"`{name}` {number:g}" for name, number in numbers.items())
    return f"Measured with {', '.join(listed)}."


@attrs.define
class Score:
    """How many are right, of all."""

    right: int = 0
    all: int = 0

    def add(self, *, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.all += 1

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.right} of {self.all}"


class Scores:
    """The scores of one kind of photo: by strength, and by tone."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.total = Score()
        self.by_strength = [Score(), Score(), Score()]
        self.by_tone = {tone: Score() for tone in TONES}

    def add(self, tone: str, strength: int, *, right: bool) -> None:
        """Count one photo."""
        for score in (self.total, self.by_strength[strength], self.by_tone[tone]):
            score.add(right=right)


@attrs.frozen
class Evidence:
    """Everything that was counted."""

    good: Scores
    degraded: Sequence[Scores]
    #: Of sets with photos of somebody else: the photos of the person, and the others.
    own: Scores
    strangers: Scores
    #: The most harmful mark that each kind of photo got.
    confused: Mapping[str, Counter[str]]
    #: The distances of descriptors, by pair of people and by tone.
    apart: Mapping[str, Mapping[str, Sequence[float]]]
    #: The readiness of composed sets, by what is in them and by tone.
    ready: Mapping[tuple[int, int, int], Mapping[str, Sequence[int]]]
    #: Of the processor for a photo, in ascending order.
    seconds: Sequence[float]

    @property
    def holds(self) -> bool:
        """Whether enough good photos, and enough of what was done, are told."""
        spoiled = (scores.total.share >= _LEAST for scores in self.degraded)
        good = (self.good, self.own)
        return all(spoiled) and all(one.total.share >= _LEAST_GOOD for one in good)


def evidence(found: Sequence[Examined]) -> Evidence:
    """Count what is right."""
    good = Scores("not spoiled")
    ways = {way.mark: Scores(way.words) for way in WAYS}
    repeats = Scores(f"the same, moved by {shares(MOVES)}")
    strangers = Scores(
        f"{', '.join(map(str, _STRANGERS))} of somebody else among {_OWN}"
    )
    own = Scores("the person's own in these sets")
    confused = {kind: Counter[str]() for kind in ("good", *ways)}
    for one in found:
        marks, tone = marks_of(one.photo), one.subject.tone
        good.add(tone, 0, right=not marks)
        confused["good"][_worst(marks)] += 1
        for mark, number, its in one.spoiled:
            # What makes a face impossible to find is noticed as well.
            ways[mark].add(tone, number, right=mark in its or Mark.NO_FACE in its)
            confused[mark][_worst(its)] += 1
        for number, noticed in enumerate(one.repeated):
            repeats.add(tone, number, right=noticed)
    for tone in TONES:
        _sets([one for one in found if one.subject.tone == tone], strangers, own)
    return Evidence(
        good,
        [*ways.values(), repeats],
        own,
        strangers,
        confused,
        _apart(found),
        {parts: _readiness(found, *parts) for parts in _COMPOSED},
        sorted(one.seconds for one in found),
    )


def _worst(marks: Sequence[Mark]) -> str:
    return _words(marks[0]) if marks else "nothing"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _sets(found: Sequence[Examined], strangers: Scores, own: Scores) -> None:
    """Put photos of one person among some of another, and judge these sets."""
    people: dict[str, list[Examined]] = {}
    for one in found:
        if one.descriptor and len(people.setdefault(one.subject.person, [])) < _OWN:
            people[one.subject.person].append(one)
    for here, others in itertools.permutations(people.values(), 2):
        for number, count in enumerate(_STRANGERS):
            if len(here) <= count or len(others) < count:
                continue  # there are few portraits
            those = others[:count]
            far = distances(
                {
                    one.photo.id: Descriptor(tuple(one.descriptor))
                    for one in (*here, *those)
                }
            )
            for scores, group in ((strangers, those), (own, here)):
                for one in group:
                    marked = far.get(one.photo.id, 0) > THRESHOLDS.other_person
                    right = marked is (scores is strangers)
                    scores.add(one.subject.tone, number, right=right)


def _readiness(
    found: Sequence[Examined], good: int, spoiled: int, others: int
) -> Mapping[str, Sequence[int]]:
    """Judge a set of each drawn person, with consent to compare faces."""
    ready: dict[str, list[int]] = {}
    for tone in TONES[:-1]:
        people: dict[str, list[Examined]] = {}
        for one in found:
            if one.subject.tone == tone:
                people.setdefault(one.subject.person, []).append(one)
        for person, own in people.items():
            stranger = "boris" if person != "boris" else "anna"
            photos = [one.photo for one in own[:good]]
            photos += itertools.islice(_worse(own), spoiled)
            described = {
                one.photo.id: Descriptor(tuple(one.descriptor))
                for one in (*own[:good], *people[stranger][:others])
                if one.descriptor
            }
            photos += [one.photo for one in people[stranger][:others]]
            far = distances(described)
            judged = judge(
                [attrs.evolve(one, distance=far.get(one.id)) for one in photos]
            )
            ready.setdefault(tone, []).append(judged.readiness or 0)
    return ready


def _worse(own: Sequence[Examined]) -> Iterator[Photo]:
    """Return spoiled photos of one person, one way of spoiling after another."""
    spoiled = [one.worse for one in own if one.worse]
    for number in range(len(WAYS)):
        for photos in spoiled:
            yield photos[number]


def _apart(found: Sequence[Examined]) -> Mapping[str, Mapping[str, Sequence[float]]]:
    apart: dict[str, dict[str, list[float]]] = {}
    for one, other in itertools.combinations(found, 2):
        tone = one.subject.tone
        if tone == other.subject.tone and one.descriptor and other.descriptor:
            people = sorted({one.subject.person, other.subject.person})
            pair = " and ".join(people) if people[1:] else "one person"
            if people[1:] and tone == TONES[-1]:
                pair = "any two"
            by_tone = apart.setdefault(pair, {})
            by_tone.setdefault(tone, []).append(
                math.dist(one.descriptor, other.descriptor)
            )
    return apart


def _span(numbers: Sequence[float]) -> str:
    return f"{min(numbers):.2f}-{max(numbers):.2f}" if numbers else ""


def page(of: Evidence) -> str:
    """Return the part of `docs/photos.md` that is measured."""
    marks = ["nothing", *map(_words, _MARKS_OF_ONE)]
    right = [
        [
            scores.words,
            " / ".join(str(each.right) for each in scores.by_strength if each.all),
            f"{scores.total} ({scores.total.share:.1%})",
            *map(str, scores.by_tone.values()),
        ]
        for scores in (of.good, *of.degraded, of.own, of.strangers)
    ]
    confused = [
        [_words(kind), *(str(counted[mark] or "") for mark in marks)]
        for kind, counted in of.confused.items()
    ]
    apart = [
        [pair, *(_span(by_tone.get(tone, ())) for tone in TONES)]
        for pair, by_tone in of.apart.items()
    ]
    ready = [
        [
            *map(str, parts),
            *(
                f"{median(of_tone):g} ({min(of_tone)}-{max(of_tone)})"
                for of_tone in by_tone.values()
            ),
        ]
        for parts, by_tone in of.ready.items()
    ]
    middle = of.seconds[len(of.seconds) // 2]
    took = (
        f"A photo took {middle:.2f} s of one core, with a descriptor (median of "
        f"{len(of.seconds)}; at most {of.seconds[-1]:.2f} s)."
    )
    tables = (
        _table(["Photos", "At each strength", "Right", *TONES], right),
        _table(["Most harmful mark", *marks], confused),
        _table(["Distance of descriptors", *TONES], apart),
        _table(
            ["Good", "Spoiled", "Somebody else's", *TONES[:-1]],
            ready,
        ),
    )
    return "\n\n".join([thresholds(), *tables, took])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""A head and what is in its face; measured in half widths of the head."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from .canvas import Colour, Point, curve, dark, light_of, mirrored, mix, oval, pale


if TYPE_CHECKING:
    from .portrait import Portrait


_WHITE: Final = (244, 240, 236)
#: Skin darker than this shows light as a gleam.
_DARK: Final = 110
#: On forehead, cheekbones, the ridge of the nose and the chin: x, y, width, height.
_GLEAMS: Final = (
    (0.0, -0.66, 0.58, 0.26),
    (-0.52, 0.34, 0.35, 0.26),
    (0.52, 0.34, 0.35, 0.26),
    (0.0, 0.16, 0.1, 0.47),
    (0.0, 0.98, 0.35, 0.18),
)


def draw_head(on: "Portrait") -> None:
    """Draw ears, head and beard."""
    look = on.look
    for side in (-1, 1):
        x = side * (0.99 - side * on.scene.turn * 0.35)
        on.fill(oval(x, 0.14, 0.17, 0.27), look.skin)
        on.fill(oval(x, 0.16, 0.09, 0.16), (*on.shade, 190))
        if look.earrings:
            on.fill(oval(x, 0.46, 0.07, 0.07), (246, 204, 92))
    jaw, chin = look.jaw, look.chin
    head = [
        (0.0, -1.22),
        (0.62, -1.08),
        (0.97, -0.5),
        (1.0, 0.08),
        (0.86 * jaw, 0.66 + chin),
        (0.5 * jaw, 1.1 + chin),
        (0.0, 1.26 + chin),
    ]
    on.fill(curve(mirrored(head)), look.skin)
    # The sides of the head turn away from the light.
    for side in (-1, 1):
        _soft(on, side * 0.84, 0.1, 0.14, 0.5, on.shade, 9)
    if look.beard:
        beard = [
            (-0.99, 0.1),
            (-0.88 * jaw, 0.68 + chin),
            (-0.52 * jaw, 1.13 + chin),
            (0, 1.3 + chin),
            (0.52 * jaw, 1.13 + chin),
            (0.88 * jaw, 0.68 + chin),
            (0.99, 0.1),
            (0.82, 0.44),
            (0.46, 0.6),
            (0, 0.6),
            (-0.46, 0.6),
            (-0.82, 0.44),
        ]
        on.fill(curve(beard), mix(look.hair, look.skin, 0.2))


def draw_face(on: "Portrait") -> None:
    """Draw eyes, brows, nose and mouth, with the shadows between them."""
    look, scene = on.look, on.scene
    gap = look.eye_gap
    for side in (-1, 1):
        if not look.beard and light_of(look.skin) >= _DARK:
            _soft(on, side * 0.6, 0.42, 0.28, 0.2, (236, 96, 92), 11)
        # An eye lies in a hollow, darkest beside the nose.
        _soft(on, side * gap, -0.08, 0.36, 0.26, dark(on.shade, 0.25), 15)
        _soft(on, side * gap * 0.55, -0.08, 0.16, 0.24, dark(on.shade, 0.3), 16)
        _eye(on, side)
        lift = scene.brows
        brow = [
            (side * (gap - 0.24), -0.3 - lift),
            (side * gap, -0.38 - lift),
            (side * (gap + 0.27), -0.27 - lift * 0.5),
        ]
        on.stroke(brow, look.brows, dark(look.hair, 0.15))
    if light_of(look.skin) < _DARK:
        for x, y, width, height in _GLEAMS:
            _soft(on, x, y, width, height, pale(look.skin, 0.6), 20)
    if look.freckles:
        for x, y in ((0.42, 0.3), (0.54, 0.25), (0.5, 0.37), (0.63, 0.33)):
            for side in (-1, 1):
                on.feature(oval(side * x, y, 0.02, 0.02), (*on.shade, 230))
    _nose(on)
    _mouth(on)
    if not look.beard:
        _soft(on, 0.0, 1.02 + look.chin, 0.3, 0.08, dark(on.shade, 0.2), 9)


def _soft(
    on: "Portrait",
    x: float,
    y: float,
    width: float,
    height: float,
    colour: Colour,
    strength: int,
) -> None:
    """Draw a spot without an edge."""
    for step in range(9):
        size = 1 - step * 0.09
        on.feature(oval(x, y, width * size, height * size), (*colour[:3], strength))


def _eye(on: "Portrait", side: int) -> None:
    look, scene = on.look, on.scene
    x, tall = side * look.eye_gap, look.eye_height
    lash = dark(look.hair, 0.6)
    if scene.wink and side == 1:
        on.stroke([(x - 0.19, 0.0), (x, 0.07), (x + 0.19, 0.0)], 0.055, lash)
        return
    lids = [(x - 0.2, 0.02), (x, -tall), (x + 0.2, 0.02), (x, tall * 0.8)]
    on.feature(curve(lids), _WHITE)
    ix = x + scene.look_x * 0.07 + scene.turn * 0.12
    iris = min(0.12, tall)
    on.feature(oval(ix, -0.01, iris, iris), look.eyes)
    on.feature(oval(ix, -0.01, iris * 0.55, iris * 0.55), (26, 20, 30))
    on.feature(oval(ix + 0.04, -0.05, 0.03, 0.03), _WHITE)
    upper = [(x - 0.21, 0.02), (x, -tall - 0.01), (x + 0.21, 0.02)]
    on.stroke(upper, 0.06, lash)
    crease = [(x - 0.2, -0.09), (x, -tall - 0.09), (x + 0.2, -0.09)]
    on.stroke(crease, 0.025, dark(on.shade, 0.25))
    lower = [(x - 0.17, 0.06), (x, tall * 0.8 + 0.02), (x + 0.17, 0.06)]
    on.stroke(lower, 0.02, dark(on.shade, 0.3))


def _nose(on: "Portrait") -> None:
    look = on.look
    tip, wide = look.nose, look.nostrils
    shadow = dark(on.shade, 0.25)
    for side in (-1, 1):
        for step in range(6):
            y = -0.05 + (tip - 0.02) * step / 5
            _soft(on, side * (0.09 + 0.05 * step / 5), y, 0.07, 0.1, shadow, 5)
    _soft(on, 0.0, tip * 0.55, 0.05, tip * 0.6, pale(look.skin, 0.5), 12)
    _soft(on, 0.0, tip + 0.06, wide * 1.5, 0.09, shadow, 12)
    for side in (-1, 1):
        wing = [
            (side * wide * 0.9, tip - 0.09),
            (side * wide * 1.15, tip),
            (side * wide * 0.75, tip + 0.04),
        ]
        on.stroke(wing, 0.03, shadow, 1.3)
        nostril = oval(side * wide * 0.5, tip + 0.03, wide * 0.27, 0.03)
        on.feature(nostril, dark(on.shade, 0.6), 1.3)


def _mouth(on: "Portrait") -> None:
    look = on.look
    lip = mix((176, 58, 66), look.skin, 0.25)

    def moved(points: Sequence[Point]) -> list[Point]:
        return [(x, y + look.mouth) for x, y in points]

    def line(*points: Point) -> None:
        on.stroke(moved(points), 0.035, dark(lip, 0.5))
        lower = [(x * 0.7, y + look.lips) for x, y in points]
        on.stroke(moved(lower), look.lips, lip)

    match on.scene.mouth:
        case 0:  # a broad smile with teeth
            outer = [(-0.36, 0.63), (0, 0.66), (0.36, 0.63), (0.2, 0.84), (-0.2, 0.84)]
            teeth = [(-0.3, 0.65), (0, 0.68), (0.3, 0.65), (0.2, 0.76), (-0.2, 0.76)]
            on.feature(moved(curve(outer)), lip)
            on.feature(moved(curve(teeth)), _WHITE)
        case 1:  # a gentle smile
            line((-0.29, 0.67), (0, 0.74), (0.29, 0.67))
        case 2:  # laughing
            outer = [(-0.3, 0.61), (0, 0.64), (0.3, 0.61), (0.2, 0.88), (-0.2, 0.88)]
            inner = [
                (-0.25, 0.64),
                (0, 0.67),
                (0.25, 0.64),
                (0.16, 0.83),
                (-0.16, 0.83),
            ]
            teeth = [
                (-0.23, 0.64),
                (0, 0.67),
                (0.23, 0.64),
                (0.18, 0.72),
                (-0.18, 0.72),
            ]
            on.feature(moved(curve(outer)), lip)
            on.feature(moved(curve(inner)), (110, 32, 46))
            on.feature(moved(curve(teeth)), _WHITE)
        case _:  # half a smile
            line((-0.24, 0.71), (0.04, 0.74), (0.29, 0.66))

"""A drawn somebody in the look's colours: a room, a head that sways, eyes that blink, an initial.

Shapes are given in units of a picture 320 wide and 180 high, and drawn into YUV 4:2:0 planes by hand.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from hearth_client.letters import LETTERS

Colour = tuple[int, int, int]  # red, green, blue

_ACROSS = 320.0


def _rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one somebody."""

    wall: Colour
    light: Colour
    cloth: Colour
    skin: Colour
    shade: Colour
    hair: Colour


LOOKS = [
    Look(*map(_rgb, ("#D9D3BF", "#F6E7C2", "#2F5D57", "#7A4B33", "#633A26", "#2A1D18"))),
    Look(*map(_rgb, ("#C9D3D2", "#EDF0E4", "#5A6E84", "#E3B797", "#C99775", "#8C8378"))),
    Look(*map(_rgb, ("#E6D3C0", "#FBE9CE", "#8F4B45", "#C99168", "#AC7650", "#3A251D"))),
    Look(*map(_rgb, ("#BFCBD0", "#E4EDEC", "#3C4750", "#E4BC93", "#C99C72", "#1E1C1E"))),
    Look(*map(_rgb, ("#D8CFD0", "#F3E7DF", "#3F6B5B", "#A56D47", "#8A5635", "#1F1A1A"))),
]


class Canvas:
    """Three planes of one picture: luma in full size, the two chromas in half."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.planes = [
            bytearray(width * height),
            bytearray(width * height // 4),
            bytearray(width * height // 4),
        ]

    def copy(self) -> "Canvas":
        """The same picture once more."""
        other = Canvas(self.width, self.height)
        other.planes = [bytearray(plane) for plane in self.planes]
        return other

    def fill(self, colour: Colour) -> None:
        """One colour all over."""
        for plane, value in zip(self.planes, _yuv(colour), strict=True):
            plane[:] = bytes([value]) * len(plane)

    def ellipse(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        """A filled ellipse with this centre and these radii."""
        for index, (plane, value) in enumerate(zip(self.planes, _yuv(colour), strict=True)):
            half = 1 if index == 0 else 2
            scale = self.width / _ACROSS / half
            width, height = self.width // half, self.height // half
            _fill_ellipse(plane, width, height, (x * scale, y * scale), (across * scale, down * scale), value)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A filled rectangle."""
        for index, (plane, value) in enumerate(zip(self.planes, _yuv(colour), strict=True)):
            half = 1 if index == 0 else 2
            scale = self.width / _ACROSS / half
            width, height = self.width // half, self.height // half
            first, last = max(0, round(left * scale)), min(width, round(right * scale))
            for row in range(max(0, round(top * scale)), min(height, round(bottom * scale))):
                plane[row * width + first : row * width + last] = bytes([value]) * max(0, last - first)

    def stroke(self, points: list[tuple[float, float]], thickness: float, colour: Colour) -> None:
        """A line with round ends through these points."""
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = max(1, round(math.dist((x1, y1), (x2, y2)) / (thickness / 4)))
            for step in range(steps + 1):
                part = step / steps
                self.ellipse(
                    x1 + (x2 - x1) * part, y1 + (y2 - y1) * part, thickness / 2, thickness / 2, colour
                )


def _fill_ellipse(
    plane: bytearray,
    width: int,
    height: int,
    centre: tuple[float, float],
    radii: tuple[float, float],
    value: int,
) -> None:
    """Row by row; the two pixels at the ends of a row are mixed by how much of them is covered."""
    (x, y), (across, down) = centre, radii
    for row in range(max(0, math.floor(y - down)), min(height, math.ceil(y + down))):
        part = 1 - ((row + 0.5 - y) / down) ** 2
        if part <= 0:
            continue
        reach = across * math.sqrt(part)
        left, right = max(0.0, x - reach), min(float(width), x + reach)
        if right <= left:
            continue
        first, last = math.ceil(left), math.floor(right)
        start = row * width
        if last > first:
            plane[start + first : start + last] = bytes([value]) * (last - first)
        if first > left and first >= 1:
            _mix(plane, start + first - 1, value, first - left)
        if last < right and last < width:
            _mix(plane, start + last, value, right - last)


def _mix(plane: bytearray, at: int, value: int, part: float) -> None:
    plane[at] = round(plane[at] + (value - plane[at]) * part)


def _yuv(colour: Colour) -> tuple[int, int, int]:
    """Video range BT.601, which VP8 decoders assume."""
    red, green, blue = colour
    return (
        round(16 + 0.257 * red + 0.504 * green + 0.098 * blue),
        round(128 - 0.148 * red - 0.291 * green + 0.439 * blue),
        round(128 + 0.439 * red - 0.368 * green - 0.071 * blue),
    )


class Portrait:
    """Somebody, drawn at any moment of a loop."""

    def __init__(self, name: str, look: int) -> None:
        self._look = LOOKS[look % len(LOOKS)]
        self._initial = name[:1].upper()
        self._phase = 2 * math.pi * (look % 7) / 7
        self._rooms: dict[int, Canvas] = {}  # what stands still, by width

    def draw(self, width: int, height: int, moment: float) -> Canvas:
        """The picture at `moment` (0 … 1) of the loop; the end goes over into the beginning."""
        if width not in self._rooms:
            self._rooms[width] = self._room(width, height)
        canvas = self._rooms[width].copy()
        turn = 2 * math.pi * moment
        sway, breath = 5 * math.sin(turn + self._phase), 1.6 * math.sin(3 * turn + self._phase)
        self._body(canvas, breath)
        self._head(canvas, 160 + sway, 104 + breath, is_blinking=0.62 < moment < 0.66, turn=turn)
        return canvas

    def _room(self, width: int, height: int) -> Canvas:
        canvas, look = Canvas(width, height), self._look
        canvas.fill(look.wall)
        canvas.ellipse(52, 58, 66, 66, look.light)
        canvas.box(236, 26, 296, 92, look.light)
        for line in LETTERS.get(self._initial, []):
            canvas.stroke([(252 + 7 * x, 38 + 7 * y) for x, y in line], 6.5, look.cloth)
        return canvas

    def _body(self, canvas: Canvas, breath: float) -> None:
        look = self._look
        canvas.ellipse(160, 214 + breath, 98, 66, look.cloth)
        canvas.box(145, 132, 175, 158 + breath, look.shade)
        canvas.ellipse(160, 157 + breath, 20, 11, look.shade)

    def _head(self, canvas: Canvas, x: float, y: float, *, is_blinking: bool, turn: float) -> None:
        look = self._look
        canvas.ellipse(x, y - 18, 46, 48, look.hair)
        canvas.ellipse(x, y, 37, 46, look.skin)
        canvas.ellipse(x, y - 39, 34, 17, look.hair)
        for side in (-14, 14):
            canvas.ellipse(x + side, y - 2, 3.6, 0.9 if is_blinking else 4.0, _rgb("#2A1A14"))
        canvas.ellipse(x, y + 12, 3.4, 2.2, look.shade)
        canvas.ellipse(x, y + 25, 9 + math.sin(2 * turn), 2.4, _rgb("#7A3B2E"))
        canvas.ellipse(x, y + 23.4, 9 + math.sin(2 * turn), 2.2, look.skin)

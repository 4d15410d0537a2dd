"""Draw the sample illustrations: `python -m cms.demo.build_images`.

Flat shapes in a few colours, so that each file stays small. Nothing in them is copied from
anywhere. Run it after a change here, then commit the images too.
"""

from collections.abc import Callable

from PIL import Image, ImageDraw

from cms.demo.files import IMAGES_DIR

WIDTH, HEIGHT = 1200, 675
#: Drawn larger and then reduced, which smooths the edges.
SCALE = 2
COLOURS = 24
INK, TEAL, MINT, SAND, SUN, CORAL, SKY, WHITE, EARTH = (
    "#16324f",
    "#1f7a8c",
    "#bfdbd0",
    "#f3e9d2",
    "#f2b134",
    "#d95d39",
    "#cfe5f2",
    "#ffffff",
    "#8a5a3c",
)


class Canvas:
    """A picture that is drawn in units of 1/1200 of its width, from the top left corner."""

    def __init__(self, background: str) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self._draw = ImageDraw.Draw(self._image)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, round_: int = 0
    ) -> None:
        """A rectangle, with round corners if wanted."""
        place = [value * SCALE for value in (x, y, x + width, y + height)]
        self._draw.rounded_rectangle(place, round_ * SCALE, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A circle around a point."""
        place = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(place, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        """A polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: int = 10) -> None:
        """A line through points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=width * SCALE, joint="curve")

    def person(self, x: float, y: float, colour: str, size: float = 1) -> None:
        """Head and shoulders, standing on the line `y`."""
        self.disc(x, y - 150 * size, 42 * size, EARTH)
        self.box(x - 60 * size, y - 105 * size, 120 * size, 130 * size, colour, round(50 * size))

    def save(self, name: str) -> None:
        """Write the picture."""
        small = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        reduced = small.quantize(COLOURS, dither=Image.Dither.NONE)
        reduced.save(IMAGES_DIR / f"{name}.png", optimize=True)


def solar() -> Canvas:
    """Two panels on a roof under the sun."""
    canvas = Canvas(SKY)
    canvas.disc(1010, 130, 80, SUN)
    canvas.shape([(0, 675), (0, 520), (600, 230), (1200, 520), (1200, 675)], CORAL)
    canvas.shape([(0, 675), (0, 560), (600, 270), (1200, 560), (1200, 675)], SAND)
    for left in (170, 400):
        canvas.shape([(left, 470), (left + 190, 378), (left + 190, 228), (left, 320)], INK)
        for step in (1, 2):
            x = left + step * 63
            canvas.line([(x, 470 - step * 31), (x, 320 - step * 31)], SKY, 4)
        canvas.line([(left, 395), (left + 190, 303)], SKY, 4)
    canvas.box(760, 470, 120, 205, TEAL)
    return canvas


def welding() -> Canvas:
    """A seam between two plates, and sparks."""
    canvas = Canvas(INK)
    canvas.shape([(0, 675), (0, 470), (560, 420), (560, 675)], TEAL)
    canvas.shape([(1200, 675), (1200, 470), (640, 420), (640, 675)], TEAL)
    canvas.box(560, 420, 80, 255, SUN)
    for x, y, radius in [
        (480, 300, 12), (700, 250, 16), (760, 340, 10), (420, 220, 8), (560, 180, 12),
        (820, 190, 8), (650, 120, 8), (500, 120, 6), (880, 290, 7), (360, 330, 8),
    ]:  # fmt: skip
        canvas.disc(x, y, radius, SUN)
    canvas.disc(600, 400, 70, WHITE)
    canvas.line([(640, 370), (1000, 60)], MINT, 26)
    return canvas


def machinery() -> Canvas:
    """A tractor on a field."""
    canvas = Canvas(SKY)
    canvas.box(0, 500, 1200, 175, MINT)
    for row in range(5):
        canvas.line([(0, 530 + row * 32), (1200, 530 + row * 32)], TEAL, 5)
    canvas.box(430, 310, 380, 140, CORAL, 20)
    canvas.box(430, 170, 190, 160, CORAL, 16)
    canvas.box(455, 195, 140, 105, WHITE, 8)
    canvas.box(740, 220, 26, 95, INK)
    for x, y, radius in [(490, 470, 120), (790, 505, 85)]:
        canvas.disc(x, y, radius, INK)
        canvas.disc(x, y, radius * 0.5, SUN)
    return canvas


def centre() -> Canvas:
    """A school building by a river."""
    canvas = Canvas(SKY)
    canvas.disc(180, 140, 70, SUN)
    canvas.box(0, 470, 1200, 205, TEAL)
    for row in range(3):
        canvas.line([(100 + row * 90, 540 + row * 45), (700 + row * 90, 540 + row * 45)], SKY, 6)
    canvas.box(250, 250, 700, 225, SAND)
    canvas.shape([(220, 250), (600, 110), (980, 250)], CORAL)
    for column in range(6):
        if column != 3:
            canvas.box(290 + column * 108, 300, 70, 80, INK, 6)
    canvas.box(600, 330, 95, 145, EARTH, 6)
    return canvas


def workshop() -> Canvas:
    """A row of benches with tools above."""
    canvas = Canvas(SAND)
    canvas.box(0, 540, 1200, 135, EARTH)
    canvas.box(120, 110, 960, 190, TEAL, 14)
    for place in range(7):
        x = 180 + place * 130
        canvas.box(x, 150, 18, 110, SUN, 8)
        canvas.box(x - 22, 140, 62, 34, WHITE, 8)
    for x in (140, 490, 840):
        canvas.box(x, 400, 230, 40, CORAL, 6)
        canvas.box(x + 20, 440, 24, 130, INK)
        canvas.box(x + 186, 440, 24, 130, INK)
        canvas.box(x + 70, 360, 90, 40, INK, 6)
    return canvas


def woodwork() -> Canvas:
    """A chair, a plank and shavings."""
    canvas = Canvas(MINT)
    canvas.box(0, 560, 1200, 115, EARTH)
    canvas.box(420, 120, 36, 440, SUN, 8)
    canvas.box(700, 120, 36, 440, SUN, 8)
    canvas.box(420, 150, 316, 46, SUN, 8)
    canvas.box(420, 230, 316, 46, SUN, 8)
    canvas.box(390, 370, 376, 50, CORAL, 12)
    canvas.line([(800, 560), (1120, 250)], SAND, 44)
    for x in (160, 230, 300):
        canvas.disc(x, 540, 34, SUN)
        canvas.disc(x, 540, 20, MINT)
    return canvas


def kitchen() -> Canvas:
    """A pot, steam and a row of plates."""
    canvas = Canvas(CORAL)
    canvas.box(0, 510, 1200, 165, INK)
    canvas.box(420, 310, 360, 200, MINT, 30)
    canvas.box(380, 350, 440, 34, TEAL, 14)
    for x in (510, 600, 690):
        canvas.line([(x, 280), (x + 30, 225), (x, 170), (x + 30, 115)], WHITE, 14)
    for x in (150, 290, 910, 1050):
        canvas.disc(x, 470, 62, WHITE)
        canvas.disc(x, 470, 36, SAND)
    return canvas


def competition() -> Canvas:
    """A podium in three colours, and flags."""
    canvas = Canvas(SKY)
    colours = [SUN, CORAL, TEAL, INK]
    for place in range(12):
        x = place * 100
        canvas.shape([(x, 0), (x + 100, 0), (x + 50, 90)], colours[place % 4])
    for x, top, colour in [(300, 430, TEAL), (500, 350, SUN), (700, 480, CORAL)]:
        canvas.box(x, top, 200, 675 - top, colour)
        canvas.person(x + 100, top - 25, INK)
    return canvas


def forum() -> Canvas:
    """People around a table, with speech bubbles."""
    canvas = Canvas(SAND)
    for x, colour in [(230, TEAL), (480, CORAL), (730, INK), (980, SUN)]:
        canvas.person(x, 440, colour, 1.25)
    canvas.box(80, 440, 1040, 70, EARTH, 30)
    for x, y, colour in [(330, 100, WHITE), (600, 70, MINT), (860, 110, WHITE)]:
        canvas.box(x - 90, y - 40, 180, 90, colour, 40)
        canvas.shape([(x - 30, y + 40), (x + 10, y + 40), (x - 30, y + 85)], colour)
    return canvas


def open_day() -> Canvas:
    """An open door with light behind it, and visitors."""
    canvas = Canvas(TEAL)
    canvas.box(430, 90, 340, 500, INK, 10)
    canvas.box(460, 120, 280, 470, SUN)
    canvas.shape([(460, 120), (360, 170), (360, 640), (460, 590)], CORAL)
    canvas.shape([(460, 590), (740, 590), (980, 675), (330, 675)], SAND)
    for x, colour in [(880, MINT), (1010, SKY), (180, SAND)]:
        canvas.person(x, 600, colour, 1.1)
    return canvas


def report() -> Canvas:
    """A chart with growing bars."""
    canvas = Canvas(WHITE)
    canvas.box(120, 90, 960, 500, SKY, 20)
    for place, (height, colour) in enumerate(
        [(150, MINT), (210, TEAL), (190, MINT), (290, TEAL), (340, SUN), (400, CORAL)]
    ):
        canvas.box(190 + place * 145, 550 - height, 95, height, colour, 8)
    canvas.box(160, 548, 880, 10, INK)
    return canvas


def safety() -> Canvas:
    """A helmet, glasses and a glove."""
    canvas = Canvas(MINT)
    canvas.disc(330, 360, 180, SUN)
    canvas.box(110, 360, 440, 200, MINT)
    canvas.box(110, 340, 470, 44, SUN, 20)
    canvas.box(300, 180, 60, 160, CORAL, 20)
    for x in (670, 870):
        canvas.disc(x, 250, 85, INK)
        canvas.disc(x, 250, 64, SKY)
    canvas.box(745, 236, 50, 24, INK)
    for finger in range(4):
        canvas.box(690 + finger * 56, 410, 46, 130, TEAL, 22)
    canvas.box(690, 480, 214, 130, TEAL, 30)
    canvas.line([(900, 560), (975, 480)], TEAL, 46)
    return canvas


DRAWINGS: dict[str, Callable[[], Canvas]] = {
    "solar": solar,
    "welding": welding,
    "machinery": machinery,
    "centre": centre,
    "workshop": workshop,
    "woodwork": woodwork,
    "kitchen": kitchen,
    "competition": competition,
    "forum": forum,
    "open-day": open_day,
    "report": report,
    "safety": safety,
}


def build() -> None:
    """Draw every illustration."""
    IMAGES_DIR.mkdir(exist_ok=True)
    for name, draw in DRAWINGS.items():
        draw().save(name)


if __name__ == "__main__":
    build()

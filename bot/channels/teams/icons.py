"""The two icons of the Teams app, drawn: a speech bubble with a question mark."""

from io import BytesIO

from PIL import Image, ImageDraw

COLOR_SIDE = 192  # pixels
OUTLINE_SIDE = 32
SAFE_SIDE = 120  # of the color icon; what lies outside may be cut off
GRID = 32  # the drawing's own units
FINER = 16  # drawn so many times larger, for smooth edges
STROKE = 2.4
CLEAR, SOLID = 0, 255


def color_icon(accent: str) -> bytes:
    """PNG, 192 x 192: the bubble in white on the accent color (`#rrggbb`)."""
    image = Image.new("RGB", (COLOR_SIDE, COLOR_SIDE), accent)
    place = (COLOR_SIDE - SAFE_SIDE) // 2
    image.paste("white", (place, place), _drawing(SAFE_SIDE, filled=True))
    return _png(image)


def outline_icon() -> bytes:
    """PNG, 32 x 32: the bubble's outline, white on transparent."""
    image = Image.new("RGBA", (OUTLINE_SIDE, OUTLINE_SIDE), "white")
    image.putalpha(_drawing(OUTLINE_SIDE, filled=False))
    return _png(image)


def _drawing(side: int, *, filled: bool) -> Image.Image:
    """How opaque each pixel is, 0 to 255."""
    large = Image.new("L", (GRID * FINER, GRID * FINER), CLEAR)
    draw = ImageDraw.Draw(large)
    _bubble(draw, 0, SOLID)
    if not filled:
        _bubble(draw, STROKE, CLEAR)
    _question_mark(draw, CLEAR if filled else SOLID)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _bubble(draw: ImageDraw.ImageDraw, inset: float, fill: int) -> None:
    box = _scaled(1 + inset, 2 + inset, 31 - inset, 25 - inset)
    draw.rounded_rectangle(box, radius=(6 - inset) * FINER, fill=fill)
    tail = _scaled(7 + inset, 24 - inset, 7 + inset, 31 - 2.4 * inset, 15 - inset, 24 - inset)
    draw.polygon(tail, fill=fill)


def _question_mark(draw: ImageDraw.ImageDraw, fill: int) -> None:
    width = round(STROKE * FINER)
    draw.arc(_scaled(11.8, 5.5, 20.2, 13.9), start=180, end=90, fill=fill, width=width)
    draw.rectangle(_scaled(14.8, 11.5, 17.2, 16.5), fill=fill)
    draw.ellipse(_scaled(14.5, 18.2, 17.5, 21.2), fill=fill)


def _scaled(*places: float) -> list[float]:
    return [place * FINER for place in places]


def _png(image: Image.Image) -> bytes:
    content = BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()

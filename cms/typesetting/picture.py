"""A page drawn as a PNG picture."""

from __future__ import annotations

import io


def png(pdf: bytes, *, page: int = 0, scale: float = 1.0, colours: int | None = None) -> bytes:
    """One page of a PDF file as PNG; at scale 1 a point is a pixel.

    `colours` makes the file small by keeping that many colours.
    """
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    if colours:
        picture = picture.quantize(colours, dither=Image.Dither.NONE)
    output = io.BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()

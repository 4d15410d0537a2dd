"""Sets text in the site's languages, in PDF files and in pictures.

Owns the Typst templates, the fonts of each script, and how both become a file. Refuses to know
pages, plans or requests: it takes data, gives back bytes, and fetches nothing.

    compiling          a template and data -> a PDF file or a picture
    fonts              which font draws which script
    templates/         style.typ is what all share; the others are a kind of document each
"""

from cms.typesetting.compiling import pdf, png
from cms.typesetting.fonts import MissingFont, can_draw, require_language, require_text

__all__ = ["MissingFont", "can_draw", "pdf", "png", "require_language", "require_text"]

"""Sets text in the site's languages, in PDF files and in pictures.

Owns: which font draws which script, the order of letters on a line (right-to-left), where a line
may break, shaping, and a small tagged PDF writer. Knows no page, plan or request: it takes text
and gives back lines, files or pictures, and fetches nothing.

    picture            a page drawn as PNG
    flow               headings, paragraphs and tables that run over pages
    pdf                a tagged PDF document: pages, text, shapes, structure
    structure  embedding
    lines              text of a width -> lines of shaped runs
    shaping            one line -> runs of glyphs, in the order in which they are drawn
    bidi  breaking  fonts
"""

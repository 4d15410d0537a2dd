"""Judges whether an image's description can help somebody who does not see the image."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

_FILE_NAME = re.compile(r"\.(avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)
#: File names that cameras, phones and image editors give.
_CAMERA_NAME = re.compile(
    r"(img|dsc[nf]?|pxl|pict?|image|photo|screenshot|screen shot|whatsapp image|unnamed|untitled)"
    r"[\W_\d]*(at|am|pm|copy|final)?[\W_\d]*",
    re.IGNORECASE,
)
#: Words that fit any image, in the languages of the hub.
_GENERIC_WORDS = frozenset(
    word.strip()
    for word in """
    image, picture, photo, photograph, graphic, logo, icon, banner, illustration, figure, img, alt
    none, n/a, photographie, imagen, foto, fotografía, صورة, 图片, 照片, 图像
    изображение, фото, картинка, resim, görsel, fotoğraf, görüntü, ภาพ, รูป, รูปภาพ, ภาพถ่าย
    hình ảnh, bức ảnh, gambar, រូបភាព, រូបថត
    """.replace("\n", ",").split(",")
    if word.strip()
)


def says_nothing(description: str, file_name: str = "") -> bool:
    """Return whether the text describes nothing: a file's name, a word for any image, no words."""
    text = unicodedata.normalize("NFC", description).strip().casefold()
    letters = [letter for letter in text if letter.isalpha()]
    # One Chinese character can be a word; two Latin letters are none.
    if len(letters) < (3 if text.isascii() else 2):
        return True
    if (
        text.strip(".!?\"'") in _GENERIC_WORDS
        or _FILE_NAME.search(text)
        or _CAMERA_NAME.fullmatch(text)
    ):
        return True
    # A file may be named by a good phrase, but a single word is no more than the name.
    return " " not in text and text == PurePath(file_name).stem.casefold()

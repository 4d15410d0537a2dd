"""Builds the embedded model's tokenizer with the library `tokenizers`."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from assistant.embedding.onnx.weights import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: First of the private code points that stand for characters which NFKC would change, but not the
#: model's own normalisation.
_FIRST_PLACEHOLDER = 0xF0000


def tokenizer(weights: Weights) -> Tokenizer:
    """Return XLM-R's tokenizer: Unigram over the pieces of the weights, with begin and end marks.

    Its normalisation, SentencePiece's `nmt_nfkc`, is NFKC except for some control and space
    characters and U+FF5E; the weights list it character by character. NFKC is applied to the whole
    text and not by that list, because it also composes a letter and its accent, as `nmt_nfkc` does.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    given = weights.normalisation
    special = {c: to for c, to in given.items() if unicodedata.normalize("NFKC", c) != to}
    steps: list[normalizers.Normalizer] = [
        normalizers.Replace(Regex(_any_of(c for c, to in special.items() if not to)), ""),
        normalizers.Replace(Regex(_any_of(c for c, to in special.items() if to == " ")), " "),
    ]
    kept = [
        (piece, chr(_FIRST_PLACEHOLDER + i))
        for i, piece in enumerate(p for p in weights.pieces if _needs_placeholder(p, given))
    ]
    steps += [normalizers.Replace(piece, apart) for piece, apart in kept]
    steps.append(normalizers.NFKC())
    steps += [normalizers.Replace(apart, piece) for piece, apart in kept]
    made = Tokenizer(
        models.Unigram(
            list(zip(weights.pieces, map(float, weights.scores), strict=True)),
            unk_id=weights.unknown,
            byte_fallback=False,
        )
    )
    made.normalizer = normalizers.Sequence(steps)
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    begin, end = weights.pieces[weights.begin], weights.pieces[weights.end]
    made.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(begin, weights.begin), (end, weights.end)],
    )
    return made


def _any_of(characters: object) -> str:
    """Return a regular expression for any of the characters."""
    return "[" + "".join(f"\\x{{{ord(c):x}}}" for c in characters) + "]"  # type: ignore[attr-defined]


def _needs_placeholder(piece: str, given: dict[str, str]) -> bool:
    """Return whether a piece is a character that NFKC changes and the model's list does not."""
    # In fact only U+FF5E, the fullwidth tilde.
    changed = len(piece) == 1 and unicodedata.normalize("NFKC", piece) != piece
    return changed and piece not in given

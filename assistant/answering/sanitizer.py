"""Cleans a language model's text while it streams: markers become `[1]`, links and HTML go. Pure.

A piece is returned once no later text can change it, so that readers never see text change. All
pieces together are the same, however the stream was cut into pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: An opening bracket without its closing one within so many characters is plain text.
_MAX_LOOKAHEAD = 300

_INVISIBLE = re.compile(
    # Directions, joiners of words, soft hyphens, byte-order marks, tags, variation selectors.
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e01ef]"
    # Zero-width joiners and non-joiners, unless between letters of a script other than Latin.
    "|(?<![^\\W\\d_a-zA-Z])[\u200c\u200d]|[\u200c\u200d](?![^\\W\\d_a-zA-Z])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_OPENS = re.compile(r"[<\[【［〔(（!\\]|[!-'*-;=?-Z\]-~]+")
_WORD = re.compile(r"[!-'*-;=?-Z\]-~]+")
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_TAG = re.compile(r"<(?:!--.*?-->|[a-zA-Z/!?][^<>]*>)", re.DOTALL)
_TAG_BEGINS = re.compile(r"<(?:[a-zA-Z/!?]|$)")
_NUMBERS = r"\s*\^?\d{1,3}(?:\s*[,;，、–-]\s*\^?\d{1,3})*\s*"
_BRACKETED = re.compile(
    rf"\[(?P<a>{_NUMBERS})\]|［(?P<b>{_NUMBERS})］|【(?P<c>{_NUMBERS})(?:[†:][^【】]*)?】|〔(?P<d>{_NUMBERS})〕"
)
_ROUND = re.compile(r"[(（](\d{1,2})[)）](?=[.,;:!?。，；！？؟،。]|\s*$|\s*\n)")
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]*)\]")
_TARGET = re.compile(r"\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\]|:\s*\S*")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S*|(?:mailto|javascript|data|tel|tg):\S+", re.IGNORECASE
)
_DOMAIN = re.compile(
    r"(?<![\w@.])((?:[a-z0-9-]+\.)+)(?=[a-z]{2,24}(?:$|[/:?#]|[^\w.]))", re.IGNORECASE
)


def visible(text: str) -> str:
    """Return the text without invisible characters, which can hide words or reverse their order."""
    return _CONTROL.sub(" ", _INVISIBLE.sub("", text))


def sanitize(text: str, known: int, allowed: Callable[[str], bool] = lambda address: False) -> str:
    """Return the whole text as a `Sanitizer` cleans it."""
    sanitizer = Sanitizer(known, allowed)
    return sanitizer.feed(text) + sanitizer.end()


class Sanitizer:
    """Takes a model's text piece by piece, and returns the text that may be shown.

    Markers of all styles become `[1]`. Removed are markers above `known`, thoughts, HTML, pictures
    and the addresses of links. A web address in the text stays if it is `allowed`.
    """

    def __init__(self, known: int, allowed: Callable[[str], bool] = lambda address: False) -> None:
        """`known` is the number of passages, `allowed` tells whether an address may stay."""
        self._known, self._allowed = known, allowed
        self._pending = ""
        self._last_character = ""
        self._thinking = False

    def feed(self, piece: str) -> str:
        """Add a piece of the model's text, and return the text that can be shown now."""
        self._pending += piece
        return self._release(final=False)

    def end(self) -> str:
        """Return the rest of the text, because nothing more comes."""
        return self._release(final=True)

    def _release(self, *, final: bool) -> str:
        out = ""
        while self._pending:
            if self._thinking:
                if not self._skip_thought():
                    break
                continue
            opening = _OPENS.search(self._pending)
            if opening is None or opening.start():
                end = opening.start() if opening else len(self._pending)
                # Whether a joiner stays depends on the character behind it too.
                if not final and opening is None and self._pending[-1] in "\u200c\u200d":
                    end -= 1
                    if not end:
                        break
                out += self._clean_plain(self._pending[:end])
                self._pending = self._pending[end:]
                continue
            # Only so much is looked at, so that the result can't depend on how much has come.
            decided = final or len(self._pending) > _MAX_LOOKAHEAD
            taken = self._clean_construct(self._pending[:_MAX_LOOKAHEAD], decided)
            if taken is None:
                break
            length, shown = taken
            out += shown
            self._last_character = self._pending[length - 1]
            self._pending = self._pending[length:]
        return out

    def _skip_thought(self) -> bool:
        """Drop the text of a thought; return whether its end has come."""
        end = _THOUGHT_END.search(self._pending)
        # The closing tag may be cut in two, so the last characters stay.
        self._pending = self._pending[end.end() :] if end else self._pending[-20:]
        self._thinking = end is None
        return end is not None

    def _clean_plain(self, text: str) -> str:
        """Return text without markup, cleaned with regard to the character before it."""
        shown = visible(self._last_character + text)
        skipped = len(visible(self._last_character))
        self._last_character = text[-1]
        return shown[skipped:]

    def _clean_construct(self, text: str, decided: bool) -> tuple[int, str] | None:
        """Clean the construct at the beginning of the text, such as a bracket, a tag or a word.

        Return its length and what is shown for it, or None if it may not be complete yet, which
        with `decided` does not count.
        """
        first = text[0]
        if first == "<":
            return self._clean_tag(text, decided)
        if first == "\\":
            # Escaping is done here; a backslash of the model's could undo it.
            return 1, ""
        if first == "!" and len(text) == 1 and not decided:
            return None
        if first in "([【［〔（" or (first == "!" and text[1:2] == "["):
            return self._clean_bracket(text, decided)
        end = len(match[0]) if (match := _WORD.match(text)) else 1
        if end == len(text) and not decided:
            return None
        return end, self._clean_word(text[:end])

    def _clean_tag(self, text: str, decided: bool) -> tuple[int, str] | None:
        if found := _THOUGHT.match(text):
            self._thinking = True
            return found.end(), ""
        if found := _TAG.match(text):
            return found.end(), ""
        if _TAG_BEGINS.match(text) and not decided:
            return None
        return 1, "\\<"

    def _clean_bracket(self, text: str, decided: bool) -> tuple[int, str] | None:
        if text[0] in "(（":
            if len(text) < 8 and not decided and re.fullmatch(r"[(（]\d{0,2}(?:[)）]\s*)?", text):
                return None
            found = (
                _ROUND.match(text)
                if self._last_character.strip() or self._last_character == " "
                else None
            )
            if found and 1 <= int(found[1]) <= self._known:
                return found.end(), f"[{int(found[1])}]"
            return 1, text[0]
        if found := _BRACKETED.match(text):
            if found.end() == len(text) and not decided:
                return None
            end = found.end()
            apart = ""
            if text[end : end + 1] == "(":
                target = _TARGET.match(text, end)
                if target is None and not decided:
                    return None
                if target and re.search(r"[/.:#]", target[0]):
                    end = target.end()
                else:
                    apart = " "
            return end, self._markers(next(filter(None, found.groups()))) + apart
        if text[0] in "【［〔":
            closed = re.match(r"[^】］〕\n]*[】］〕\n]", text)
            return None if not closed and not decided else (1, text[0])
        if found := _LINK.match(text):
            if found.end() == len(text) and not decided:
                return None
            target = _TARGET.match(text, found.end())
            if not target and text[found.end() : found.end() + 1] in {"(", "["} and not decided:
                return None
            if target and target[0].startswith(":") and not text.startswith("[^"):
                target = None
            inner = sanitize(found["text"], self._known, self._allowed)
            if target or text[0] == "!":
                return (target.end() if target else found.end()), inner
            return found.end(), f"\\[{inner}\\]"
        if not decided and "\n" not in text:
            return None
        return (1, "\\[") if text[0] == "[" else (1, "!")

    def _markers(self, numbers: str) -> str:
        """Return the markers for numbers and ranges such as "1, 3-5"."""
        shown: list[int] = []
        for part in re.split(r"[,;，、]", numbers.replace("^", "")):
            first, _, last = part.replace("–", "-").partition("-")
            low, high = int(first), int(last or first)
            shown += range(low, high + 1) if low <= high <= low + 10 else [low, high]
        return "".join(f"[{n}]" for n in shown if 1 <= n <= self._known)

    def _clean_word(self, word: str) -> str:
        """Return a word without an address, unless it is allowed; a domain is broken by spaces."""
        if found := _ADDRESS.search(word):
            if self._allowed(found[0].rstrip(".,;:!?'\"")):
                return word
            trailing = re.search(r"[.,;:!?'\"]*$", word)
            return word[: found.start()] + (trailing[0] if trailing else "")
        if _DOMAIN.search(word) and not self._allowed(word.rstrip(".,;:!?'\"")):
            # Many programs turn a domain into a link, but not with a space behind its dots.
            return _DOMAIN.sub(lambda found: found[1].replace(".", ". "), word)
        return word

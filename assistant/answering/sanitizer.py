"""A language model's text made fit to show, while it streams: markers as `[1]`, no links, no HTML.

Pure. A piece is given out when nothing that may follow can change it, so that what a reader sees
never flickers: all pieces together are the same however the text was cut on its way.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: Letters that are waited for at most until what was opened is closed; then it is only text.
_PATIENCE = 300

_INVISIBLE = re.compile(
    # Directions, joiners of words, soft hyphens, byte-order marks, tags, variation selectors.
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e01ef]"
    # Joiners of letters, where they join none in a script that needs them.
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
    """The text without characters that nobody sees: they can hide words and turn them around."""
    return _CONTROL.sub(" ", _INVISIBLE.sub("", text))


def clean(text: str, known: int, allowed: Callable[[str], bool] = lambda address: False) -> str:
    """The whole text as `Cleaner` gives it out."""
    cleaner = Cleaner(known, allowed)
    return cleaner.feed(text) + cleaner.end()


class Cleaner:
    """Takes a model's text piece by piece and gives out what may be shown.

    Markers of all fashions become `[1]`; those above `known` are left out, as are thoughts, HTML,
    pictures and the addresses of links. A web address is kept, as text, if it is `allowed`.
    """

    def __init__(self, known: int, allowed: Callable[[str], bool] = lambda address: False) -> None:
        """`known`: how many passages there are."""
        self._known, self._allowed = known, allowed
        self._left = ""
        self._before = ""
        self._thinking = False

    def feed(self, piece: str) -> str:
        """What can be shown now that this piece has come."""
        self._left += piece
        return self._taken(final=False)

    def end(self) -> str:
        """What is left to be shown when nothing more comes."""
        return self._taken(final=True)

    def _taken(self, *, final: bool) -> str:
        out = ""
        while self._left:
            if self._thinking:
                if not self._thought_over():
                    break
                continue
            opening = _OPENS.search(self._left)
            if opening is None or opening.start():
                end = opening.start() if opening else len(self._left)
                # A joiner of letters is judged by what stands on both sides of it.
                if not final and opening is None and self._left[-1] in "\u200c\u200d":
                    end -= 1
                    if not end:
                        break
                out += self._plain(self._left[:end])
                self._left = self._left[end:]
                continue
            # Only so much is looked at, so that nothing depends on how much has come already.
            decided = final or len(self._left) > _PATIENCE
            taken = self._construct(self._left[:_PATIENCE], decided)
            if taken is None:
                break
            length, shown = taken
            out += shown
            self._before = self._left[length - 1]
            self._left = self._left[length:]
        return out

    def _thought_over(self) -> bool:
        end = _THOUGHT_END.search(self._left)
        # Its end may be cut in two.
        self._left = self._left[end.end() :] if end else self._left[-20:]
        self._thinking = end is None
        return end is not None

    def _plain(self, text: str) -> str:
        shown = visible(self._before + text)
        skipped = len(visible(self._before))
        self._before = text[-1]
        return shown[skipped:]

    def _construct(self, text: str, decided: bool) -> tuple[int, str] | None:
        """How much of the text is taken, and what is shown for it; None: it may go on."""
        first = text[0]
        if first == "<":
            return self._tag(text, decided)
        if first == "\\":
            # What has to be escaped is escaped by us: one of the model's could undo that.
            return 1, ""
        if first == "!" and len(text) == 1 and not decided:
            return None
        if first in "([【［〔（" or (first == "!" and text[1:2] == "["):
            return self._bracket(text, decided)
        end = len(match[0]) if (match := _WORD.match(text)) else 1
        if end == len(text) and not decided:
            return None
        return end, self._word(text[:end])

    def _tag(self, text: str, decided: bool) -> tuple[int, str] | None:
        if found := _THOUGHT.match(text):
            self._thinking = True
            return found.end(), ""
        if found := _TAG.match(text):
            return found.end(), ""
        if _TAG_BEGINS.match(text) and not decided:
            return None
        return 1, "\\<"

    def _bracket(self, text: str, decided: bool) -> tuple[int, str] | None:
        if text[0] in "(（":
            if len(text) < 8 and not decided and re.fullmatch(r"[(（]\d{0,2}(?:[)）]\s*)?", text):
                return None
            found = _ROUND.match(text) if self._before.strip() or self._before == " " else None
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
            inner = clean(found["text"], self._known, self._allowed)
            if target or text[0] == "!":
                return (target.end() if target else found.end()), inner
            return found.end(), f"\\[{inner}\\]"
        if not decided and "\n" not in text:
            return None
        return (1, "\\[") if text[0] == "[" else (1, "!")

    def _markers(self, numbers: str) -> str:
        shown: list[int] = []
        for part in re.split(r"[,;，、]", numbers.replace("^", "")):
            first, _, last = part.replace("–", "-").partition("-")
            low, high = int(first), int(last or first)
            shown += range(low, high + 1) if low <= high <= low + 10 else [low, high]
        return "".join(f"[{n}]" for n in shown if 1 <= n <= self._known)

    def _word(self, word: str) -> str:
        """A run of letters, figures and marks without a space: an address is left out or undone."""
        if found := _ADDRESS.search(word):
            if self._allowed(found[0].rstrip(".,;:!?'\"")):
                return word
            trailing = re.search(r"[.,;:!?'\"]*$", word)
            return word[: found.start()] + (trailing[0] if trailing else "")
        if _DOMAIN.search(word) and not self._allowed(word.rstrip(".,;:!?'\"")):
            # Programs make links of such words by themselves, of these with a space they do not.
            return _DOMAIN.sub(lambda found: found[1].replace(".", ". "), word)
        return word

"""Cutting members' words to fit without breaking what stands in them."""

import re
import unicodedata
from collections.abc import Sequence

_WHOLE = re.compile(
    r"<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|</[^<>\n]+:\d+>|\[[^\]\n]*\]\([^)\n]*\)|https?://\S+"
)
"""What makes no sense when cut in two: mentions, custom emoji, timestamps, links."""

_JOINS = {"\u200d", "\ufe0f", "\ufe0e", "\u20e3"}
_CLOSERS = 5
_SPECIAL = re.compile(r"([\\*_~|`>#\[\]()<:+-])")
_LINK = re.compile(r"\]\((?=\W{0,20}[a-z][\w+.-]*:)", re.IGNORECASE)
"""What makes Discord hide an address behind words: it takes those alone that begin with a scheme."""
_MASKED = re.compile(r"\[([^\[\]]*)" + _LINK.pattern, re.IGNORECASE)


def neutral(text: str) -> str:
    """Make a member's text plain inside a line of ours: no markdown, no mention, one line. May double its length."""
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", line).replace("@", "@\u200b")


def unmasked(text: str) -> str:
    """Make links show where they lead: `[text](address)` becomes `text (address)`. Never makes a text longer."""
    return _LINK.sub(" (", _MASKED.sub(r"\1 (", text))


def clip_words(text: str, limit: int) -> str:
    """Cut `text` to at most `limit` characters (20 at least), ending in an ellipsis where something was cut.

    Never in the middle of a mention, link, emoji or letter with its accents; a code block or spoiler that the cut
    leaves open is closed, so that nothing hidden comes to light.
    """
    if len(text) <= limit:
        return text
    cut = limit - 1 - _CLOSERS
    for token in _WHOLE.finditer(text):
        if token.start() < cut < token.end():
            cut = token.start()
            break
    while 0 < cut < len(text) and (_joined(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    space = max(text.rfind(" ", 0, cut), text.rfind("\n", 0, cut))
    if cut - space <= 24 and space > 0:
        cut = space
    kept = text[:cut].rstrip()
    return kept + "…" + _closers(kept)


def shares(lengths: Sequence[int], total: int, most: int) -> list[int]:
    """Divide `total` characters among texts so that short ones leave theirs to the long; none gets over `most`."""
    given = [0] * len(lengths)
    left, waiting = total, sorted(range(len(lengths)), key=lambda i: lengths[i])
    for number, i in enumerate(waiting):
        given[i] = min(lengths[i], most, left // (len(waiting) - number))
        left -= given[i]
    return given


def _joined(letter: str) -> bool:
    return letter in _JOINS or unicodedata.combining(letter) > 0 or "\U0001f3fb" <= letter <= "\U0001f3ff"


def _closers(kept: str) -> str:
    fence = "```" if kept.count("```") % 2 else ""
    return fence + ("||" if kept.count("||") % 2 else "")

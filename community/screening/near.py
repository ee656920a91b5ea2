"""What stands near a cue: a value after it, or shortly before it, in the same sentence."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

_END = re.compile(r"[.!?](?=\s)|\n")
_SPAN = 80


def near(
    text: str, cues: Sequence[re.Match[str]], values: Sequence[re.Match[str]], *, after: int, before: int = 0
) -> Iterator[re.Match[str]]:
    """Give the values that begin at most `after` characters behind a cue's end, or end at most `before` ahead of one.

    Both lists are in the order of the text. Each cue gives the nearest value behind it alone.
    """
    starts = [cue.start() for cue in cues]
    last_cue = -1
    for value in values:
        at = bisect_right(starts, value.start()) - 1
        if at >= 0 and at != last_cue and _joined(text, cues[at].end(), value.start(), after):
            last_cue = at
            yield value
        elif at + 1 < len(cues) and _joined(text, value.end(), starts[at + 1], before):
            yield value


def _joined(text: str, from_: int, to: int, most: int) -> bool:
    return 0 <= to - from_ <= min(most, _SPAN) and not _END.search(text, from_, to)

"""People's names near words for a patient. No list of names: it would know those of some people and not of others.

A name here is one to four words that begin with a capital, as people write them in a sentence, and stands

- after a title that patients and families are given (Mr, Mrs, Miss, Mx), or *Ms* and *Baby*;
- directly after a word for a patient or relative: "patient Ada Byron", "her son, Femi", "a resident called Aoife";
- before what is said of patients: "Ada Byron, 84", "Ada Byron was admitted";
- or, with two words at least, within six words of *patient*, *resident* or *service user* in the same sentence, unless
  a word for a place or a colleague comes before it ("at Great Western", "Dr Ada Byron").
"""

import re
from collections.abc import Iterator, Sequence

from community.screening.kinds import Finding, Kind
from community.screening.vocabulary import (
    CALLED,
    COLLEAGUES,
    LINKS,
    NOT_NAMES,
    NOT_PATIENTS,
    OPENERS,
    PATIENTS,
    PLACED,
    RELATIVES,
    TITLES,
)

_WORD = re.compile(r"[^\W\d_]++(?:['\u2019\-][^\W\d_]++)*+")
_ENDS = re.compile(r"[.!?;](?:\s|\Z)|[\n\u2022]")
_LINK = re.compile(r"\.? {1,2}|\.")
_AGE = r"(?:1[01]\d|\d{1,2})"
_AGED = (
    rf"(?:, ?|,? \()(?:aged? )?{_AGE} ?(?:[),;]|\.(?!\d)|yo\b|y/o|years?\b|yrs?\b|[mf]\b|-year)|,? aged {_AGE}\b"
    rf"| {_AGE} ?(?:yo\b|y/o|years? old)|,? \(?(?:dob|d\.o\.b)"
)
_IS_ONE = r"(?:,? (?:who )?(?:is|was) (?:an? )?|, an? )(?:in|out)?(?:patient|resident)\b"
"""Not without a comma or a verb: "Discharged a patient" names nobody."""
_MOVED = r",? (?:was|is being|has been|had been|who was) (?:re-?)?(?:admitted|discharged|transferred|referred)\b"
_BEFELL = r",? (?:had a fall|fell\b(?! (?:by|from|to|short|behind|apart))|died|passed away)\b"
_OF_PATIENTS = re.compile(rf"[*_]{{0,3}}(?:{_AGED}|{_IS_ONE}|{_MOVED}|{_BEFELL})", re.IGNORECASE)
_ON_FILE = re.compile(r"[^\n]{0,30}\b(?:ward|bed|dob|d\.o\.b|nhs|chi|mrn|hospital|aged?)\b", re.IGNORECASE)
_MOST_WORDS, _NEAR = 4, 6


def names(text: str) -> Iterator[Finding]:
    """Give what is written like a name and stands near a word for a patient."""
    words = list(_WORD.finditer(text))
    sentences = _sentences(text, words)
    cues = [n for n in range(len(words)) if _is_patient(words, n)]
    at, next_cue = 0, 0
    while at < len(words):
        run = _run(text, words, at)
        if not run:
            at += 1
            continue
        while next_cue < len(cues) and cues[next_cue] < at - _NEAR:
            next_cue += 1
        nearby = any(
            sentences[n] == sentences[at] for n in cues[next_cue : next_cue + 3] if -_NEAR <= n - at < len(run) + _NEAR
        )
        found = _name(text, words, at, run, near_patient=nearby)
        if found:
            yield found
        at += len(run)


def _sentences(text: str, words: Sequence[re.Match[str]]) -> list[int]:
    """Count sentences, and give for each word in which it stands; the full stop of a title or an initial ends none."""
    number, numbers = 0, []
    for n, word in enumerate(words):
        if n:
            before = words[n - 1]
            short = _low(before) in TITLES | COLLEAGUES or len(before.group()) == 1
            if not short and _ENDS.search(text, before.end(), word.start()):
                number += 1
        numbers.append(number)
    return numbers


def _run(text: str, words: Sequence[re.Match[str]], at: int) -> list[re.Match[str]]:
    """Give the words from here on that begin with a capital and have nothing but a space or a full stop between."""
    run: list[re.Match[str]] = []
    for word in words[at : at + _MOST_WORDS + 2]:
        if run and (not _is_linked(text, run[-1], word) or _low(word) in TITLES):
            break
        if not word.group()[0].isupper() or (run and _is_opener(text, word)):
            break
        run.append(word)
        if len(run) == 1 and _is_opener(text, word):
            break
    return run


def _is_linked(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    """Say whether two words may be of one name: a full stop ends one, but for that of a title or an initial."""
    gap = text[before.end() : word.start()]
    if not _LINK.fullmatch(gap):
        return False
    return "." not in gap or len(before.group()) == 1 or _low(before) in TITLES


def _name(
    text: str, words: Sequence[re.Match[str]], at: int, run: list[re.Match[str]], *, near_patient: bool
) -> Finding | None:
    titled = _title(run)
    body = (run[1:] if titled else run)[:_MOST_WORDS]
    if _is_opener(text, body[0]) or any(_low(word) in NOT_NAMES for word in body):
        return None
    if all(word.group().isupper() for word in body) and not titled:
        return None
    found = Finding(Kind.NAME, run[0].start(), body[-1].end())
    if titled or _directly_after(text, words, at, body):
        return found
    before = _low(words[at - 1]) if at else ""
    if before in COLLEAGUES or before in PLACED:
        return None
    told = bool(_OF_PATIENTS.match(text, found.end)) and (len(body) > 1 or near_patient)
    return found if told or (near_patient and len(body) > 1) else None


def _title(run: Sequence[re.Match[str]]) -> bool:
    return len(run) > 1 and run[0].group() in {"Mr", "Mrs", "Miss", "Ms", "Mx", "Baby", "MR", "MRS", "MISS"}


def _directly_after(text: str, words: Sequence[re.Match[str]], at: int, body: Sequence[re.Match[str]]) -> bool:
    """Say whether a word for a patient or relative stands right before, with no more than "called" between."""
    if not at:
        return False
    gap = text[words[at - 1].end() : words[at].start()]
    if len(gap) > 4 or _ENDS.search(gap):
        return False
    before = _low(words[at - 1])
    behind = range(max(0, at - 3), at - 1)
    if before in CALLED:
        on_file = before == "name" and ":" in gap and bool(_ON_FILE.match(text, body[-1].end()))
        whose = any(_is_patient(words, n) for n in behind)
        return whose or on_file or (before not in LINKS and any(_low(words[n]) in RELATIVES for n in behind))
    capital = words[at - 1].group()[0].isupper()
    if _is_patient(words, at - 1):
        apart = "," in gap and text[body[-1].end() : body[-1].end() + 1] != ","
        return len(body) > 1 or ":" in gap or (not capital and not apart)
    return before in RELATIVES and not capital


def _is_patient(words: Sequence[re.Match[str]], n: int) -> bool:
    """Say whether a word means a patient; not in "patient safety", "resident doctor"; *user* in "service user" does."""
    low = _low(words[n])
    if n + 1 < len(words) and _low(words[n + 1]) in NOT_PATIENTS:
        return False
    return low in PATIENTS or (low in {"user", "users"} and n > 0 and _low(words[n - 1]) == "service")


def _is_opener(text: str, word: re.Match[str]) -> bool:
    """Say whether a word is one that sentences begin with; a letter with a full stop is an initial."""
    return _low(word) in OPENERS and not (len(word.group()) == 1 and text[word.end() : word.end() + 1] == ".")


def _low(word: re.Match[str]) -> str:
    return word.group().casefold().removesuffix("'s").removesuffix("\u2019s")

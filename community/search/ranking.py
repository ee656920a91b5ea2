"""What comes first: one rule on plain values, the same whichever database gave the candidates.

BM25 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019; idf as in Lucene) of a conversation's title together with
its best message; what the rest of the conversation says of the query counts for less. Then the words that the first
few have in common move the rest up or down (relevance feedback as in Lavrenko and Croft's RM3, kept to the candidates).
Words are counted in the places the caller sees, and nowhere else.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from community.search.words import GAP

TEXT_BITS = 18
"""A text's number holds its conversation's (or entry's) above these bits; text 0 is the title."""
UNIT_BITS = 26
"""A conversation's number rises with time in these bits; above them is its place."""
FIRST_TEXT = 1

K1 = 1.2
B = 0.75
TITLE_COUNTS = 2
ELSEWHERE_COUNTS = 0.5
ALL_WORDS_COUNT = 0.3
FEEDBACK = 0.2
FEEDBACK_TEXTS = 5
FEEDBACK_WORDS = 10
TEXTS_EACH = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """What the caller sees, in numbers: conversations and entries, texts, words of texts, words of titles."""

    units: int = 0
    texts: int = 0
    words: int = 0
    title_words: int = 0

    @property
    def usual_length(self) -> float:
        """Words of a title and a text, on average."""
        return max(1.0, self.words / max(1, self.texts) + TITLE_COUNTS * self.title_words / max(1, self.units))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation or entry that has words of the query: its texts worth reading, and the weight of all its words."""

    unit: int
    texts: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A result: the unit, the text that speaks best for it (None: its title alone), and its score."""

    unit: int
    text: int | None
    score: float


def weigh(units: Mapping[str, Collection[int]], counts: Counts) -> dict[str, float]:
    """Give each word's weight by the units that have it: the rarer among what the caller sees, the heavier."""
    return {word: _rarity(len(having), max(counts.units, len(having))) for word, having in units.items()}


def choose(
    hits: Mapping[str, Collection[int]],
    having: Mapping[str, Collection[int]],
    weights: Mapping[str, float],
    units: Collection[int],
    most: int,
) -> list[Candidate]:
    """Choose the candidates worth reading among `units`, at most `most`: by the weight of their words, newest first.

    `hits` are the texts that have each word of the query, `having` the units these are in.
    """
    # In order, so that equals stand as their places were made, and no number that others' places took moves them.
    total: dict[int, float] = dict.fromkeys(sorted(units), 0.0)
    for word, weight in weights.items():
        for unit in total.keys() & having[word]:
            total[unit] += weight
    if len(total) > most:
        total = dict(heapq.nlargest(most, total.items(), key=lambda item: (item[1], _age(item[0]))))
    said: dict[int, float] = defaultdict(float)
    for word, weight in weights.items():
        for text in hits[word]:
            if text >> TEXT_BITS in total:
                said[text] += weight
    by_unit: dict[int, list[int]] = defaultdict(list)
    for text in said:
        if text & (1 << TEXT_BITS) - 1:
            by_unit[text >> TEXT_BITS].append(text)
    return [Candidate(unit, tuple(_best(by_unit.get(unit, []), said)), weight) for unit, weight in total.items()]


def _best(texts: list[int], said: Mapping[int, float]) -> list[int]:
    if len(texts) <= TEXTS_EACH:
        return texts
    return heapq.nsmallest(TEXTS_EACH, texts, key=lambda text: (-said[text], text))


@dataclass(slots=True)
class _Reading:
    """One candidate's title with one of its texts, being scored: how often it has each word, the title's doubled."""

    candidate: Candidate
    text: int | None
    times: Counter[str]
    dull: float
    score: float = 0.0

    @property
    def length(self) -> int:
        """Its words, those of the title at what they count for."""
        return self.times.total()


def rank(
    candidates: Sequence[Candidate],
    stems: Mapping[int, str],
    weights: Mapping[str, float],
    counts: Counts,
    prefixed: Mapping[str, Collection[int]],
    *,
    wants_all: bool,
) -> list[Ranked]:
    """Order the candidates, best first; `stems` are their texts as indexed, titles among them, by number.

    `prefixed` holds, for each word of the query that is a prefix, the texts that have a word beginning so.
    """
    usual = counts.usual_length
    readings = [
        best
        for candidate in candidates
        if (best := _read(candidate, stems, weights, usual, prefixed, wants_all=wants_all)) is not None
    ]
    _feed_back(readings, weights)
    ranked = [Ranked(reading.candidate.unit, reading.text, reading.score) for reading in readings]
    return sorted(ranked, key=lambda result: (-result.score, -_age(result.unit)))


def _read(
    candidate: Candidate,
    stems: Mapping[int, str],
    weights: Mapping[str, float],
    usual_length: float,
    prefixed: Mapping[str, Collection[int]],
    *,
    wants_all: bool,
) -> _Reading | None:
    """Give the candidate with the text that speaks best for it."""
    title_number = candidate.unit << TEXT_BITS
    title = [word for word in stems.get(title_number, "").split() if word != GAP]
    best: _Reading | None = None
    for text in candidate.texts or (None,):
        times = Counter(stems.get(text, "").split() if text is not None else ())
        times.pop(GAP, None)
        for word in title:
            times[word] += TITLE_COUNTS
        reading = _Reading(candidate, text, times, _dullness(times.total(), usual_length))
        here = 0.0
        has_all = True
        for word, weight in weights.items():
            if word in prefixed:
                texts = prefixed[word]
                often = (text in texts) + TITLE_COUNTS * (title_number in texts)
            else:
                often = times.get(word, 0)
            if often:
                here += weight
                reading.score += weight * _saturated(often, reading.dull)
            else:
                has_all = False
        reading.score += ELSEWHERE_COUNTS * max(0.0, candidate.weight - here)
        if wants_all and has_all:
            reading.score *= 1 + ALL_WORDS_COUNT
        if best is None or reading.score > best.score:
            best = reading
    return best


def _feed_back(readings: Sequence[_Reading], weights: Mapping[str, float]) -> None:
    """Move each reading's score towards what it has of the words that tell the first few apart."""
    first = heapq.nlargest(FEEDBACK_TEXTS, readings, key=lambda reading: (reading.score, _age(reading.candidate.unit)))
    whole = sum(reading.score for reading in first)
    if len(readings) <= FEEDBACK_TEXTS or whole <= 0:
        return
    rarity = _rarities(first, readings, weights)
    telling: dict[str, float] = defaultdict(float)
    for reading in first:
        share = reading.score / whole / max(1, reading.length)
        for word, often in reading.times.items():
            if word in rarity:
                telling[word] += share * often * rarity[word]
    best = heapq.nlargest(FEEDBACK_WORDS, telling.items(), key=lambda item: (item[1], item[0]))
    scale = len(weights) / (sum(value for _, value in best) or 1.0)
    related = [(word, value * scale * rarity[word]) for word, value in best]
    for reading in readings:
        get, dull = reading.times.get, reading.dull
        likeness = sum(weight * _saturated(get(word, 0), dull) for word, weight in related)
        reading.score = (1 - FEEDBACK) * reading.score + FEEDBACK * likeness


def _rarities(
    first: Sequence[_Reading], readings: Sequence[_Reading], weights: Mapping[str, float]
) -> Mapping[str, float]:
    """Give how rare the words of the first few are among all candidates; what was asked for keeps its weight."""
    known = {word for reading in first for word in reading.times if len(word) > 2}
    having: Counter[str] = Counter()
    for reading in readings:
        having.update(known & reading.times.keys())
    of = len(readings)
    return {word: weights.get(word, _rarity(n, of)) for word, n in having.items()}


def _age(unit: int) -> int:
    """Give what is higher for what is newer, whatever the place."""
    return unit & ((1 << UNIT_BITS) - 1)


def _rarity(having: int, of: int) -> float:
    return math.log(1 + (of - having + 0.5) / (having + 0.5))


def _dullness(length: int, usual_length: float) -> float:
    return K1 * (1 - B + B * length / usual_length)


def _saturated(times: int, dull: float) -> float:
    return times * (K1 + 1) / (times + dull)

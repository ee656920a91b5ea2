"""What screening finds and what it takes for something it is not, on a test set made by rules; and its speed.

*recall*: the share of identifiers of a kind of which no letter or digit is left once what was found is taken out.
*right*: the share found under that kind. *alarms*: findings a thousand texts, in texts that should hold none: made by
rules, of the demo's world, and of public conversations where they are beside the checkout. *growth*: how many times
longer twice the text takes. `python -m bench.screening` prints this alone.
"""

import asyncio
import json
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench._identifiers import Case, positives, tricky
from community.screening import Finding, Kind, find

SEED, EACH = 3, 400
_SHARED = Path(__file__).resolve().parents[2] / "shared"
_LONG = 100_000


async def figures() -> dict[str, Any]:
    """Give recall by kind, false alarms by kind and source, and how time grows with length."""
    return {
        "recall": recall(SEED, EACH),
        "alarms_per_1000_texts": {name: alarms(texts) for name, texts in _negatives()},
        "growth": growth(),
        "characters_per_second": _speed(),
    }


def recall(seed: int, each: int) -> dict[str, dict[str, float]]:
    """Give for each kind the share found, and the share found as what it is."""
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in positives(seed, each):
        findings = find(case.text)
        start = case.text.index(case.value)
        end = start + len(case.value)
        found[case.kind] += _is_gone(case, findings, start)
        right[case.kind] += any(f.kind.name.lower() == case.kind and f.start < end and start < f.end for f in findings)
    by_rules = [kind.name.lower() for kind in Kind if kind not in {Kind.MEMBER, Kind.ORGANISATION}]  # those are given
    return {kind: {"recall": round(found[kind] / each, 3), "right": round(right[kind] / each, 3)} for kind in by_rules}


def _is_gone(case: Case, findings: list[Finding], start: int) -> bool:
    return all(
        any(f.start <= at < f.end for f in findings)
        for at in range(start, start + len(case.value))
        if case.text[at].isalnum()
    )


def alarms(texts: Iterable[str]) -> dict[str, float]:
    """Give findings a thousand texts, by kind and in all, and how many texts there were."""
    counted: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counted.update(finding.kind.name.lower() for finding in find(text))
    each = {kind: round(1000 * number / total, 2) for kind, number in sorted(counted.items())}
    return {"texts": total, "all": round(1000 * sum(counted.values()) / total, 2), **each}


def demo_texts() -> Iterator[str]:
    """Give what people say in the demo's world."""
    world = Path(__file__).resolve().parents[1] / "demo" / "world"
    for file in sorted(world.glob("*.toml")):
        yield from _told(tomllib.loads(file.read_text(encoding="utf-8")))


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for one in value.values():
            yield from _told(one)
    elif isinstance(value, list):
        for one in value:
            yield from _told(one)


def _negatives() -> Iterator[tuple[str, Iterable[str]]]:
    yield "made_by_rules", tricky(SEED, 100)
    yield "demo", demo_texts()
    for name, texts in (("meshcore", _exported()), ("coffee", _lines("corpora/se_coffee.jsonl", "content"))):
        there = list(texts)
        if there:
            yield name, there


def _exported() -> Iterator[str]:
    for file in sorted((_SHARED / "corpora").glob("meshcore_dev/*.json")):
        for message in json.loads(file.read_text(encoding="utf-8"))["messages"]:
            if message["content"]:
                yield message["content"]


def _lines(name: str, field: str) -> Iterator[str]:
    file = _SHARED / name
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line).get(field) or " "


ADVERSARIAL = {
    "digits": "9", "digits_apart": "9 ", "dashes": "9434765870-", "capitals": "Aa ", "letters": "a", "ats": "a@",
    "hosts": "a@b.", "cues": "patient number ", "born": "born 1/", "names": "patient Ab Cd ", "titles": "Mr A. ",
    "phones": "07700 90 ", "codes": "SW1A 1", "marks": "**", "spaces": " ", "dots": "1.", "stamps": "<t:1",
}  # fmt: skip
"""What texts are made of that would take a careless pattern for ever."""


def growth() -> dict[str, float]:
    """Give for each hard text how many times longer twice as much of it takes; 2 is in proportion."""
    told = {}
    for name, piece in ADVERSARIAL.items():
        text = piece * (_LONG // len(piece))
        told[name] = round(_best(text + text) / _best(text), 2)
    return told


def _best(text: str) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        find(text)
        times.append(time.process_time() - began)
    return min(times)


def _speed() -> int:
    text = "\n".join(demo_texts())
    return round(len(text) / _best(text))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures()), indent=2))  # noqa: T201 - the document is what it is for

"""The pages that people read: what they lead to is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sandbox/*.md"), *ROOT.glob("bench/*.md")])
ROOMS = (
    "archive",
    "bench",
    "bot",
    "cogs",
    "community",
    "demo",
    "deploy",
    "docs",
    "sandbox",
    "soak",
    "storage",
    "tests",
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w./-]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    return _BLOCK.sub("", page.read_text("utf-8"))


def anchor(heading: str) -> str:
    """Give the name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def dead(page: Path) -> Iterator[str]:
    for link in _LINK.findall(prose(page)):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (fragment and fragment not in map(anchor, _HEADING.findall(prose(target)))):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere_and_files_that_are_named_are_there(page: Path):
    assert list(dead(page)) == []
    assert [name for name in _NAMED.findall(prose(page)) if not any(ROOT.glob(f"{name.rstrip('/')}*"))] == []


def test_every_page_is_reached_from_the_readme():
    reached, found = set(), [ROOT / "README.md"]
    while found:
        page = found.pop()
        if page in reached:
            continue
        reached.add(page)
        links = (link.partition("#")[0] for link in _LINK.findall(prose(page)))
        found += [
            target for link in links if link.endswith(".md") and (target := (page.parent / link).resolve()).exists()
        ]
    assert {page.name for page in PAGES if page.parent.name == "docs" and page not in reached} == set()

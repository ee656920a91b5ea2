"""A summary as plain text, for a terminal."""

import textwrap
from collections.abc import Iterable

from community.summary.compose import counts_said
from community.summary.shape import Item, Summary
from community.summary.week import days_said

_WIDTH = 96


def as_text(summary: Summary, name: str) -> str:
    """Tell the summary in lines for a terminal; `name` is the community's or the topic's."""
    lines = [f"{name}: {days_said(summary.week)} ({summary.week})", _counts(summary), ""]
    if summary.is_empty:
        return "\n".join([*lines, "Nothing to tell of this week."])
    for section in summary.sections:
        lines.append(section.name.capitalize())
        for item in section.items:
            lines += _item(item)
        lines.append("")
    return "\n".join(lines).rstrip()


def _counts(summary: Summary) -> str:
    return f"{counts_said(summary.counts)}."


def _item(item: Item) -> Iterable[str]:
    place = f" (#{item.topic})" if item.topic and not item.title.startswith(f"#{item.topic}") else ""
    yield from textwrap.wrap(f"{item.title}{place}", _WIDTH, initial_indent="  * ", subsequent_indent="    ")
    yield from textwrap.wrap(item.why, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    if item.excerpt:
        yield from textwrap.wrap(item.excerpt, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    if item.url:
        yield f"    {item.url}"

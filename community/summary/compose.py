"""Put a week's facts into a summary: what is told, in which order and in which words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from community.summary import choice
from community.summary.excerpt import Saying, repeatable, telling
from community.summary.facts import Asked, Coming, Facts, Learnt, Newcomers, Noted, Published, Talked
from community.summary.shape import (
    COMING,
    KNOWHOW,
    LEARNT,
    SECTIONS,
    VOICES,
    WAITING,
    WORTH,
    Counts,
    Item,
    Section,
    Source,
    Summary,
)
from community.summary.week import Week
from community.summary.words import question

_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """Which summary it is: whose, of which week, in which zone, and with which sections."""

    community_id: int
    week: Week
    zone: ZoneInfo
    sections: Collection[str] = SECTIONS


@dataclass(frozen=True, slots=True)
class Material:
    """What was chosen, and what may be quoted from: sayings and names of people, by conversation."""

    worth: Sequence[Talked] = ()
    waiting: Sequence[Asked] = ()
    sayings: Mapping[int, Sequence[Saying]] = field(default_factory=dict)
    names: Mapping[int, Sequence[str]] = field(default_factory=dict)


def compose(frame: Frame, facts: Facts, material: Material) -> Summary:
    """Give the summary; sections with nothing in them are left out."""
    start, end = frame.week.bounds(frame.zone)
    made = {
        WORTH: [_worth(frame, talk, material, facts) for talk in material.worth],
        WAITING: [_waiting(frame, asked, material) for asked in material.waiting],
        KNOWHOW: [_published(frame, one) for one in facts.published],
        COMING: [_coming(frame, one) for one in facts.coming],
        LEARNT: _learnt(frame, facts),
        VOICES: _voices(frame, facts.newcomers),
    }
    sections = [Section(name, tuple(made[name])) for name in SECTIONS if name in frame.sections and made[name]]
    return Summary(frame.community_id, frame.week, start, end, tuple(sections), facts.counts)


def kept(summary: Summary, posted: Mapping[str, Sequence[Source]]) -> Summary:
    """Give the summary with only what was posted of it, in the order it was posted."""
    sections = []
    for section in summary.sections:
        order = {source: place for place, source in enumerate(posted.get(section.name, ()))}
        items = [item for item in section.items if key_of(item) in order]
        items.sort(key=lambda item: order[key_of(item)])
        if items:
            sections.append(replace(section, items=tuple(items)))
    return replace(summary, sections=tuple(sections))


def key_of(item: Item) -> Source:
    """Give what an item is known by among what was posted."""
    return item.kind, item.id or 0


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say a number of things: 1 message, 2 messages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people_said(number: int) -> str:
    """Say a number of people."""
    return counted(number, "person", "people")


def counts_said(counts: Counts) -> str:
    """Say who wrote how much in a week, as a sentence without its end."""
    if not counts.messages:
        return "Nobody wrote this week"
    where = counted(counts.conversations, "conversation")
    return f"{people_said(counts.people)} wrote {counted(counts.messages, 'message')} in {where}"


def title_of(talk: Talked, zone: ZoneInfo) -> str:
    """Name a conversation: a thread by its name, talk outside threads by its place and day, never by words of it."""
    if talk.is_thread and talk.title:
        return " ".join(talk.title.split())
    day = talk.started_at.astimezone(zone)
    return f"#{talk.topic}, {day.day} {day:%B} {day.year}"


def link(community_id: int, place_id: int, message_id: int | None = None) -> str:
    """Give the address of a place or of a message in it."""
    return f"https://discord.com/channels/{community_id}/{place_id}" + (f"/{message_id}" if message_id else "")


def _link_to(frame: Frame, talk: Talked) -> str:
    """Lead to where the week's talk begins: a thread that began in it opens at its top by itself."""
    if talk.is_thread and talk.before is None:
        return link(frame.community_id, talk.place_id)
    return link(frame.community_id, talk.place_id, talk.first_id)


def _worth(frame: Frame, talk: Talked, material: Material, facts: Facts) -> Item:
    new_here = sum(one.people for one in facts.newcomers if one.talk.id == talk.id)
    open_question = any(one.talk.id == talk.id for one in material.waiting)
    told = telling(material.sayings.get(talk.id, ()), material.names.get(talk.id, ()))
    sources: tuple[Source, ...] = (("message", told.message_id), ("member", told.author_id)) if told else ()
    return Item(
        kind="conversation",
        id=talk.id,
        title=title_of(talk, frame.zone),
        url=_link_to(frame, talk),
        topic=talk.topic,
        why=why_worth(talk, frame, new_here=new_here, open_question=open_question),
        people=talk.people,
        messages=talk.messages,
        excerpt=told.shown if told else None,
        made_of=sources,
    )


def why_worth(talk: Talked, frame: Frame, *, new_here: int = 0, open_question: bool = False) -> str:
    """Say why a conversation is worth reading, in a few plain words that are all countable."""
    parts = [f"{people_said(talk.people)}, {counted(talk.messages, 'message')}"]
    if talk.thanked >= 2:
        parts.append(f"{talk.thanked} thanked it")
    elif talk.reactors >= 2:
        parts.append(f"{talk.reactors} reacted")
    if talk.captured:
        parts.append("know-how came of it")
    if talk.before is None:
        parts.append(f"began on {talk.started_at.astimezone(frame.zone):%A}")
    elif (quiet := (talk.first_at - talk.before).days) >= 21:
        parts.append(f"taken up again after {quiet // 7} weeks")
    if new_here:
        parts.append(f"{new_here} new here")
    if open_question:
        parts.append("its last question is open")
    return "; ".join(parts)


def _waiting(frame: Frame, asked: Asked, material: Material) -> Item:
    sentence = question(asked.text)
    saying = Saying(asked.message_id, asked.author_id, asked.answer, asked.author_name, asked.text)
    told = repeatable(saying, sentence, material.names.get(asked.talk.id, ())) if sentence else None
    sources: tuple[Source, ...] = (("message", asked.message_id), ("conversation", asked.talk.id))
    return Item(
        kind="question" if sentence else "first post",
        id=asked.talk.id,
        title=title_of(asked.talk, frame.zone),
        url=link(frame.community_id, asked.talk.place_id, asked.message_id),
        topic=asked.talk.topic,
        why=why_waiting(asked, frame.zone),
        people=asked.talk.people,
        messages=asked.talk.messages,
        excerpt=told.shown if told else None,
        made_of=(*sources, ("member", asked.author_id)) if told else sources,
    )


def why_waiting(asked: Asked, zone: ZoneInfo) -> str:
    """Say what waits and since when."""
    day = f"{asked.at.astimezone(zone):%A}"
    if question(asked.text) is None:
        return f"a first post, on {day}; nobody has replied yet"
    if asked.is_first_post:
        return f"somebody's first post, a question asked on {day}; no answer yet"
    if asked.alone:
        return f"asked on {day}; nobody has replied yet"
    return f"the last question, asked on {day}, has no answer yet"


def _published(frame: Frame, one: Published) -> Item:
    day = f"{one.published_at.astimezone(frame.zone):%A}"
    quoted = f"; quotes {people_said(one.quoted)}" if one.quoted else ""
    return Item(
        kind="entry",
        id=one.id,
        title=" ".join(one.title.split()),
        url=link(frame.community_id, one.place_id),
        topic=one.topic,
        why=f"published on {day}{quoted}",
    )


def _coming(frame: Frame, one: Coming) -> Item:
    start = one.starts_at.astimezone(frame.zone)
    told = [f"{one.going} going"] * bool(one.going)
    if one.left is not None:
        told.append(counted(one.left, "place left", "places left") if one.left else "full; there is a waitlist")
    series = f"; {one.part}" if one.part else ""
    rest = f"{series}; {', '.join(told)}" if told else series
    return Item(
        kind="session",
        id=one.id,
        title=" ".join(one.title.split()),
        url=link(frame.community_id, one.channel_id, one.message_id) if one.channel_id else None,
        topic=one.topic,
        why=f"{start:%A} {start.day} {start:%B}, {start:%H:%M} {start.tzname()}{rest}",
        at=one.starts_at,
    )


def _learnt(frame: Frame, facts: Facts) -> list[Item]:
    """Tell what came of sessions first, then what was written down of them, then what people will try."""
    came = [_reflection(frame, one) for one in facts.learnt if one.came]
    meant = [_reflection(frame, one) for one in facts.learnt if not one.came]
    return [*came, *(_notes(frame, one) for one in facts.noted), *meant][: choice.LEARNT_MOST]


def _reflection(frame: Frame, one: Learnt) -> Item:
    by = f", by {_day(one.by_at, frame.zone)}" if one.by_at is not None else ""
    return Item(
        kind="reflection",
        id=one.id,
        title=" ".join(one.title.split()),
        url=link(frame.community_id, one.place_id) if one.place_id else None,
        topic=one.topic,
        why=one.came or f"somebody will try this{by}",
        excerpt=_clipped(one.words) or None,
        made_of=(("session", one.session_id), ("member", one.member_id)),
    )


def _notes(frame: Frame, one: Noted) -> Item:
    return Item(
        kind="notes",
        id=one.session_id,
        title=" ".join(one.title.split()),
        url=link(frame.community_id, one.place_id),
        topic=one.topic,
        why="notes of the session, published as know-how",
        excerpt=_clipped(one.words) or None,
        made_of=(("session", one.session_id), ("entry", one.entry_id)),
    )


def _day(moment: datetime, zone: ZoneInfo) -> str:
    day = moment.astimezone(zone)
    return f"{day.day} {day:%B}"


def _clipped(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"


def _voices(frame: Frame, newcomers: Sequence[Newcomers]) -> list[Item]:
    shown, elsewhere = choice.voices_shown(newcomers)
    items = [_newcomers(frame, one) for one in shown]
    if elsewhere:
        title = f"{counted(elsewhere, 'more person', 'more people')}, elsewhere"
        why = "first message here"
        items.append(Item("voices", None, title, None, None, why, people=elsewhere))
    return items


def _newcomers(frame: Frame, one: Newcomers) -> Item:
    why = f"first message here from {people_said(one.people)}"
    return Item(
        kind="voices",
        id=one.talk.id,
        title=title_of(one.talk, frame.zone),
        url=link(frame.community_id, one.talk.place_id, one.first_id),
        topic=one.talk.topic,
        why=why if one.greeted else f"{why}; nobody has replied yet",
        people=one.people,
        messages=one.messages,
        made_of=(("message", one.first_id), ("conversation", one.talk.id)),
    )

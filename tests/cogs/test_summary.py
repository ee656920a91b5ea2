from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cogs.summary.shown import shown
from community.summary import SECTIONS, Counts, Item, Section, Summary, Week

WEEK = Week(2026, 15)
START, END = datetime(2026, 4, 6, tzinfo=UTC), datetime(2026, 4, 13, tzinfo=UTC)
AT = datetime(2026, 4, 15, 13, tzinfo=UTC)

words = st.text(max_size=300)
items = st.builds(
    Item,
    kind=st.just("conversation"),
    id=st.integers(1, 2**63 - 1),
    title=words,
    url=st.none() | st.just("https://discord.com/channels/" + "9" * 19 + "/" + "9" * 19 + "/" + "9" * 19),
    topic=st.none() | st.text(max_size=100),
    why=st.text(max_size=100),
    people=st.none() | st.integers(0, 10**6),
    messages=st.none() | st.integers(0, 10**6),
    excerpt=st.none() | words,
    at=st.none() | st.just(AT),
)
sections = st.lists(st.builds(Section, st.sampled_from(SECTIONS), st.lists(items, max_size=12).map(tuple)), max_size=5)


def _summary(*parts: Section) -> Summary:
    return Summary(1, WEEK, START, END, tuple(parts), Counts(10**9, 10**7, 10**6))


@given(sections, st.none() | st.text(min_size=1, max_size=100))
def test_a_summary_fits_one_message_whatever_it_holds(parts: list[Section], topic: str | None):
    embed = shown(_summary(*parts), topic)
    assert 0 < len(embed.description or "") <= 4096
    assert len(embed.title or "") <= 256
    assert len(embed.footer.text or "") <= 2048
    assert len(embed) <= 6000


def _item(**more: object) -> Item:
    told = {"kind": "conversation", "id": 5, "title": "Falls", "url": "https://discord.com/channels/1/5"}
    return Item(**{**told, "topic": "general", "why": "3 people, 9 messages", **more})  # type: ignore[arg-type]  # a test's own shorthand


def test_a_title_can_neither_mention_nor_lead_elsewhere():
    title = "@everyone [free](https://evil.example) <@123456789012345678> **bold**"
    text = shown(_summary(Section("worth your time", (_item(title=title),)))).description or ""
    assert "@everyone" not in text
    assert "<@1" not in text
    assert "](https://evil" not in text
    assert "**bold**" not in text


def test_a_session_is_shown_in_the_readers_own_time():
    item = _item(kind="session", why="Wednesday 15 April, 14:00 BST; 5 going", at=AT)
    text = shown(_summary(Section("coming up", (item,)))).description or ""
    assert f"<t:{int(AT.timestamp())}:F>" in text
    assert "BST" not in text
    assert "5 going" in text


def test_the_whole_number_of_new_voices_stands_in_the_heading():
    voices = (_item(people=2), _item(people=11, id=None, url=None, title="11 more, elsewhere", topic=None))
    assert "**New voices: 13 people**" in (shown(_summary(Section("new voices", voices))).description or "")


def test_the_title_is_the_same_at_every_attempt_and_says_which_week():
    one = shown(_summary(Section("worth your time", (_item(),))), "general")
    other = shown(_summary(), "general")
    assert one.title == other.title == "#general: what mattered, 6 to 12 April 2026"
    assert shown(_summary(), so_far=True).title == "This week so far, 6 to 12 April 2026"

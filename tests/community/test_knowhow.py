import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import NotAllowed, Refusal
from community.knowhow import (
    ANSWERS,
    BOUNDS,
    LEFT_OUT,
    NAMED,
    UNNAMED,
    Candidate,
    Entry,
    Fields,
    Quote,
    Standing,
    Status,
    card_of,
    clip_words,
    digest_of_shown,
    hash_of_words,
    is_settled,
    neutral,
    parse_tags,
    require_ask,
    require_edit,
    require_publish,
    require_takedown,
    shown_quotes,
    suggested,
    tidy_fields,
)
from community.knowhow.clipping import unmasked

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CAPTURER = Standing(9, is_capturer=True, is_steward=False, is_moderator=False)
STEWARD = Standing(8, is_capturer=False, is_steward=True, is_moderator=False)
ANYONE = Standing(7, is_capturer=False, is_steward=False, is_moderator=False)

ENTRY = Entry(
    id=12,
    community_id=1_000_000_000_000_000_001,
    topic_id=1_000_000_000_000_000_002,
    place_id=1_000_000_000_000_000_003,
    seen_in=1_000_000_000_000_000_002,
    fields=Fields("Huddles", "Ten minutes at eight"),
    status=Status.DRAFT,
    captured_by=9,
    captured_at=NOW,
    asked_at=None,
    waits_until=None,
    publishes_itself=True,
    published_at=None,
    changed_at=NOW,
    version=1,
    reason=None,
)


def quote(id_: int, author_id: int, words: str, answer: str | None = None, answered: str | None = None) -> Quote:
    hashed = hash_of_words(id_, author_id, words)
    for_these = hashed if answered is None else hash_of_words(id_, author_id, answered)
    return Quote(id_, 12, id_, author_id, words, hashed, answer, for_these if answer else None, id_)


QUOTES = st.lists(
    st.builds(
        quote,
        id_=st.integers(1, 10**6),
        author_id=st.integers(1, 5),
        words=st.text(min_size=1, max_size=2000),
        answer=st.sampled_from([None, *ANSWERS]),
        answered=st.sampled_from([None, "other words"]),
    ),
    max_size=10,
    unique_by=lambda q: q.id,
)
NAMES = {n: f"Person Number{n}X" for n in range(1, 6)}


@given(QUOTES)
def test_nothing_is_shown_without_a_yes_for_exactly_these_words(quotes: list[Quote]):
    for shown in shown_quotes(quotes):
        assert shown.answer in {NAMED, UNNAMED}
        assert shown.answered_hash == hash_of_words(shown.message_id, shown.author_id, shown.words)


@given(QUOTES)
def test_every_yes_for_exactly_these_words_is_shown_once(quotes: list[Quote]):
    agreed = [q for q in quotes if q.answer in {NAMED, UNNAMED} and q.answered_hash == q.words_hash]
    assert sorted(q.id for q in shown_quotes(quotes)) == sorted(q.id for q in agreed)


@given(QUOTES)
def test_a_card_names_only_those_who_said_by_name(quotes: list[Quote]):
    quotes = [replace(q, words="words", words_hash=hash_of_words(q.message_id, q.author_id, "words")) for q in quotes]
    named = {q.author_id for q in shown_quotes(quotes) if q.answer == NAMED}
    whole = repr(card_of(ENTRY, quotes, NAMES))
    assert {n for n in NAMES if f"Number{n}X" in whole} == named


@given(QUOTES)
def test_a_card_shows_no_word_of_those_who_did_not_agree(quotes: list[Quote]):
    quotes = [
        replace(q, words=f"w{q.id}w", words_hash=hash_of_words(q.message_id, q.author_id, f"w{q.id}w")) for q in quotes
    ]
    whole = repr(card_of(ENTRY, quotes, NAMES))
    agreed = {q.id for q in shown_quotes(quotes)}
    assert all((f"w{q.id}w" in whole) == (q.id in agreed) for q in quotes)


@given(QUOTES, st.randoms())
def test_the_order_of_the_nameless_does_not_depend_on_who_chose_or_spoke_first(quotes: list[Quote], random: Random):
    shown = [q for q in shown_quotes(quotes) if q.answer == UNNAMED]
    shuffled = [replace(q, position=random.randrange(100)) for q in quotes]
    random.shuffle(shuffled)
    assert [q.id for q in shown_quotes(shuffled) if q.answer == UNNAMED] == [q.id for q in shown]
    answers = [str(q.answer) for q in shown_quotes(shuffled)]
    assert answers == sorted(answers), "named ones come first"


def test_the_order_of_the_nameless_is_not_the_order_of_the_messages():
    quotes = [quote(n, n, f"words {n}", UNNAMED) for n in range(1, 11)]
    assert [q.id for q in shown_quotes(quotes)] != list(range(1, 11))


LONG = st.text(alphabet=st.sampled_from("ab *_`|>@<#é\n👩🏽‍⚕️~[]()"), min_size=1, max_size=4000)


@given(st.lists(LONG.filter(lambda t: t.strip()), max_size=10), st.sampled_from(list(Status)))
def test_every_card_fits_into_discords_limits(texts: list[str], status: Status):
    quotes = [quote(n, n, text, NAMED) for n, text in enumerate(texts, 1)]
    longest = {name: "*" * most for name, most in BOUNDS.items()}
    entry = replace(
        ENTRY,
        fields=Fields(**longest),
        status=status,
        reason="_" * 300,
        tags=tuple("x" * 29 + str(n) for n in range(5)),
    )
    card = card_of(entry, quotes, dict.fromkeys(range(11), "*" * 32))
    assert card.size <= 6000
    assert len(card.title) <= 256
    assert len(card.text) <= 4096
    assert len(card.parts) <= 25
    for part in card.parts:
        assert 1 <= len(part.heading) <= 256
        assert 1 <= len(part.text) <= 1024


def test_short_quotes_are_shown_whole_and_a_long_one_says_where_the_whole_is():
    card = card_of(ENTRY, [quote(1, 1, "short and whole", NAMED), quote(2, 2, "word " * 400, UNNAMED)], NAMES)
    texts = [part.text for part in card.parts]
    assert ">>> short and whole" in texts
    assert any(ENTRY.url in text for text in texts)
    assert not any(str(2) == part.heading for part in card.parts)


@given(LONG, st.integers(20, 1500))
def test_clipping_keeps_to_its_limit_and_to_the_words(text: str, limit: int):
    clipped = clip_words(text, limit)
    assert len(clipped) <= limit
    if clipped != text:
        kept = clipped.rsplit("…", 1)[0]
        assert text.startswith(kept)
        assert clipped.count("```") % 2 == 0


@given(st.integers(1, 80), st.sampled_from(["<@123456789012345678>", "<:nod:123456789012345678>", "<t:1790000000:R>"]))
def test_clipping_never_cuts_in_the_middle_of_a_mention(before: int, token: str):
    text = "x" * before + token + "y" * 100
    kept = clip_words(text, 90).removesuffix("…")
    assert token in kept or "<" not in kept


def test_a_spoiler_that_the_cut_leaves_open_is_closed():
    clipped = clip_words("||" + "secret " * 100 + "||", 100)
    assert clipped.count("||") == 2


def test_a_title_is_harmless():
    assert neutral("**bold** @everyone <@1>\n# x") == "\\*\\*bold\\*\\* @\u200beveryone \\<@\u200b1\\> \\# x"


@given(st.lists(st.sampled_from(["[", "]", "](", "](x:", ")", "<", " ", "a"]), max_size=20).map("".join))
def test_no_link_of_an_entry_hides_where_it_leads(text: str):
    card = card_of(replace(ENTRY, fields=Fields("t", text, text, text, text)), [], {})
    for shown in (card.text, *(part.text for part in card.parts)):
        assert not re.search(r"\]\([\s<]*[a-z]+:", shown)
        assert len(shown) <= len(text)


def test_links_stay_readable_and_what_is_no_link_stays_as_it_is():
    assert unmasked("See [the guide](https://example.org/a) and https://b.example.") == (
        "See the guide (https://example.org/a) and https://b.example."
    )
    assert unmasked("[a](<HTTPS://x.example>)[b [c]](tel:1)") == "a (<HTTPS://x.example>)[b [c] (tel:1)"
    assert unmasked("**Bold**, f[0](x) and [x] (https://y.example)") == "**Bold**, f[0](x) and [x] (https://y.example)"


def test_tags_are_tidied_and_bounded():
    assert parse_tags("#Falls, night  shift;falls\n*Care homes*") == ["falls", "night shift", "care homes"]
    with pytest.raises(Refusal):
        parse_tags("a,b,c,d,e,f")
    with pytest.raises(Refusal):
        parse_tags("x" * 31)


def test_fields_want_a_title_and_what_was_done():
    assert tidy_fields(Fields(" a\nb ", " did ")) == Fields("a b", "did")
    for missing in (Fields(" ", "did"), Fields("title", "\n"), Fields("t" * 101, "did")):
        with pytest.raises(Refusal):
            tidy_fields(missing)


def _said(
    id_: int, author_id: int, words: str = "words of some length", reactors: int = 0, repliers: int = 0
) -> Candidate:
    return Candidate(id_, author_id, words, NOW, reactors, repliers)


def test_what_others_marked_out_is_suggested_first():
    found = suggested([_said(1, 1), _said(2, 2, repliers=2), _said(3, 3, reactors=1)], 3)
    assert [c.message_id for c in found] == [2, 3, 1]


def test_different_people_are_heard():
    loud = [_said(n, 1, reactors=3) for n in range(1, 6)]
    found = suggested([*loud, _said(10, 2, reactors=2), _said(11, 3, reactors=2)], 3)
    assert {c.author_id for c in found} == {1, 2, 3}


@given(
    st.lists(
        st.builds(_said, st.integers(1, 99), st.integers(1, 4), reactors=st.integers(0, 9)),
        unique_by=lambda c: c.message_id,
    ),
    st.integers(0, 12),
)
def test_suggestions_are_distinct_and_as_many_as_there_are(candidates: list[Candidate], limit: int):
    found = suggested(candidates, limit)
    assert len(found) == min(limit, len(candidates))
    assert len({c.message_id for c in found}) == len(found)


def test_an_answer_is_for_the_words_shown():
    before, after = quote(1, 1, "before"), quote(1, 1, "after")
    assert digest_of_shown([before]) != digest_of_shown([after])
    assert not is_settled(quote(1, 1, "new words", NAMED, answered="old words"))
    assert is_settled(quote(1, 1, "words", LEFT_OUT))
    assert is_settled(replace(quote(1, 1, "x"), words=""))


def test_only_capturer_and_stewards_edit_and_only_stewards_and_moderators_take_down():
    require_edit(ENTRY, CAPTURER)
    require_edit(ENTRY, STEWARD)
    with pytest.raises(NotAllowed):
        require_edit(ENTRY, ANYONE)
    require_takedown(ENTRY, STEWARD)
    require_takedown(ENTRY, replace(ANYONE, is_moderator=True))
    for who in (CAPTURER, ANYONE):
        with pytest.raises(NotAllowed):
            require_takedown(ENTRY, who)


def test_a_moderator_reviews_what_was_published_and_a_steward_all():
    published, moderator = replace(ENTRY, published_at=NOW), replace(ANYONE, is_moderator=True)
    assert [who.reviews(ENTRY) for who in (STEWARD, moderator, CAPTURER)] == [True, False, False]
    assert [who.reviews(published) for who in (STEWARD, moderator, CAPTURER)] == [True, True, False]


def test_publishing_waits_for_every_answer_or_for_the_end_of_the_waiting_time():
    waiting = replace(ENTRY, status=Status.AWAITING, waits_until=NOW + timedelta(days=7))
    open_, done = quote(1, 1, "x"), quote(2, 2, "y", LEFT_OUT)
    with pytest.raises(Refusal):
        require_publish(waiting, CAPTURER, [open_, done], NOW)
    require_publish(waiting, CAPTURER, [done], NOW)
    require_publish(waiting, CAPTURER, [open_, done], NOW + timedelta(days=7))
    with pytest.raises(Refusal):
        require_publish(ENTRY, CAPTURER, [done], NOW)
    require_publish(ENTRY, CAPTURER, [], NOW)
    with pytest.raises(Refusal):
        require_ask(ENTRY, CAPTURER, [])

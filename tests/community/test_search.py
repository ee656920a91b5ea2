"""Search on plain values: any text is a query, words are cut alike everywhere, snippets show the right part."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Refusal
from community.search import Counts, parse
from community.search.grammar import has_phrase
from community.search.ranking import TEXT_BITS, UNIT_BITS, Candidate, choose, rank, weigh
from community.search.since import read_since, suggested_since
from community.search.snippet import LENGTH, escape, snippet
from community.search.words import GAP, LONGEST, STOPWORDS, indexed, stem, stems_of, words_of

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 4, 16, 9, 30, tzinfo=UTC)
anything = st.text() | st.text(alphabet=st.sampled_from("ab \"*-−“”\x00🦓é中…<@1>(){}^:+\\'’"))  # noqa: RUF001 - a minus sign, curly quotes


@given(anything)
def test_any_text_is_a_query(text: str):
    query = parse(text)
    assert query.text == text
    terms = [*query.words, *query.prefixes, *query.without, *query.without_prefixes]
    terms += [root for phrase in (*query.phrases, *query.without_phrases) for root in phrase if root != GAP]
    for term in terms:
        assert term
        assert not set(term) & set(" \"*'\\:()^+-|&!<>\x00"), "no sign that a full-text engine could read"
    assert not set(query.words) & STOPWORDS


@given(anything)
def test_any_text_can_be_indexed_and_is_found_by_its_own_words(text: str):
    words = indexed(text)
    assert words.stems.split() == stems_of(text)
    assert words.words == sum(root != GAP for root in stems_of(text))
    for word in words.stems.split():
        assert len(word) <= LONGEST + 1
    plain = " ".join(word for word in words_of(text) if word not in STOPWORDS)
    assert set(parse(plain).words) <= set(words.stems.split())


@given(anything, st.lists(st.sampled_from(["a", "b", "ab", "中"]), max_size=3))
def test_a_snippet_is_short_one_line_and_mentions_nobody(text: str, words: list[str]):
    shown = snippet(text * 20 + " @everyone", dict.fromkeys(map(stem, words), 1.0))
    assert "\n" not in shown
    assert "@everyone" not in shown
    assert not re.search(r"<(?:@[!&]?|#)\d+>", shown)
    bare = shown.replace("**", "").replace("\\", "")
    assert len(bare) <= 2 * LENGTH


def test_words_are_cut_and_folded_alike():
    assert words_of("Ward's FALLS, naïve café—don’t") == ["ward", "falls", "naive", "cafe", "dont"]  # noqa: RUF001 - a curly apostrophe
    assert words_of("<@123> said <:wave:55> in <#9> at <t:170:R>") == ["said", "wave", "in", "at"]
    assert words_of("手指衛生") == ["手指", "指衛", "衛生"]
    assert words_of("हिन्दी में") == ["हिन्दी", "में"]
    assert stem("falling") == stem("falls") == stem("fall")


def test_a_question_keeps_its_telling_words():
    query = parse("How do I reduce falls at night?")
    assert query.words == ("reduc", "fall", "night")
    assert query.left_out == ("how", "do", "i", "at")
    assert not query.wants_all or len(query.words) <= 3


def test_phrases_minus_and_prefix():
    query = parse('"state of the art" “low beds” -carpet -"bed rail" handov* -qual*')
    assert query.phrases == (("state", GAP, GAP, "art"), ("low", "bed"))
    assert query.words == ("state", "art", "low", "bed")
    assert query.without == ("carpet",)
    assert query.without_phrases == (("bed", "rail"),)
    assert (query.prefixes, query.without_prefixes) == (("handov",), ("qual",))


def test_a_hyphen_inside_a_word_is_no_minus():
    assert parse("follow-up e-mail").without == ()
    assert parse("-follow-up").without_phrases == (("follow",),)


def test_only_common_words_or_only_minus_leaves_nothing():
    assert parse("what is it").is_empty
    assert parse("-falls").is_empty
    assert parse('"to be or not to be"').left_out == ("to", "be", "or", "not")


def test_a_phrase_stands_together_with_any_common_word_in_its_gaps():
    (phrase,) = parse('"state of the art"').phrases
    assert has_phrase(indexed("a state in an art gallery").stems, phrase)
    assert not has_phrase(indexed("a state art").stems, phrase)
    assert not has_phrase(indexed("lower bed").stems, parse('"low bed"').phrases[0])


def unit(number: int, place: int = 1) -> int:
    return (place << UNIT_BITS) + number


def text(number: int, at: int = 1, place: int = 1) -> int:
    return (unit(number, place) << TEXT_BITS) + at


def ranked(query: str, said: dict[int, str], titles: dict[int, str] | None = None) -> list[int]:
    """Rank conversations of one place by what was said in them: {text number: words}."""
    stems = {number: indexed(words).stems for number, words in said.items()}
    for number, title in (titles or {}).items():
        stems[text(number, 0)] = indexed(title).stems
    parsed = parse(query)
    hits = {word: [number for number, run in stems.items() if word in run.split()] for word in parsed.words}
    units = {number >> TEXT_BITS for found in hits.values() for number in found}
    counts = Counts(len({number >> TEXT_BITS for number in stems}), len(said), 5 * len(said))
    having = {word: {number >> TEXT_BITS for number in found} for word, found in hits.items()}
    weights = weigh(having, counts)
    results = rank(choose(hits, having, weights, units, 100), stems, weights, counts, {}, wants_all=parsed.wants_all)
    return [result.unit & ((1 << UNIT_BITS) - 1) for result in results]


def test_rarer_words_weigh_more():
    said = {text(n): "ward round today" for n in range(2, 9)} | {text(1): "huddle today"}
    assert ranked("ward huddle", said)[0] == 1


def test_a_title_counts_for_its_conversation():
    said = {text(1): "we tried it", text(2): "falls were counted"}
    assert ranked("falls", said, {1: "Falls"})[0] == 1


def test_one_conversation_is_one_result_and_its_parts_add_up():
    said = {text(1): "huddle first", text(1, 2): "then the round", text(2): "huddle first"}
    assert ranked("huddle round", said) == [1, 2]


def test_all_words_of_a_short_query_together_come_first():
    said = {text(1): "pressure and ulcers on the ward today", text(2): "pressure pressure pressure pressure"}
    said |= {text(n): "nothing of it" for n in range(3, 9)}
    assert ranked("pressure ulcers", said)[0] == 1


def test_equals_come_newest_first_whatever_the_place():
    hits = {"fall": [text(1, place=2), text(7, place=1), text(3, place=3)]}
    units = {number >> TEXT_BITS for number in hits["fall"]}
    stems = dict.fromkeys(hits["fall"], "fall")
    counts = Counts(3, 3, 3)
    candidates = choose(hits, {"fall": units}, {"fall": 1.0}, units, 2)
    results = rank(candidates, stems, {"fall": 1.0}, counts, {}, wants_all=False)
    assert [result.unit for result in results] == [unit(7, 1), unit(3, 3)]


def test_a_candidate_found_by_prefix_alone_scores():
    number = text(1)
    hits = {"hand*": [number]}
    candidate = Candidate(unit(1), (number,), 1.0)
    (result,) = rank([candidate], {number: "handov"}, {"hand*": 1.0}, Counts(1, 1, 1), hits, wants_all=False)
    assert result.score > 0
    assert result.text == number


def test_a_snippet_shows_the_part_that_was_asked_for():
    long = (
        "We talked about many other things first. " * 20 + "Then the low beds stopped the falls. " + "And more. " * 40
    )
    shown = snippet(long, {stem("falls"): 1.0, stem("beds"): 1.0})
    assert "low **beds** stopped the **falls**" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LENGTH + 20


def test_a_snippet_escapes_all_but_its_own_marks():
    shown = snippet("**bold** _falls_ [x](http://y) <@12> <@&3> <#4> <:wave:5> | ~~no~~", {"fall": 1.0})
    assert shown == (r"\*\*bold\*\* \_**falls**\_ \[x\](http://y) @member @role #channel :wave: \| \~\~no\~\~")
    assert escape("@here and @everyone") == "@\u200bhere and @\u200beveryone"


def test_since_is_read_in_the_community_s_zone_and_day_before_month():
    assert read_since("2026-04-01", LONDON, NOW) == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert read_since("03/02/2026", LONDON, NOW) == datetime(2026, 2, 3, tzinfo=UTC)
    assert read_since("a week ago", LONDON, NOW) == datetime(2026, 4, 8, 23, tzinfo=UTC)
    assert read_since("2026-04-16T08:00+00:00", LONDON, NOW) == datetime(2026, 4, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize("words", ["", "blue", "tomorrow", "2027-01-01", "9" * 80])
def test_what_is_no_past_time_is_refused(words: str):
    with pytest.raises(Refusal):
        read_since(words, LONDON, NOW)


def test_what_is_suggested_for_since_can_be_read():
    assert suggested_since("month")
    for words in suggested_since(""):
        assert read_since(words, LONDON, NOW) < NOW

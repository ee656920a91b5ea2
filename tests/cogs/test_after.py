"""What is said after sessions keeps to Discord's limits with the longest words."""

from datetime import UTC, datetime

from cogs.sessions.after.posting import shared_line
from cogs.sessions.after.reflecting import kept
from cogs.sessions.after.report import own_words
from community.sessions import HAPPENED_LIMIT, TRIES_LIMIT, CameOf, Reflection, Resolve, Sharing

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def test_the_longest_words_fit():
    for odd in ("*", "@", "\u202e", "é"):
        resolve = Resolve(odd * TRIES_LIMIT, NOW, asks=True, shared=Sharing.NAMED)
        one = Reflection(1, 1, 1, 1, resolve, NOW, 1, CameOf.LATER, odd * HAPPENED_LIMIT, told=True)
        assert len(shared_line(one, odd * 32)) <= 2000
        assert len(kept(one)) <= 2000
        assert len(own_words(one)) <= 1024

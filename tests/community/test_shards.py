from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from community.shards import WHOLE, Held, Share, Step, next_step


@given(st.integers(0, 2**63 - 1), st.integers(1, 64))
def test_every_community_is_on_one_shard_and_in_the_whole(community_id: int, count: int):
    having = [n for n in range(count) if Share(n, count).has(community_id)]
    assert having == [(community_id >> 22) % count]
    assert WHOLE.has(community_id)


def _settle(shards: list[Held], live: list[str]) -> tuple[list[Held], int]:
    """Let the processes take turns until none has anything to do; gives the outcome and the number of steps."""
    steps = quiet = 0
    turn = 0
    while quiet < 2 * len(live):
        me = live[turn % len(live)]
        turn += 1
        # What it was letting go of is free by its next turn.
        shards = [Held(one.number, None) if one.holder == me and one.leaving else one for one in shards]
        step = next_step(shards, live, me)
        quiet = quiet + 1 if step == Step() else 0
        steps += step != Step()
        if step.take is not None:
            assert shards[step.take].holder not in live, "only what is free is taken"
            shards[step.take] = Held(step.take, me)
        if step.leave is not None:
            assert shards[step.leave].holder == me, "only one's own is let go"
            shards[step.leave] = replace(shards[step.leave], leaving=True)
        assert steps < 500, "they hand shards to and fro"
    return shards, steps


@given(st.data())
def test_whoever_lives_ends_with_a_fair_share_of_everything(data: st.DataObject):
    count = data.draw(st.integers(1, 16), "count")
    live = [f"p{n}" for n in range(data.draw(st.integers(1, 6), "live"))]
    holders = st.sampled_from([*live, "dead", None])
    shards = [Held(n, data.draw(holders), leaving=data.draw(st.booleans())) for n in range(count)]
    ended, _ = _settle(shards, live)
    counts = [sum(one.holder == name for one in ended) for name in live]
    assert sum(counts) == count
    assert max(counts) - min(counts) <= 1
    assert not any(one.leaving for one in ended)


def test_a_balance_that_is_fair_is_left_alone():
    shards = [Held(0, "a"), Held(1, "a"), Held(2, "b")]
    assert _settle(shards, ["a", "b"]) == (shards, 0)


def test_a_newcomer_is_given_one_from_one_process_alone():
    shards = [Held(0, "a"), Held(1, "a"), Held(2, "b"), Held(3, "b")]
    assert next_step(shards, ["a", "b", "c"], "c") == Step()
    assert next_step(shards, ["a", "b", "c"], "a") == Step(leave=1)
    shards[1] = Held(1, "a", leaving=True)
    assert next_step(shards, ["a", "b", "c"], "b") == Step()


def test_what_is_free_goes_to_who_has_least():
    shards = [Held(0, "a"), Held(1, "b"), Held(2, "b"), Held(3, "dead")]
    assert next_step(shards, ["a", "b"], "b") == Step()
    assert next_step(shards, ["a", "b"], "a") == Step(take=3)

"""Worlds: a guild laid out from TOML files, and what is said of a file that can not be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.bits import bits
from sandbox.permissions import can_view, guild_permissions
from sandbox.state import Channel, Guild, State
from sandbox.state import channel as kinds
from sandbox.state.message import HAS_THREAD, REPLY, THREAD_STARTER
from sandbox.state.snowflakes import time_of
from sandbox.world import WorldError, load_world

SMALL = Path(__file__).parent / "examples" / "small.toml"
DEMO = Path(__file__).resolve().parents[2] / "demo" / "world"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def state_at(now: datetime) -> State:
    return State(now=lambda: now)


@pytest.fixture
def state() -> State:
    return state_at(NOW)


@pytest.fixture
def guild(state: State) -> Guild:
    return load_world(state, [SMALL])


def channel(state: State, name: str) -> Channel:
    return next(one for one in state.channels.values() if one.name == name)


def user(state: State, name: str) -> int:
    return next(one.id for one in state.users.values() if one.name == name)


def test_people_get_their_names_roles_and_rights(state: State, guild: Guild) -> None:
    ann, bob, helper = user(state, "ann"), user(state, "bob"), user(state, "Helper")
    assert guild.owner_id == ann
    assert state.users[ann].global_name == "Ann Archer"
    assert state.users[ann].about == "Keeps the place"
    member = state.member(guild.id, bob)
    assert member is not None
    assert member.nick == "Bobby"
    assert [guild.roles[role].name for role in member.roles] == ["Reader"]
    assert guild_permissions(state, guild, bob) == bits("view_channel", "send_messages", "read_message_history")
    assert guild_permissions(state, guild, helper) & bits("manage_messages")


def test_the_bot_has_a_managed_role_above_all_others_and_keeps_its_token(state: State, guild: Guild) -> None:
    bot = state.bot_of("a-token")
    assert bot is not None
    by_height = sorted(guild.roles.values(), key=lambda role: -role.position)
    assert [role.name for role in by_height] == ["Helper", "Keeper", "Reader", "@everyone"]
    assert by_height[0].bot_id == bot.id
    assert by_height[1].color == 0x112233


def test_ago_counts_back_from_now_and_ids_tell_it(state: State, guild: Guild) -> None:
    first, answer = list(state.timeline(channel(state, "hall").id))
    assert time_of(first.id) == NOW - timedelta(days=3, hours=2)
    assert time_of(answer.id) == NOW - timedelta(days=3, hours=1, minutes=30)


def test_messages_carry_mentions_reactions_pins_and_replies(state: State, guild: Guild) -> None:
    first, answer = list(state.timeline(channel(state, "hall").id))
    bob = user(state, "bob")
    assert first.content == f"Good morning <@{bob}>, see <#{channel(state, 'posts').id}>"
    assert first.mentions == [bob]
    assert first.reactions == {"👍": [bob, user(state, "cy")]}
    assert first.pinned_at is not None
    assert answer.type == REPLY
    assert answer.reference is not None
    assert answer.reference["message_id"] == str(first.id)


def test_a_thread_from_a_message_has_its_id_and_begins_by_showing_it(state: State, guild: Guild) -> None:
    first = next(iter(state.timeline(channel(state, "hall").id)))
    thread = channel(state, "From the first")
    starter, said = list(state.timeline(thread.id))
    assert thread.id == first.id
    assert first.flags & HAS_THREAD
    assert (starter.type, starter.content) == (THREAD_STARTER, "")
    assert said.content == "Here, then"
    assert thread.thread is not None
    assert thread.thread.message_count == 1
    assert user(state, "cy") in thread.thread.members


def test_a_private_thread_is_seen_by_its_members_and_those_who_manage_threads(state: State, guild: Guild) -> None:
    thread = channel(state, "Between two")
    assert thread.type == kinds.PRIVATE_THREAD
    assert can_view(state, thread, user(state, "bob"))
    assert not can_view(state, thread, user(state, "cy"))


def test_a_forum_post_starts_with_a_message_of_its_own_id_and_is_archived_when_old(state: State, guild: Guild) -> None:
    forum, post = channel(state, "posts"), channel(state, "An old question")
    assert forum.type == kinds.FORUM
    assert next(iter(state.timeline(post.id))).id == post.id
    assert post.thread is not None
    assert post.thread.archived
    assert post.thread.message_count == 1
    assert post.thread.applied_tags == [forum.tags[0].id]
    assert forum.last_message_id == post.id


def test_overwrites_close_a_channel_to_all_but_those_named(state: State, guild: Guild) -> None:
    cellar = channel(state, "cellar")
    seen = {name: can_view(state, cellar, user(state, name)) for name in ("ann", "bob", "cy", "Helper")}
    assert seen == {"ann": True, "bob": False, "cy": True, "Helper": True}


def test_members_joined_before_they_spoke(state: State, guild: Guild) -> None:
    for member in state.members_of(guild.id):
        joined = datetime.fromisoformat(member.joined_at)
        spoken = [m for line in state.timelines.values() for m in line if m.author_id == member.user_id]
        assert all(joined < time_of(message.id) for message in spoken)


HEAD = '[guild]\nname = "G"\nowner = "ann"\n[[members]]\nkey = "ann"\nname = "Ann"\n[[channels]]\nname = "hall"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("guild = 1", 'w.toml: "guild" must be a table, not 1.'),
        ("[[members]]\nkey = 'a'", "A world has one [guild] table, and no file has one."),
        ("[guild", "is not TOML"),
        (HEAD + "colour = 'red'", 'channels 1 ("hall"): there is no key "colour" here; known are'),
        ("[[rooms]]\n" + HEAD, 'w.toml: there is no key "rooms" here; known are'),
        (HEAD + "kind = 'cave'", '"kind" is "cave"; it must be one of text, forum'),
        (HEAD + "category = 'Attic'", 'there is no category "Attic"; known are none.'),
        (HEAD + "overwrites = [{target = 'everyone'}]", '"target" is "everyone"; write "@everyone"'),
        (HEAD + "overwrites = [{target = '@everyone', deny = ['look']}]", '"deny" has "look", which is no permission'),
        (
            HEAD + "[[channels.messages]]\nby = 'eve'\nago = '1d'\ntext = 'x'",
            'there is no member "eve"; known are ann.',
        ),
        (HEAD + "[[channels.messages]]\nby = 'ann'\nago = 'soon'\ntext = 'x'", '"ago" is "soon"; write it as "6d 2h"'),
        (HEAD + "[[channels.messages]]\nby = 'ann'\nago = '1d'", '"text" is missing.'),
        (
            HEAD + "[[channels.messages]]\nby = 'ann'\nago = '1d'\ntext = 'x'\nreply_to = 'y'",
            'there is no message "y" before this one in #hall.',
        ),
        (HEAD + "[[channels.threads]]\nname = 't'", "a thread needs a message."),
        (HEAD + "[[channels]]\nname = 'hall'", 'there are two channels "hall".'),
        (HEAD.replace('"ann"\n[[', '"eve"\n[['), 'there is no member "eve"'),
        (HEAD + "[[roles]]\nname = 'R'\ncolor = 'red'", '"color" is "red"; write it as "#2f6f4f".'),
    ],
)
def test_what_can_not_be_laid_out_is_told_in_one_sentence(
    state: State, tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WorldError) as told:
        load_world(state, [tmp_path])
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_file_and_an_empty_folder_are_named(state: State, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="can not be read: No such file"):
        load_world(state, [tmp_path / "none.toml"])
    with pytest.raises(WorldError, match=r"has no \.toml file"):
        load_world(state, [tmp_path])


def test_later_files_add_to_the_guild(state: State, tmp_path: Path) -> None:
    more = tmp_path / "more.toml"
    more.write_text('[[channels]]\nname = "attic"\n[[channels.messages]]\nby = "cy"\nago = "1h"\ntext = "Up here"\n')
    load_world(state, [SMALL, more])
    assert [one.content for one in state.timeline(channel(state, "attic").id)] == ["Up here"]


def test_the_demo_is_lived_in() -> None:
    state = state_at(datetime.now(UTC))
    guild = load_world(state, [DEMO])
    said = [message for line in state.timelines.values() for message in line if message.content]
    week = [one for one in said if time_of(one.id) > state.now() - timedelta(days=9)]
    forums = [one for one in state.guild_channels(guild.id) if one.type == kinds.FORUM]
    assert len(said) >= 140
    assert len(week) >= 80
    assert len({message.author_id for message in said}) >= 16
    assert len(forums) >= 2
    assert all(forum.tags and state.threads(forum.id) for forum in forums)
    committee = channel(state, "board-quality-committee")
    assert can_view(state, committee, user(state, "olu"))
    assert not can_view(state, committee, user(state, "edie"))
    assert can_view(state, committee, user(state, "Guildhall"))

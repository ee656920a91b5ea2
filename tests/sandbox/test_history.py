"""Histories: a guild laid out from what DiscordChatExporter wrote, with its own ids."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.history import HistoryError, load_history
from sandbox.state import State
from sandbox.state import channel as kinds
from sandbox.state.message import HAS_THREAD, REPLY, THREAD_STARTER
from sandbox.wire.messages import message_json

GUILD = 100 << 22
DAY = 86_400_000


def at(day: int, *, extra: int = 0) -> str:
    """Make an id of some days after 2026-01-01."""
    start = int((datetime(2026, 1, 1, tzinfo=UTC) - datetime(2015, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    return str(((start + day * DAY) << 22) + extra)


def person(name: str, number: int) -> dict[str, Any]:
    return {"id": str(number), "name": name, "nickname": name, "isBot": False, "roles": []}


ANN, BOB = person("ann", 11), person("bob", 12)


def said(number: str, author: dict[str, Any], content: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "Default", "content": content, "author": author, **more}


def export(channel: dict[str, Any], *messages: dict[str, Any]) -> dict[str, Any]:
    return {
        "guild": {"id": str(GUILD), "name": "Talk"},
        "channel": {"topic": None, **channel},
        "exportedAt": "2026-01-31T00:00:00+00:00",
        "messages": list(messages),
    }


def written(folder: Path, *exports: dict[str, Any]) -> Path:
    for count, one in enumerate(exports):
        (folder / f"{count}.json").write_text(json.dumps(one), encoding="utf-8")
    return folder


@pytest.fixture
def state() -> State:
    return State()


TEXT = {"id": "900", "type": "GuildTextChat", "categoryId": "800", "category": "Rooms", "name": "hall"}


def thread(number: str, name: str, parent: str = "900", parent_name: str = "hall") -> dict[str, Any]:
    return {
        "id": number,
        "type": "GuildPublicThread",
        "categoryId": parent,
        "category": parent_name,
        "name": name,
    }


def test_a_text_channel_keeps_its_category_and_its_messages_their_ids(state: State, tmp_path: Path) -> None:
    (guild,) = load_history(state, written(tmp_path, export(TEXT, said(at(1), ANN, "hello"))))
    assert (guild.id, guild.name, guild.owner_id) == (GUILD, "Talk", 11)
    assert state.channels[900].parent_id == 800
    assert state.channels[800].type == kinds.CATEGORY
    assert [one.id for one in state.timeline(900)] == [int(at(1))]
    assert state.channels[900].last_message_id == int(at(1))


def test_a_thread_shows_the_message_it_was_opened_from(state: State, tmp_path: Path) -> None:
    start = at(2)
    reference = {"type": "Default", "messageId": start, "channelId": "900", "guildId": str(GUILD)}
    load_history(
        state,
        written(
            tmp_path,
            export(
                thread(start, "Side"),
                said(at(2, extra=5), BOB, "", type="21", reference=reference),
                said(at(3), ANN, "on the side"),
            ),
            export(TEXT, said(start, ANN, "who knows?")),
        ),
    )
    side = state.channels[int(start)]
    starter = next(iter(state.timeline(side.id)))
    source = state.message(900, int(start))
    assert source is not None
    assert source.flags & HAS_THREAD
    assert starter.type == THREAD_STARTER
    assert message_json(state, starter)["referenced_message"]["content"] == "who knows?"
    assert side.thread is not None
    assert (side.parent_id, side.thread.owner_id, side.thread.message_count) == (900, 12, 1)
    assert set(side.thread.members) == {11, 12}


def test_a_parent_known_only_from_its_threads_is_made_a_forum_if_they_start_as_posts_do(
    state: State, tmp_path: Path
) -> None:
    post, talk = at(4), at(5)
    load_history(
        state,
        written(
            tmp_path,
            export(thread(post, "Post", "700", "questions"), said(post, ANN, "why?")),
            export(thread(talk, "Talk", "701", "general"), said(at(5, extra=9), BOB, "so")),
        ),
    )
    assert (state.channels[700].type, state.channels[700].name) == (kinds.FORUM, "questions")
    assert state.channels[701].type == kinds.TEXT
    assert state.channels[700].last_message_id == int(post)


def test_threads_silent_for_a_week_before_the_export_are_archived(state: State, tmp_path: Path) -> None:
    old, fresh = at(10), at(29)
    load_history(
        state,
        written(
            tmp_path,
            export(thread(old, "Old"), said(at(11), ANN, "x")),
            export(thread(fresh, "Fresh"), said(at(29, extra=1), ANN, "y")),
        ),
    )
    archived = {name: one.thread.archived for one in state.channels.values() if one.thread and (name := one.name)}
    assert archived == {"Old": True, "Fresh": False}


def test_replies_renames_and_forwards_keep_their_meaning(state: State, tmp_path: Path) -> None:
    reference = {"type": "Default", "messageId": at(1), "channelId": "900", "guildId": str(GUILD)}
    forward = {"type": "Forward", "messageId": None, "channelId": None, "guildId": None}
    told = {"timestamp": "2025-12-01T00:00:00+00:00", "timestampEdited": None, "content": "from afar"}
    load_history(
        state,
        written(
            tmp_path,
            export(
                TEXT,
                said(at(1), ANN, "hello"),
                said(at(2), BOB, "hello you", type="Reply", reference=reference),
                said(at(3), BOB, "Changed the channel name: Den", type="ChannelNameChange"),
                said(at(4), BOB, "", reference=forward, forwardedMessage=told),
            ),
        ),
    )
    _, reply, rename, forwarded = list(state.timeline(900))
    assert reply.type == REPLY
    assert message_json(state, reply)["referenced_message"]["id"] == at(1)
    assert (rename.type, rename.content) == (4, "Den")
    sent = message_json(state, forwarded)
    assert sent["message_reference"]["type"] == 1
    assert sent["message_snapshots"][0]["message"]["content"] == "from afar"


def test_reactions_keep_their_count_and_make_nobody_of_the_community_react(state: State, tmp_path: Path) -> None:
    reactions = [
        {"emoji": {"id": "", "name": "👍"}, "count": 3, "users": []},
        {"emoji": {"id": "0", "name": "upvote"}, "count": 1, "users": []},
        {"emoji": {"id": "", "name": "🔥"}, "count": 2, "users": [BOB]},
    ]
    (guild,) = load_history(state, written(tmp_path, export(TEXT, said(at(1), ANN, "hi", reactions=reactions))))
    (message,) = state.timeline(900)
    sent = message_json(state, message)["reactions"]
    assert [(one["emoji"]["name"], one["count"]) for one in sent] == [("👍", 3), ("upvote", 1), ("🔥", 2)]
    assert sent[1]["emoji"]["id"] in {str(emoji) for emoji in guild.emojis}
    reacted = {one for users in message.reactions.values() for one in users}
    assert {one for one in reacted if state.member(guild.id, one)} == {12}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "0.json is not JSON"),
        ("[]", "0.json is not what DiscordChatExporter writes"),
        ('{"messages": []}', "0.json is not what DiscordChatExporter writes"),
    ],
)
def test_what_is_no_export_is_named(state: State, tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "0.json").write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError, match=sentence):
        load_history(state, tmp_path)


def test_an_empty_folder_is_named(state: State, tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"has no \.json file"):
        load_history(state, tmp_path)


def test_a_whole_real_export_goes_in(state: State, shared: Path) -> None:
    folder = shared / "corpora" / "meshcore_dev"
    if not folder.is_dir():
        pytest.skip("the export of a real community is not in the shared folder")
    (guild,) = load_history(state, folder)
    exports = [json.loads(path.read_bytes()) for path in folder.glob("*.json")]
    authors = {message["author"]["id"] for one in exports for message in one["messages"]}
    assert {str(member.user_id) for member in state.members_of(guild.id)} >= authors
    for one in exports:
        kept = state.timeline(int(one["channel"]["id"]))
        assert [str(message.id) for message in kept] == [message["id"] for message in one["messages"]]
        counts = [[r["count"] for r in m["reactions"]] for m in one["messages"]]
        assert [[len(users) for users in message.reactions.values()] for message in kept] == counts

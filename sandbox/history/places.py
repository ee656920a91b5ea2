"""Channels and threads of a history, and the parents that only its threads tell of."""

from sandbox.history.people import Past
from sandbox.past import open_thread
from sandbox.state import Channel, Json
from sandbox.state import channel as kinds
from sandbox.state.snowflakes import iso_of

_THREADS = {"GuildPublicThread", "GuildPrivateThread", "GuildNewsThread"}
_KINDS = {
    "GuildTextChat": kinds.TEXT,
    "GuildNews": kinds.ANNOUNCEMENT,
    "GuildVoiceChat": kinds.VOICE,
    "GuildStageVoice": kinds.STAGE,
    "GuildForum": kinds.FORUM,
}


def lay_channels(past: Past, exports: list[Json]) -> None:
    """Put every channel, parent and thread of the exports."""
    threads = [one for one in exports if one["channel"]["type"] in _THREADS]
    for export in exports:
        if export["channel"]["type"] not in _THREADS:
            _lay_channel(past, export["channel"])
    for export in threads:
        _lay_parent(past, export)
    for export in threads:
        _lay_thread(past, export)


def _lay_channel(past: Past, found: Json) -> None:
    category = int(found.get("categoryId") or 0)
    if category and category not in past.state.channels:
        _put_channel(past, category, kinds.CATEGORY, str(found["category"]))
    kind = _KINDS.get(found["type"], kinds.TEXT)
    channel = _put_channel(past, int(found["id"]), kind, str(found["name"]))
    channel.parent_id = category or None
    channel.topic = found.get("topic")


def _put_channel(past: Past, channel_id: int, kind: int, name: str) -> Channel:
    position = len(past.state.channels_of.get(past.guild.id, ()))
    channel = Channel(id=channel_id, type=kind, name=name, guild_id=past.guild.id, position=position)
    past.state.put(channel)
    return channel


def _lay_parent(past: Past, export: Json) -> None:
    found = export["channel"]
    parent = past.state.channels.get(int(found["categoryId"]))
    if parent is None:
        kind = kinds.ANNOUNCEMENT if found["type"] == "GuildNewsThread" else kinds.TEXT
        parent = _put_channel(past, int(found["categoryId"]), kind, str(found["category"]))
    messages = export["messages"]
    if messages and messages[0]["id"] == found["id"] and not past.state.timeline(parent.id):
        parent.type = kinds.FORUM


def _lay_thread(past: Past, export: Json) -> None:
    found, messages = export["channel"], export["messages"]
    owner = int(messages[0]["author"]["id"]) if messages else past.guild.owner_id
    thread = open_thread(
        past.state,
        past.state.channels[int(found["categoryId"])],
        thread_id=int(found["id"]),
        name=str(found["name"]),
        owner_id=owner,
        private=found["type"] == "GuildPrivateThread",
    )
    if messages and thread.thread is not None:
        thread.thread.created_at = iso_of(int(messages[0]["id"]))

"""What the workings keep, most of it of nobody."""

from storage.rights.declared import Declared
from storage.rights.mine import erasures_of

TABLES: tuple[Declared, ...] = (
    Declared(
        table="outbox",
        words=("payload", "dedupe_key"),
        facts=("community_id", "id", "kind", "status", "claimed_by", "message_id", "looks"),
        withheld="It holds ids of what is to be posted; what is posted about you is given by what it is of.",
        erased_by=("traces",),
    ),
    Declared(
        table="write_keys",
        words=("result",),
        facts=("key",),
        withheld="It holds, for 14 days, which commands were carried out, to carry out none twice.",
        erased_by=("traces",),
    ),
    Declared(
        table="erasures",
        why="To finish an erasure that was begun, even after a crash",
        members=("member_id",),
        facts=("community_id", "id", "step", "counts"),
        mine=erasures_of,
        erased_by=("done",),
    ),
    Declared(
        table="ledger",
        facts=("mark", "kind", "value"),
        stays="A keyed hash that names nobody, so that what was erased stays erased.",
    ),
    Declared(table="scrubs", facts=("id",)),
    Declared(table="cards", facts=("id", "entry_id", "kind", "channel_id", "message_id")),
    Declared(table="backfills", facts=("community_id", "place_id", "topic_id", "read_to")),
    Declared(table="rounds", facts=("community_id", "place_id", "message_id")),
    Declared(table="processes", facts=("name",)),
    Declared(table="shards", facts=("held_by",)),
    Declared(table="posts", facts=("community_id", "message_id", "seen_in", "channel_id", "kind")),
    Declared(table="identifies"),
    Declared(table="backups", facts=("id", "begun_by", "bytes")),
    Declared(table="restores", facts=("id",)),
    Declared(table="id_floors", facts=("name", "floor")),
    Declared(table="cursors", facts=("place_id", "last_message_id")),
    Declared(table="summaries", facts=("community_id", "id", "scope_id", "week", "channel_id", "message_id")),
    Declared(table="summary_schedules", facts=("community_id", "scope_id", "timing")),
    Declared(table="topic_summaries", facts=("topic_id",)),
)

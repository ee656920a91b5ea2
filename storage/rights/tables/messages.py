"""What members said, and what is made of it to search."""

from storage.rights.declared import Declared
from storage.rights.mine import files_of, messages_of, reactions_of

_FOR_SEARCH = "So that members can search and read a weekly summary"

TABLES: tuple[Declared, ...] = (
    Declared(
        table="messages",
        why=_FOR_SEARCH,
        members=("author_id",),
        words=("content",),
        facts=("community_id", "id", "topic_id", "place_id", "seen_in", "conversation_id", "reply_to"),
        mine=messages_of,
        erased_by=("messages",),
        stays="That there was a message, by nobody: its id and time, so that it does not come back.",
    ),
    Declared(
        table="files",
        why=_FOR_SEARCH,
        words=("name",),
        facts=("message_id", "id", "kind"),
        mine=files_of,
        erased_by=("messages",),
    ),
    Declared(
        table="reactions",
        why=_FOR_SEARCH,
        members=("member_id",),
        facts=("message_id", "emoji"),
        mine=reactions_of,
        erased_by=("reactions",),
        stays="The count of a message's reactions, without who gave them.",
    ),
    Declared(
        table="summary_sources",
        why="To correct a posted summary when what it tells of changes",
        members=("source_id",),
        facts=("summary_id", "kind", "section"),
        withheld="It says which posted summaries are made of your messages, which are given.",
        erased_by=("person",),
        stays="Ids of messages, which are empty.",
    ),
    Declared(
        table="search_texts",
        why=_FOR_SEARCH,
        words=("stems", "surfaces", "lexemes"),
        facts=("id", "message_id"),
        withheld="It is made of the messages and entries, which are given.",
        erased_by=("messages", "entries", "scrub"),
    ),
    Declared(
        table="search_words",
        why=_FOR_SEARCH,
        words=("stems", "surfaces"),
        withheld="It is made of the messages and entries, which are given.",
        erased_by=("messages", "entries", "scrub"),
    ),
    Declared(
        table="search_places", facts=("number", "community_id", "topic_id", "seen_in", "kind", "words", "title_words")
    ),
    Declared(table="search_units", facts=("number", "kind", "ref_id")),
)

"""Entries, what they quote, and the answers of those quoted."""

from storage.rights.authored import own_fields, own_revisions
from storage.rights.declared import Declared
from storage.rights.mine import consents_of, copies_of, entries_of, quotes_of, revisions_of, takedowns_of

TABLES: tuple[Declared, ...] = (
    Declared(
        table="quotes",
        why="Because somebody chose your words for an entry",
        members=("author_id",),
        words=("words", "words_hash", "answered_hash"),
        facts=("id", "entry_id", "message_id", "answer"),
        mine=quotes_of,
        erased_by=("messages", "quotes"),
    ),
    Declared(
        table="quote_files",
        why="Because an entry quotes the message that a file of yours was sent with: Discord's addresses expire",
        words=("content",),
        facts=("quote_id", "file_id", "why_not"),
        mine=copies_of,
        erased_by=("messages", "quotes", "entries"),
    ),
    Declared(
        table="consents",
        why="To prove what you agreed to",
        members=("member_id",),
        words=("words_hash",),
        facts=("community_id", "id", "quote_id", "answer"),
        mine=consents_of,
        erased_by=("quotes",),
    ),
    Declared(
        table="entries",
        why="Because you captured them",
        members=("captured_by",),
        words=("title", "did", "context", "outcome", "limits", "reason"),
        facts=("community_id", "id", "topic_id", "place_id", "seen_in", "status"),
        mine=entries_of,
        refine=own_fields,
        erased_by=("entries", "revisions"),
        stays="That there was an entry, by nobody and without words, so that links to it say so.",
    ),
    Declared(
        table="entry_tags",
        why="To find entries by their subject",
        words=("tag",),
        facts=("entry_id",),
        withheld="A tag is a subject's name, given with its entry.",
        erased_by=("entries",),
        stays="Tags of others' entries name subjects; nobody is written down as having chosen them.",
    ),
    Declared(
        table="revisions",
        why="To show an entry's history",
        members=("made_by",),
        words=("fields",),
        facts=("entry_id", "change", "quote_ids"),
        mine=revisions_of,
        refine=own_revisions,
        erased_by=("entries", "revisions"),
        stays="That a step was made, by nobody.",
    ),
    Declared(
        table="takedowns",
        why="To let stewards and moderators review what was taken down",
        members=("taken_by",),
        words=("reason",),
        facts=("community_id", "entry_id", "was"),
        mine=takedowns_of,
        erased_by=("entries", "revisions"),
        stays="That an entry was taken down, by nobody and for no reason told.",
    ),
)

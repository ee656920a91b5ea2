"""Entries of the archive, their quotes, answers, revisions and cards, as remembered.

Whatever changes what an entry shows goes through `spread`, which carries it to the index, the summaries and, by the
outbox, to the cards, in the same transaction.
"""

from storage.knowhow.answering import answer_all_standing, answer_quotes, quoted, where_quoted
from storage.knowhow.cards import (
    CardRow,
    add_card,
    asked_of,
    asking_in,
    cards_of,
    consent_cards,
    drop_card,
    notices_for,
    published_in,
)
from storage.knowhow.changes import ask, change_reason, edit, publish, publish_when_due, retire, takedown
from storage.knowhow.drafts import (
    add_quote,
    candidates,
    capture,
    choose_quotes,
    choose_tags,
    discard,
    drafts_for_message,
    set_publishes_itself,
)
from storage.knowhow.entries import (
    Place,
    Revision,
    draft_and_mine,
    find,
    history,
    names_shown,
    published,
    quotes_of,
    seen_entries,
    seen_entry,
    seen_titles,
    standing_of,
    tags_seen,
)
from storage.knowhow.files import Wanted, copies_of, copy_of, files_wanted, keep_copy
from storage.knowhow.messages import forget_message, message_edited

__all__ = [
    "CardRow",
    "Place",
    "Revision",
    "Wanted",
    "add_card",
    "add_quote",
    "answer_all_standing",
    "answer_quotes",
    "ask",
    "asked_of",
    "asking_in",
    "candidates",
    "capture",
    "cards_of",
    "change_reason",
    "choose_quotes",
    "choose_tags",
    "consent_cards",
    "copies_of",
    "copy_of",
    "discard",
    "draft_and_mine",
    "drafts_for_message",
    "drop_card",
    "edit",
    "files_wanted",
    "find",
    "forget_message",
    "history",
    "keep_copy",
    "message_edited",
    "names_shown",
    "notices_for",
    "publish",
    "publish_when_due",
    "published",
    "published_in",
    "quoted",
    "quotes_of",
    "retire",
    "seen_entries",
    "seen_entry",
    "seen_titles",
    "set_publishes_itself",
    "standing_of",
    "tags_seen",
    "takedown",
    "where_quoted",
]

"""Know-how: entries, the words quoted in them and whose yes they need, who may do what, and what a card says."""

from community.knowhow.card import Card, Part, card_of
from community.knowhow.choosing import Candidate, suggested
from community.knowhow.consent import (
    ANSWERS,
    LEFT_OUT,
    NAMED,
    UNNAMED,
    Quote,
    answer_of_standing,
    hash_of_words,
    is_settled,
    is_shown,
    shown_quotes,
    standing_of_answer,
)
from community.knowhow.entry import (
    MAX_QUOTES,
    MAX_TAGS,
    Entry,
    Fields,
    Status,
    parse_tags,
    tidy_fields,
)
from community.knowhow.rights import (
    Standing,
    require_ask,
    require_edit,
    require_publish,
    require_retire,
    require_takedown,
)

__all__ = [
    "ANSWERS",
    "LEFT_OUT",
    "MAX_QUOTES",
    "MAX_TAGS",
    "NAMED",
    "UNNAMED",
    "Candidate",
    "Card",
    "Entry",
    "Fields",
    "Part",
    "Quote",
    "Standing",
    "Status",
    "answer_of_standing",
    "card_of",
    "hash_of_words",
    "is_settled",
    "is_shown",
    "parse_tags",
    "require_ask",
    "require_edit",
    "require_publish",
    "require_retire",
    "require_takedown",
    "shown_quotes",
    "standing_of_answer",
    "suggested",
    "tidy_fields",
]

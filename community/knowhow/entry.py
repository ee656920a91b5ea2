"""An entry of the archive: its fields, its standing in life, its tags."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.errors import Refusal

MAX_QUOTES = 10
"""Quotes an entry may hold."""

MAX_TAGS = 5
"""Tags an entry may bear."""

MAX_TAG = 30
"""Characters of one tag."""

TITLE, DID, CONTEXT, OUTCOME, LIMITS = 100, 1000, 400, 700, 400
"""Characters each field may hold, so that a whole card keeps room for ten quotes within Discord's 6,000."""

BOUNDS = {"title": TITLE, "did": DID, "context": CONTEXT, "outcome": OUTCOME, "limits": LIMITS}
"""The same, by the field's name."""

REASON = 300
"""Characters a reason for retiring or taking down may hold."""


_MARKS = re.compile(r"[^\w '&/+.-]|_")
"""What a tag does not hold: Discord's markdown among it."""


class Status(StrEnum):
    """Where an entry stands in its life; the values are what the database keeps."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    PUBLISHED = "published"
    REVIEW = "review"
    RETIRED = "retired"
    TAKEN_DOWN = "taken_down"

    @property
    def is_public(self) -> bool:
        """Whether all who see its place may read it; drafts are for those who may edit them."""
        return self in {Status.PUBLISHED, Status.REVIEW, Status.RETIRED}

    @property
    def is_before_publication(self) -> bool:
        """Whether it was not published yet."""
        return self in {Status.DRAFT, Status.AWAITING}

    @property
    def said(self) -> str:
        """The status in the words members read."""
        return {
            Status.DRAFT: "draft",
            Status.AWAITING: "awaiting consent",
            Status.PUBLISHED: "published",
            Status.REVIEW: "under review",
            Status.RETIRED: "retired",
            Status.TAKEN_DOWN: "taken down",
        }[self]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the capturer wrote: all of it the capturer's own words, none of it quoted."""

    title: str
    did: str
    context: str = ""
    outcome: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `seen_in` is the place whose sight decides who may read it; `place_id` its thread."""

    id: int
    community_id: int
    topic_id: int
    place_id: int
    seen_in: int
    fields: Fields
    status: Status
    captured_by: int
    captured_at: datetime
    asked_at: datetime | None
    waits_until: datetime | None
    publishes_itself: bool
    published_at: datetime | None
    changed_at: datetime
    version: int
    reason: str | None
    tags: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether all who see its place may read it."""
        return self.status.is_public and self.published_at is not None

    @property
    def url(self) -> str:
        """The address of the thread it was captured from."""
        return f"https://discord.com/channels/{self.community_id}/{self.place_id}"


def tidy_fields(fields: Fields) -> Fields:
    """Strip the fields and put the title on one line; raises `Refusal` where one is missing or too long."""
    tidy = Fields(
        " ".join(fields.title.split()),
        fields.did.strip(),
        fields.context.strip(),
        fields.outcome.strip(),
        fields.limits.strip(),
    )
    if not tidy.title:
        raise Refusal("Give it a title: one line that says what it is about.")
    if not tidy.did:
        raise Refusal("Say what you did: a sentence is enough.")
    for name, most in BOUNDS.items():
        if len(getattr(tidy, name)) > most:
            raise Refusal(f"One of those texts is too long: it may have {most} characters.")
    return tidy


def parse_tags(text: str) -> list[str]:
    """Read tags as typed, with commas or lines between; small letters, no markdown, each once, in order.

    Raises `Refusal` for more than `MAX_TAGS`, or one longer than `MAX_TAG` characters.
    """
    tags: list[str] = []
    for part in re.split(r"[,;\n]", text):
        tag = unicodedata.normalize("NFC", " ".join(_MARKS.sub(" ", part).split())).casefold()
        if tag and tag not in tags:
            tags.append(tag)
    if any(len(tag) > MAX_TAG for tag in tags):
        raise Refusal(f"A tag has {MAX_TAG} characters at most. Put commas between tags.")
    if len(tags) > MAX_TAGS:
        raise Refusal(f"An entry has {MAX_TAGS} tags at most.")
    return tags

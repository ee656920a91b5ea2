"""Who may do what to an entry, and when. Whoever may not see it never gets as far as here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from community.errors import NotAllowed, Refusal
from community.knowhow.consent import Quote, is_settled
from community.knowhow.entry import Entry, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to an entry."""

    member_id: int
    is_capturer: bool
    is_steward: bool
    is_moderator: bool

    @property
    def edits(self) -> bool:
        """Whether they may edit it, publish it and retire it."""
        return self.is_capturer or self.is_steward

    @property
    def takes_down(self) -> bool:
        """Whether they may take it out of sight."""
        return self.is_steward or self.is_moderator

    def reviews(self, entry: Entry) -> bool:
        """Whether they may review it once it is taken down: a moderator only what was public, as they saw it before."""
        return self.is_steward or (self.is_moderator and entry.published_at is not None)


_WHO = "Only the person who captured it and the stewards of its topic may do that."


def require_edit(entry: Entry, who: Standing) -> None:
    """Let the person change what the entry says; raises `Refusal`."""
    if not who.edits:
        raise NotAllowed(_WHO)
    if entry.status is Status.TAKEN_DOWN:
        raise Refusal("That entry was taken down: it can't be changed any more.")


def require_draft(entry: Entry, who: Standing) -> None:
    """Let the person choose what a draft quotes; raises `Refusal`."""
    require_edit(entry, who)
    if entry.status is not Status.DRAFT:
        raise Refusal("Its quotes can't be chosen any more: people were already asked, or it is published.")


def require_ask(entry: Entry, who: Standing, quotes: Iterable[Quote]) -> None:
    """Let the person have the people quoted asked; raises `Refusal`."""
    require_edit(entry, who)
    if entry.status is Status.AWAITING:
        raise Refusal("Consent was asked for already.")
    if entry.status is not Status.DRAFT:
        raise Refusal("It is published already.")
    if not any(quote.words for quote in quotes):
        raise Refusal("It quotes nobody yet. Choose messages to quote, or use **Publish without quotes**.")


def require_publish(entry: Entry, who: Standing, quotes: Iterable[Quote], now: datetime) -> None:
    """Let the person publish the entry now, with what was agreed; raises `Refusal`."""
    require_edit(entry, who)
    if entry.status is Status.DRAFT and any(quote.words for quote in quotes):
        raise Refusal("Ask for consent first, or use **Publish without quotes** in the draft's panel.")
    if entry.status not in {Status.DRAFT, Status.AWAITING}:
        raise Refusal("It is published already.")
    until = entry.waits_until
    waiting = until is not None and now < until and not all(is_settled(quote) for quote in quotes)
    if entry.status is Status.AWAITING and until is not None and waiting:
        raise Refusal(
            "Not everybody has answered yet. You can publish it when all have, or when the waiting time is over: "
            f"<t:{int(until.timestamp())}:F>."
        )


def require_retire(entry: Entry, who: Standing) -> None:
    """Let the person mark the entry as obsolete; raises `Refusal`."""
    require_edit(entry, who)
    if entry.status is Status.RETIRED:
        raise Refusal("It is retired already.")


def require_takedown(entry: Entry, who: Standing) -> None:
    """Let the person take the entry out of sight; raises `Refusal`."""
    if not who.takes_down:
        raise NotAllowed("Only stewards of its topic and moderators may take an entry down. Tell one of them at once.")
    if entry.status is Status.TAKEN_DOWN:
        raise Refusal("It is taken down already.")

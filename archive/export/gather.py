"""Reading an archive: published entries whose place the reader sees, each with the quotes its authors agreed to."""

from datetime import datetime

from archive.export.shape import Archive, EntryTold, FileTold, QuoteTold, StepTold, TopicTold
from community.errors import NotFound
from community.knowhow import NAMED, Entry, shown_quotes
from storage import access, communities, knowhow, topics
from storage.database import Reading


async def gather(tx: Reading, community_id: int, now: datetime, *, member_id: int | None = None) -> Archive:
    """Give the archive of a community as a member may see it now, or all that is published where none is named.

    Drafts, what was taken down, and words without their author's yes are in neither. Raises `NotFound` for a
    community that is not in the database.
    """
    community = await communities.find(tx, community_id)
    if community is None:
        raise NotFound(f"There is no community {community_id} in this database.")
    if member_id is None:
        sees, known = None, await topics.every(tx, community_id)
    else:
        sees = await access.seen_by_member(tx, community_id, member_id, now)
        known = await topics.seen(tx, community_id, sees)
    told = {topic.id: TopicTold(topic.id, topic.name, topic.purpose) for topic in known}
    entries = [
        await _entry(tx, entry, told[entry.topic_id])
        for entry in await knowhow.published(tx, community_id, sees)
        if entry.topic_id in told
    ]
    return Archive(community_id, community.name, now, member_id, list(told.values()), entries)


async def _entry(tx: Reading, entry: Entry, topic: TopicTold) -> EntryTold:
    quotes = shown_quotes(await knowhow.quotes_of(tx, entry.id))
    names = await knowhow.names_shown(tx, entry, quotes)
    files = await knowhow.copies_of(tx, [quote.id for quote in quotes])
    assert entry.published_at is not None, "published() gives no other"
    fields = entry.fields
    return EntryTold(
        id=entry.id,
        topic=topic,
        title=fields.title,
        did=fields.did,
        context=fields.context,
        outcome=fields.outcome,
        limits=fields.limits,
        status=entry.status.said,
        reason=entry.reason,
        tags=entry.tags,
        quotes=[
            QuoteTold(
                names.get(quote.author_id) if quote.answer == NAMED else None,
                quote.words,
                [FileTold(quote.id, file) for file in files.get(quote.id, ())],
            )
            for quote in quotes
        ],
        history=[StepTold(step.version, step.change, step.made_at) for step in await knowhow.history(tx, entry)],
        published_at=entry.published_at,
        changed_at=entry.changed_at,
        url=entry.url,
    )

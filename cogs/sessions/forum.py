"""Cards of sessions and polls in a forum, which has no messages of its own: each is a post."""

import discord

from storage.outbox import Claimed

_LOOKED_AT = 20


async def post_once(
    forum: discord.ForumChannel, row: Claimed, name: str, embed: discord.Embed, view: discord.ui.View
) -> tuple[discord.Message, int]:
    """Make a forum post for a due row, unless an earlier attempt has; it is known again by its buttons' ids.

    Gives its first message, and the id of the post.
    """
    if earlier := await posted_before(forum, row, view):
        return earlier, earlier.channel.id
    tags = forum.available_tags[:1] if forum.flags.require_tag else []
    made = await forum.create_thread(
        name=name, embed=embed, view=view, applied_tags=tags, allowed_mentions=discord.AllowedMentions.none()
    )
    return made.message, made.thread.id


async def posted_before(forum: discord.ForumChannel, row: Claimed, view: discord.ui.View) -> discord.Message | None:
    """Give the first message of the post that an earlier attempt has made for a due row, if one has."""
    wanted = {str(getattr(item, "custom_id", "")) for item in view.walk_children()} - {"", "None"}
    for thread in await _recent(forum) if row.attempts > 1 else ():
        starter = await _starter(thread)
        if starter and wanted <= _custom_ids(starter):
            return starter
    return None


async def _recent(forum: discord.ForumChannel) -> list[discord.Thread]:
    """Ask for the newest posts: of one made by an attempt that failed, nobody may have told us."""
    posts = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    return sorted(posts, key=lambda thread: thread.id, reverse=True)[:_LOOKED_AT]


async def _starter(thread: discord.Thread) -> discord.Message | None:
    if thread.owner_id != thread.guild.me.id:
        return None
    try:
        return await thread.fetch_message(thread.id)
    except discord.NotFound:
        return None


def _custom_ids(message: discord.Message) -> set[str]:
    rows = [part for part in message.components if isinstance(part, discord.ActionRow)]
    children = [child for row in rows for child in row.children]
    return {child.custom_id for child in children if isinstance(child, discord.Button) and child.custom_id}

"""Who sees which place: one decision on plain values, asked by every way out.

The rules are Discord's own (https://discord.com/developers/docs/topics/permissions), with one addition that
discord.py leaves out: a private thread is seen only by those who were added to it, or who may manage threads.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

VIEW_CHANNEL = 1 << 10
READ_MESSAGE_HISTORY = 1 << 16
MANAGE_THREADS = 1 << 34
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5

READABLE = VIEW_CHANNEL | READ_MESSAGE_HISTORY
STALE_AFTER = timedelta(hours=24)


class PlaceKind(StrEnum):
    """Kinds of place a message can stand in."""

    TEXT = "text"
    FORUM = "forum"
    VOICE = "voice"
    PUBLIC_THREAD = "public_thread"
    PRIVATE_THREAD = "private_thread"

    @property
    def is_thread(self) -> bool:
        """Whether a place of this kind stands inside a channel."""
        return self in {PlaceKind.PUBLIC_THREAD, PlaceKind.PRIVATE_THREAD}


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What one role or member is allowed and denied in one channel; bits as in Discord."""

    target_id: int
    allow: int
    deny: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """One member as far as sight goes: id and role ids (the everyone role may be left out)."""

    member_id: int
    role_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and who is let in or kept out of it."""

    id: int
    overwrites: tuple[Overwrite, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivateThread:
    """A private thread, the channel it stands in and the members in it."""

    id: int
    channel_id: int
    member_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Mirror:
    """What decides sight in one community, as last learnt from Discord.

    `open_to_all` is an imported community: its members see everything but the private threads of others.
    `checked_at` None, or longer than `STALE_AFTER` ago, is stale: nobody sees anything.
    """

    community_id: int
    owner_id: int | None
    role_permissions: Mapping[int, int]
    channels: Mapping[int, Channel]
    private_threads: Mapping[int, PrivateThread]
    open_to_all: bool = False
    checked_at: datetime | None = None
    viewers: tuple[Viewer, ...] = field(default=(), repr=False)

    def is_fresh(self, now: datetime) -> bool:
        """Say whether the mirror may be trusted at `now`."""
        if self.open_to_all:
            return True
        return self.checked_at is not None and now - self.checked_at < STALE_AFTER


def guild_permissions(mirror: Mirror, viewer: Viewer) -> int:
    """Give the viewer's permission bits in the community as a whole; all bits for owner and administrators."""
    if viewer.member_id == mirror.owner_id:
        return ~0
    bits = mirror.role_permissions.get(mirror.community_id, 0)
    for role_id in viewer.role_ids:
        bits |= mirror.role_permissions.get(role_id, 0)
    return ~0 if bits & ADMINISTRATOR else bits


def channel_permissions(mirror: Mirror, viewer: Viewer, channel: Channel) -> int:
    """Give the viewer's permission bits in one channel: everyone, then roles together, then the member."""
    bits = guild_permissions(mirror, viewer)
    if bits == ~0:
        return bits
    by_target = {overwrite.target_id: overwrite for overwrite in channel.overwrites}
    everyone = by_target.get(mirror.community_id)
    if everyone:
        bits = (bits & ~everyone.deny) | everyone.allow
    allow = deny = 0
    # A role that was deleted decides nothing, though Discord tells of no change to those who held it, or to channels.
    for role_id in (viewer.role_ids & mirror.role_permissions.keys()) - {mirror.community_id}:
        if overwrite := by_target.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    bits = (bits & ~deny) | allow
    if own := by_target.get(viewer.member_id):
        bits = (bits & ~own.deny) | own.allow
    return bits


def sees_channel(mirror: Mirror, viewer: Viewer, channel: Channel) -> bool:
    """Say whether the viewer can open the channel and read back in it."""
    if mirror.open_to_all:
        return True
    return channel_permissions(mirror, viewer, channel) & READABLE == READABLE


def sees_private_thread(mirror: Mirror, viewer: Viewer, thread: PrivateThread) -> bool:
    """Say whether the viewer can read a private thread: its channel is seen, and they are in it or manage threads."""
    if viewer.member_id in thread.member_ids and mirror.open_to_all:
        return True
    channel = mirror.channels.get(thread.channel_id)
    if channel is None or mirror.open_to_all or not sees_channel(mirror, viewer, channel):
        return False
    if viewer.member_id in thread.member_ids:
        return True
    return bool(channel_permissions(mirror, viewer, channel) & MANAGE_THREADS)


def places_seen(mirror: Mirror, viewer: Viewer, now: datetime) -> frozenset[int]:
    """Give the ids of all channels and private threads that the viewer can read; none if the mirror is stale.

    A public thread is seen exactly when its channel is, so it is not listed: rows carry `seen_in`, the id of the
    channel, or of the private thread, whose sight decides.
    """
    if not mirror.is_fresh(now):
        return frozenset()
    channels = {c.id for c in mirror.channels.values() if sees_channel(mirror, viewer, c)}
    threads = {t.id for t in mirror.private_threads.values() if sees_private_thread(mirror, viewer, t)}
    return frozenset(channels | threads)


def out_of_sight(mirror: Mirror, asked: Collection[tuple[int, int]], now: datetime) -> set[tuple[int, int]]:
    """Give those of the pairs asked about, of a member and a place, where that member can't read that place.

    None while the mirror is stale. `mirror.viewers` must hold the members asked about who are here; of members with
    the same roles and no overwrite of their own, each place is decided once.
    """
    if not mirror.is_fresh(now):
        return set()
    here = {viewer.member_id: viewer for viewer in mirror.viewers}
    singled_out = _singled_out(mirror)
    decided: dict[tuple[frozenset[int] | int, int], bool] = {}
    lost: set[tuple[int, int]] = set()
    for member_id, place_id in asked:
        viewer = here.get(member_id)
        if viewer is None:
            lost.add((member_id, place_id))
            continue
        alike = (member_id if member_id in singled_out else viewer.role_ids, place_id)
        if alike not in decided:
            decided[alike] = sees_place(mirror, viewer, place_id)
        if not decided[alike]:
            lost.add((member_id, place_id))
    return lost


def sees_place(mirror: Mirror, viewer: Viewer, place_id: int) -> bool:
    """Say whether the viewer can read a channel or a private thread, by a mirror that is fresh."""
    if place_id in mirror.channels:
        return sees_channel(mirror, viewer, mirror.channels[place_id])
    thread = mirror.private_threads.get(place_id)
    return thread is not None and sees_private_thread(mirror, viewer, thread)


def audience_sees(mirror: Mirror, seen_in: int, now: datetime) -> frozenset[int]:
    """Give the places that *everybody* who can read the place `seen_in` can read: what may be posted there.

    `mirror.viewers` must hold every member who is not a bot. Somebody who may join tomorrow with no role counts
    as well. Members with the same roles and no overwrite of their own are decided once.
    """
    return seen_by_readers(sights(mirror, now), seen_in) or frozenset()


def sights(mirror: Mirror, now: datetime) -> set[frozenset[int]]:
    """Give what each of the mirror's viewers sees, and somebody with no role: each that there is once."""
    everybody = (*mirror.viewers, Viewer(member_id=0))
    return {places_seen(mirror, viewer, now) for viewer in _distinct(mirror, everybody)}


def seen_by_readers(sights: Iterable[frozenset[int]], seen_in: int) -> frozenset[int] | None:
    """Give what is common to those of the sights that have the place `seen_in` in them; None if none has."""
    readers = [seen for seen in sights if seen_in in seen]
    return frozenset.intersection(*readers) if readers else None


def _distinct(mirror: Mirror, viewers: Iterable[Viewer]) -> Iterable[Viewer]:
    singled_out = _singled_out(mirror)
    decided: set[frozenset[int]] = set()
    for viewer in viewers:
        if viewer.member_id in singled_out:
            yield viewer
        elif viewer.role_ids not in decided:
            decided.add(viewer.role_ids)
            yield viewer


def _singled_out(mirror: Mirror) -> set[int]:
    """Give whose sight may differ from that of others with the same roles: each of them is decided alone."""
    singled_out = {o.target_id for c in mirror.channels.values() for o in c.overwrites}
    singled_out |= {m for t in mirror.private_threads.values() for m in t.member_ids}
    return singled_out | {mirror.owner_id or 0}

"""What a member does by writing: messages, reactions, threads."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from sandbox.client.answers import Event, Json
from sandbox.client.places import Named, find_channel, find_person, find_role, id_of
from sandbox.client.stream import RECONNECTED, Stream
from sandbox.client.wire import File, Wire


class Speaker:
    """A member who sees places and writes in them. Base of Person."""

    def __init__(self, wire: Wire, user_id: str) -> None:
        self.id = user_id
        self._wire = wire
        self._stream = Stream(wire.http, f"{wire.url}/sandbox/events?as={user_id}")
        self._mark = 0

    async def close(self) -> None:
        """Stop listening to the stream of events."""
        await self._stream.close()

    # -- seeing

    async def guilds(self) -> list[Json]:
        """List the servers that the member is in."""
        found: list[Json] = await self._wire.ask("GET", "/guilds")
        return found

    async def view(self, guild: Named | None = None) -> Json:
        """Give all that the member sees of a server (their first one unless told)."""
        guild_id = id_of(guild) if guild is not None else (await self.guilds())[0]["id"]
        found: Json = await self._wire.ask("GET", f"/guilds/{guild_id}")
        return found

    async def channel(self, place: Named) -> Json:
        """Find a channel or thread that the member sees; LookupError where there is none."""
        known = id_of(place)
        for guild in await self.guilds():
            view = await self.view(guild)
            if known is None:
                return find_channel(view, str(place))
            hits: list[Json] = [c for c in [*view["channels"], *view["threads"]] if c["id"] == known]
            if hits:
                return hits[0]
        raise LookupError(f"no place {place!r} for this member")

    async def messages(self, place: Named, *, limit: int = 50, **where: str) -> list[Json]:
        """Give the newest messages, newest first; `before`, `after` or `around` take a message id."""
        path = f"/channels/{await self.place_id(place)}/messages"
        found: list[Json] = await self._wire.ask("GET", path, query={"limit": limit, **where})
        return found

    async def message(self, message: Json) -> Json:
        """Read a message again, as it is now; LookupError if it is gone or out of sight."""
        for one in await self.messages(message["channel_id"], limit=3, around=message["id"]):
            if one["id"] == message["id"]:
                return one
        raise LookupError(f"message {message['id']} is not there")

    async def pins(self, place: Named) -> list[Json]:
        """List a place's pinned messages, the last pinned first."""
        found: list[Json] = await self._wire.ask("GET", f"/channels/{await self.place_id(place)}/pins")
        return found

    async def dms(self) -> list[Json]:
        """List the member's direct-message channels."""
        found: list[Json] = await self._wire.ask("GET", "/dms")
        return found

    # -- writing

    async def send(
        self, place: Named, content: str = "", *, reply_to: Json | None = None, files: Iterable[File] = ()
    ) -> Json:
        """Write a message."""
        body: Json = {"content": content}
        if reply_to is not None:
            body["reply_to"] = reply_to["id"]
        path = f"/channels/{await self.place_id(place)}/messages"
        sent: Json = await self._act("POST", path, body, files=files)
        return sent

    async def edit(self, message: Json, content: str) -> Json:
        """Change one's own message."""
        edited: Json = await self._act("PATCH", _at(message), {"content": content})
        return edited

    async def delete(self, message: Json) -> None:
        """Delete a message: one's own, or anyone's with Manage Messages."""
        await self._act("DELETE", _at(message))

    async def react(self, message: Json, emoji: str) -> None:
        """Add one's reaction: a character, or `name:id` of a custom emoji."""
        await self._act("PUT", f"{_at(message)}/reactions/{quote(emoji)}")

    async def unreact(self, message: Json, emoji: str) -> None:
        """Take one's reaction back."""
        await self._act("DELETE", f"{_at(message)}/reactions/{quote(emoji)}")

    async def pin(self, message: Json, *, yes: bool = True) -> None:
        """Pin a message, or take the pin out."""
        path = f"/channels/{message['channel_id']}/pins/{message['id']}"
        await self._act("PUT" if yes else "DELETE", path)

    async def open_thread(
        self,
        place: Named,
        name: str,
        content: str | None = None,
        *,
        from_message: Json | None = None,
        private: bool = False,
        tags: Iterable[str] = (),
    ) -> Json:
        """Open a thread in a channel, from a message, or as a forum post with `content` and `tags`."""
        channel_id = await self.place_id(place)
        body: Json = {"name": name, "private": private}
        if content is not None:
            body["content"] = content
        if from_message is not None:
            body["from_message"] = from_message["id"]
        wanted = list(tags)
        if wanted:
            known = {tag["name"]: tag["id"] for tag in (await self.channel(channel_id))["available_tags"]}
            body["tags"] = [known.get(tag, tag) for tag in wanted]
        thread: Json = await self._act("POST", f"/channels/{channel_id}/threads", body)
        return thread

    async def join(self, thread: Named, person: Named | None = None) -> None:
        """Join a thread, or bring someone else into it."""
        await self._act("PUT", await self._membership(thread, person))

    async def leave(self, thread: Named, person: Named | None = None) -> None:
        """Leave a thread, or take someone else out of it."""
        await self._act("DELETE", await self._membership(thread, person))

    async def join_voice(self, channel: Named) -> None:
        """Come into a voice or stage channel, out of any other."""
        await self._act("PUT", f"/channels/{await self.place_id(channel)}/voice")

    async def leave_voice(self) -> None:
        """Hang up."""
        await self._act("DELETE", "/voice")

    async def change_thread(self, thread: Named, **changes: Any) -> Json:
        """Change a thread: `archived`, `locked`, `name`."""
        changed: Json = await self._act("PATCH", f"/channels/{await self.place_id(thread)}", changes)
        return changed

    async def dm(self, person: Named) -> Json:
        """Open the direct-message channel with someone."""
        channel: Json = await self._act("POST", "/dms", {"user_id": await self.user_id(person)})
        return channel

    async def interested(self, event: Json, *, yes: bool = True) -> None:
        """Say that one is interested in a scheduled event, or no longer."""
        path = f"/guilds/{event['guild_id']}/scheduled-events/{event['id']}/interested"
        await self._act("PUT" if yes else "DELETE", path)

    async def change_event(self, event: Json, **changes: Any) -> Json:
        """Change a scheduled event, as who may manage them: `name`, `scheduled_start_time`, `status`..."""
        path = f"/guilds/{event['guild_id']}/scheduled-events/{event['id']}"
        changed: Json = await self._act("PATCH", path, changes)
        return changed

    async def delete_event(self, event: Json) -> None:
        """Delete a scheduled event."""
        await self._act("DELETE", f"/guilds/{event['guild_id']}/scheduled-events/{event['id']}")

    # -- waiting

    async def wait_for(
        self, predicate: Callable[[Event], bool], *, deadline: float = 15.0, since: int | None = None
    ) -> Event:
        """Give the first event that fits since the member's last act (or since a `mark()`)."""
        return await self._stream.wait_for(predicate, self._mark if since is None else since, deadline)

    async def wait_message(self, place: Named, predicate: Callable[[Json], bool], *, deadline: float = 15.0) -> Json:
        """Give the newest message in a place that fits: one there already, else one to come or be edited."""
        channel_id = await self.place_id(place)

        def fits(event: Event) -> bool:
            at_place = event.name in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} and event.data["channel_id"] == channel_id
            return event.name == RECONNECTED or (at_place and predicate(event.data))

        while True:
            await self._stream.open()
            since = self.mark()
            for message in await self.messages(channel_id):
                if predicate(message):
                    return message
            event = await self._stream.wait_for(fits, since, deadline)
            if event.name != RECONNECTED:
                return event.data

    async def listen(self) -> int:
        """Open the stream of events, if no act has yet, and give its present place for `since`."""
        await self._stream.open()
        return self.mark()

    def mark(self) -> int:
        """Give the present place in the stream, for `wait_for(..., since=mark)`; nothing is heard before `listen`."""
        return len(self._stream.events)

    @property
    def events(self) -> list[Event]:
        """Give all events seen since the stream was opened (it opens at the first act)."""
        return list(self._stream.events)

    # -- naming

    async def place_id(self, place: Named) -> str:
        """Give the id of a channel or thread named in any way."""
        return id_of(place) or str((await self.channel(place))["id"])

    async def user_id(self, person: Named) -> str:
        """Give the id of a person named in any way."""
        known = id_of(person)
        if known is None:
            known = str(find_person(await self._wire.ask("GET", "/people"), str(person))["user"]["id"])
        return known

    async def role_id(self, role: Named) -> str:
        """Give the id of a role named in any way."""
        return id_of(role) or str(find_role(await self.view(), str(role))["id"])

    async def _membership(self, thread: Named, person: Named | None) -> str:
        user_id = self.id if person is None else await self.user_id(person)
        return f"/channels/{await self.place_id(thread)}/members/{user_id}"

    async def _act(self, method: str, path: str, body: Json | None = None, *, files: Iterable[File] = ()) -> Any:
        """Do something, having marked the stream's place first."""
        await self._stream.open()
        self._mark = self.mark()
        return await self._wire.ask(method, path, body, files=files)


def _at(message: Json) -> str:
    return f"/channels/{message['channel_id']}/messages/{message['id']}"

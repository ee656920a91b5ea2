"""Changing a community from outside it, as its owner would in Discord's settings."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from sandbox.client.answers import Json
from sandbox.client.places import Named, find_person, find_role, id_of
from sandbox.client.wire import Wire


class Admin:
    """Do by hand what no bot and no ordinary member does; every change is told to all, as in Discord."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def guilds(self) -> list[Json]:
        """List every server of the sandbox."""
        found: list[Json] = await self._wire.ask("GET", "/admin/guilds")
        return found

    async def guild(self, guild: Named | None = None) -> Json:
        """Give all of a server (the first one unless told), hidden places included."""
        found: Json = await self._wire.ask("GET", f"/admin/guilds/{await self._guild_id(guild)}")
        return found

    async def create_guild(
        self, name: str, owner: Named | None = None, *, shard: tuple[int, int] | None = None
    ) -> Json:
        """Make a server; the owner is an existing person, else a new one called Owner.

        `shard`, (number, count), says which shard of a bot hears of it.
        """
        body: Json = {"name": name}
        if shard is not None:
            body["shard"] = list(shard)
        if owner is not None:
            body["owner_id"] = await self._user_id(owner)
        return await self._do("POST", "/guilds", body)

    async def edit_guild(self, guild: Named | None = None, **changes: Any) -> Json:
        """Change a server's `name`, `owner_id`, ..."""
        return await self._do("PATCH", f"/guilds/{await self._guild_id(guild)}", changes)

    async def delete_guild(self, guild: Named) -> None:
        """Delete a server, or to a bot: take it out of its servers."""
        await self._do("DELETE", f"/guilds/{await self._guild_id(guild)}")

    async def add_member(
        self,
        who: Named,
        *,
        guild: Named | None = None,
        roles: Iterable[str] = (),
        nick: str | None = None,
        about: str | None = None,
    ) -> Json:
        """Let someone join: a person by id or object, else a new one of that name. Gives the member."""
        guild_id = await self._guild_id(guild)
        known = id_of(who)
        body: Json = {"user_id": known} if known else {"name": str(who)}
        body |= {"nick": nick, "about": about, "roles": [await self._role_id(guild_id, r) for r in roles]}
        return await self._do("POST", f"/guilds/{guild_id}/members", body)

    async def set_roles(self, who: Named, roles: Iterable[Named], *, guild: Named | None = None) -> Json:
        """Give a member exactly these roles."""
        guild_id = await self._guild_id(guild)
        body = {"roles": [await self._role_id(guild_id, role) for role in roles]}
        return await self._do("PATCH", f"/guilds/{guild_id}/members/{await self._user_id(who)}", body)

    async def kick(self, who: Named, *, guild: Named | None = None) -> None:
        """Take a member out of a server, as when they leave."""
        await self._do("DELETE", f"/guilds/{await self._guild_id(guild)}/members/{await self._user_id(who)}")

    async def create_role(
        self, name: str, *, guild: Named | None = None, permissions: Iterable[str] = (), **fields: Any
    ) -> Json:
        """Make a role; permissions by name, as `manage_channels`."""
        body = {"name": name, "permissions": list(permissions), **fields}
        return await self._do("POST", f"/guilds/{await self._guild_id(guild)}/roles", body)

    async def edit_role(self, role: Named, *, guild: Named | None = None, **changes: Any) -> Json:
        """Change a role's `name`, `permissions` (names), `color`."""
        guild_id = await self._guild_id(guild)
        return await self._do("PATCH", f"/guilds/{guild_id}/roles/{await self._role_id(guild_id, role)}", changes)

    async def delete_role(self, role: Named, *, guild: Named | None = None) -> None:
        """Delete a role; members lose it."""
        guild_id = await self._guild_id(guild)
        await self._do("DELETE", f"/guilds/{guild_id}/roles/{await self._role_id(guild_id, role)}")

    async def create_channel(
        self,
        name: str,
        kind: str = "text",
        *,
        guild: Named | None = None,
        category: Named | None = None,
        **more: Any,
    ) -> Json:
        """Make a channel: text, forum, voice, announcement, stage or category; `topic`, `tags=[names]`."""
        body = {"name": name, "kind": kind, "parent_id": id_of(category) if category else None, **more}
        return await self._do("POST", f"/guilds/{await self._guild_id(guild)}/channels", body)

    async def edit_channel(self, channel: Named, **changes: Any) -> Json:
        """Change a channel's or thread's `name`, `topic`, `parent_id`, `archived`, ..."""
        return await self._do("PATCH", f"/channels/{id_of(channel)}", changes)

    async def delete_channel(self, channel: Named) -> None:
        """Delete a channel, a category or a thread with all in it."""
        await self._do("DELETE", f"/channels/{id_of(channel)}")

    async def set_overwrite(
        self,
        channel: Named,
        target: Named,
        *,
        allow: Iterable[str] = (),
        deny: Iterable[str] = (),
        role: bool = True,
    ) -> Json:
        """Set what a role (or with role=False a member) may and may not in a channel; permissions by name."""
        body = {"type": 0 if role else 1, "allow": list(allow), "deny": list(deny)}
        return await self._do("PUT", f"/channels/{id_of(channel)}/permissions/{id_of(target)}", body)

    async def delete_overwrite(self, channel: Named, target: Named) -> None:
        """Take an overwrite away."""
        await self._do("DELETE", f"/channels/{id_of(channel)}/permissions/{id_of(target)}")

    async def burst(self, channel: Named, who: Iterable[Named], content: str, *, count: int, rate: float) -> float:
        """Let people say `count` messages in turn, `rate` a second; gives the seconds that it took.

        `{number}` in `content` is the message's number.
        """
        users = [await self._user_id(one) for one in who]
        body = {"user_ids": users, "content": content, "count": count, "rate": rate}
        told = await self._do("POST", f"/channels/{id_of(channel)}/burst", body)
        return float(told["seconds"])

    async def drop_gateways(self, *, resumable: bool = True) -> None:
        """Cut every bot's gateway connection; with resumable=False their sessions are forgotten too."""
        await self._do("POST", "/gateway/drop", {"resumable": resumable})

    async def drop_streams(self) -> None:
        """Cut every member's stream of events, this client's among them; all come back by themselves."""
        await self._do("POST", "/streams/drop")

    async def follow_faults(self, schedule: str = "") -> None:
        """Let accidents happen by a schedule such as `seed=7,send-lost=0.03`; without one, no more."""
        await self._do("PUT", "/faults", {"schedule": schedule})

    async def befall(self, name: str, *, times: int = 1, event: str | None = None) -> None:
        """Let an accident (`send-lost`) befall its next occasions, or the next events of one name."""
        await self._do("POST", "/faults", {"name": name, "times": times, "event": event})

    async def befallen(self) -> dict[str, int]:
        """Count the accidents that happened, by name."""
        found: dict[str, int] = await self._wire.ask("GET", "/admin/faults")
        return found

    async def ahead(self) -> timedelta:
        """Tell by how much the sandbox's time is ahead of the machine's."""
        return timedelta(seconds=(await self._wire.ask("GET", "/admin/time"))["ahead"])

    async def let_time_pass(self, by: timedelta) -> None:
        """Move the time on for everybody; every page and stream is told by an event TIME_MOVED."""
        await self._do("POST", "/time", {"seconds": by.total_seconds()})

    async def _do(self, method: str, path: str, body: Json | None = None) -> Json:
        return cast("Json", await self._wire.ask(method, f"/admin{path}", body))

    async def _guild_id(self, guild: Named | None) -> str:
        known = id_of(guild) if guild is not None else None
        return known or str((await self.guilds())[0]["id"])

    async def _role_id(self, guild_id: str, role: Named) -> str:
        return id_of(role) or str(find_role(await self.guild(guild_id), str(role))["id"])

    async def _user_id(self, who: Named) -> str:
        known = id_of(who)
        return known or str(find_person(await self._wire.ask("GET", "/people"), str(who))["user"]["id"])

"""The way in: a sandbox at an address, and the people one may act as."""

from types import TracebackType
from typing import Self

import aiohttp

from sandbox.client.acting import Person
from sandbox.client.admin import Admin
from sandbox.client.answers import Json
from sandbox.client.places import Named, find_person, id_of
from sandbox.client.wire import Wire


class Sandbox:
    """A running sandbox, by its address; an async context manager that closes what it opened."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http: aiohttp.ClientSession | None = None
        self._people: dict[str, Person] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every stream and the connection; the sandbox goes on."""
        for person in self._people.values():
            await person.close()
        self._people.clear()
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def people(self) -> list[Json]:
        """List everyone one may act as: `{user, guild_id, nick, roles, about}`."""
        found: list[Json] = await Wire(self._session(), self.url).ask("GET", "/people")
        return found

    def as_(self, user: Named) -> Person:
        """Act as a person whose id is known; the same Person for the same id."""
        user_id = id_of(user)
        if user_id is None:
            raise LookupError(f"{user!r} is a name: await person({user!r})")
        if user_id not in self._people:
            self._people[user_id] = Person(Wire(self._session(), self.url, user_id), user_id)
        return self._people[user_id]

    async def person(self, name: Named) -> Person:
        """Act as a person by key, username, shown name or nick; LookupError if there is none or several."""
        user_id = id_of(name)
        if user_id is None:
            user_id = str(find_person(await self.people(), str(name))["user"]["id"])
        return self.as_(user_id)

    @property
    def admin(self) -> Admin:
        """Change the community from outside it: channels, roles, members, overwrites."""
        return Admin(Wire(self._session(), self.url))

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            # Every person holds a stream open: the default of 100 connections would stall a crowd.
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._http

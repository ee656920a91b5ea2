"""What passes between one client and Discord's HTTP API: refusals counted, Discord's own time, acknowledgements timed.

Discord shuts out an address for which it refused 10,000 requests within ten minutes. Long before that, nothing is asked
of it any more but what answers members.
"""

import logging
import re
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.clock import elapsed

log = logging.getLogger(__name__)

_DISCORDS_LIMIT = 10_000
WITHIN = 600.0
"""Seconds for which Discord counts a refused request."""
_REFUSED = {401, 403, 429}
_ANSWERS = re.compile(r"/(?:interactions|webhooks)/(\d+)/")
_MOST_AWAITED = 1000
"""Interactions that are remembered until they are acknowledged; far more than can be under way."""


class HeldBack(aiohttp.ClientError):
    """Raised in place of a request while Discord refuses too many; to be tried again later, as any lost request."""

    sentence = "Discord refuses too much of what I ask just now. Try again in ten minutes."


class Traffic:
    """Watches the requests of one client."""

    def __init__(self, clock: Callable[[], float] = elapsed) -> None:
        self._clock = clock
        self._refused: deque[float] = deque(maxlen=_DISCORDS_LIMIT)
        self._held_back = False
        self._told: tuple[datetime, float] | None = None
        self._heard: OrderedDict[str, float] = OrderedDict()
        self.enough = 500
        """Refused requests within ten minutes after which nothing more is asked: a twentieth of what Discord bears."""
        self.on_date: Callable[[datetime], None] = lambda _moment: None
        """Called with Discord's own time, to the second, whenever it answers."""
        self.on_acknowledged: Callable[[float], None] = lambda _seconds: None
        """Called with the seconds from an interaction's arrival to Discord's word that it is acknowledged."""

    def watch(self, trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
        """Let it see all requests that a trace sees."""
        trace.on_request_start.append(self._begins)
        trace.on_request_end.append(self._ends)
        return trace

    @property
    def refused(self) -> int:
        """How many requests Discord refused within the last ten minutes."""
        while self._refused and self._refused[0] <= self._clock() - WITHIN:
            self._refused.popleft()
        return len(self._refused)

    @property
    def is_held_back(self) -> bool:
        """Whether Discord has refused so many that only members are answered."""
        held_back = self.refused >= self.enough
        if held_back is not self._held_back:
            self._held_back = held_back
            log.warning(_TOO_MANY if held_back else "Discord is asked for everything again.")
        return held_back

    @property
    def discords_now(self) -> datetime | None:
        """The moment by Discord's own clock, to the second; None before it has told."""
        if self._told is None:
            return None
        moment, at = self._told
        return moment + timedelta(seconds=self._clock() - at)

    def heard(self, interaction_id: str) -> None:
        """Note that an interaction has arrived just now."""
        self._heard[interaction_id] = self._clock()
        if len(self._heard) > _MOST_AWAITED:
            self._heard.popitem(last=False)

    async def _begins(self, _session: Any, _context: Any, asked: aiohttp.TraceRequestStartParams) -> None:
        path = asked.url.path
        is_spared = "/api/" not in path or "/gateway" in path or _ANSWERS.search(path)
        if not is_spared and self.is_held_back:
            raise HeldBack("Discord refuses too many requests just now")

    async def _ends(self, _session: Any, _context: Any, asked: aiohttp.TraceRequestEndParams) -> None:
        answer = asked.response
        if answer.status in _REFUSED and answer.headers.get("X-RateLimit-Scope") != "shared":
            self._refused.append(self._clock())
        if (date := answer.headers.get("Date")) is not None:
            self._told = parsedate_to_datetime(date), self._clock()
            self.on_date(self._told[0])
        if asked.url.path.endswith("/callback") and (found := _ANSWERS.search(asked.url.path)):
            began = self._heard.pop(found[1], None)
            if began is not None and answer.ok:
                self.on_acknowledged(self._clock() - began)


_TOO_MANY = (
    "Discord refused too many requests within ten minutes. Only members are answered until those are fewer, so that it "
    "does not shut Guildhall out; what is due is done after that."
)

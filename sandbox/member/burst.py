"""Many messages in a short time, as when a whole community talks at once: said by people one after the other.

A request for each message would measure those who send them; this is one request, and Discord's bots see no difference.
"""

import asyncio
from typing import Any, Final

from sandbox.actions.messages import create_message
from sandbox.errors import Refused
from sandbox.member.admin import Order

MOST: Final = 100_000
MOST_A_SECOND: Final = 10_000
_SLICE: Final = 0.005
"""Seconds between two slices: whoever else asks something of the sandbox has a turn after each."""


async def burst(order: Order) -> Any:
    """Let `user_ids` say `count` messages in turn, `rate` a second or as many as it can; answer once all are said.

    `content` is what they say, with `{number}` where the message's number belongs. Nobody skips a check: whoever may
    not write there is refused. Gives the seconds it took.
    """
    count, rate, content, users = _asked(order)
    clock = asyncio.get_running_loop().time
    began = clock()
    said = 0
    while said < count:
        due = min(int((clock() - began + _SLICE) * rate), count)
        # What it is behind with is caught up with bit by bit, not all at once.
        for number in range(said, min(due, said + _at_once(rate))):
            body = {"content": content.replace("{number}", str(number))}
            create_message(order.state, users[number % len(users)], order.channel.id, body)
            said += 1
        await asyncio.sleep(_SLICE)
    return {"said": said, "seconds": clock() - began}


def _at_once(rate: float) -> int:
    return max(1, int(2 * rate * _SLICE))


def _asked(order: Order) -> tuple[int, float, str, list[int]]:
    body = order.body
    try:
        count, rate, content = int(body["count"]), float(body["rate"]), str(body["content"])
        users = [int(user_id) for user_id in body["user_ids"]]
    except (KeyError, TypeError, ValueError):
        raise Refused(400, 50035, "A burst has a count, a rate, a content and user_ids") from None
    if not (0 <= count <= MOST and 0 < rate <= MOST_A_SECOND and users):
        raise Refused(400, 50035, f"A burst has 0 to {MOST} messages, up to {MOST_A_SECOND} a second, and people")
    return count, rate, content, users

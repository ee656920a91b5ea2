"""What a discord.py client asks and the sandbox answers is what Discord's own description says."""

from typing import Any

import pytest

from sandbox.exchange import Exchange
from tests.conformance import conformance, described, discord_api
from tests.discord_api import DiscordApi

__all__ = ["conformance", "described", "discord_api"]


def asked(method: str, path: str, body: Any = None, *, status: int = 200, answer: Any = None, **query: str) -> Exchange:
    return Exchange(method=method, path=path, query=query, request=body, multipart=False, status=status, answer=answer)


ERROR = {"code": 10008, "message": "Unknown Message"}


@pytest.mark.parametrize(
    ("exchange", "fault"),
    [
        (asked("POST", "/channels/1/cheers", {}), "Discord has no such operation"),
        (asked("POST", "/channels/1/messages", {"content": "x" * 2001}), "request.content"),
        (asked("POST", "/channels/1/messages", {"flags": "4"}), "request.flags"),
        (asked("POST", "/channels/1/messages"), "Discord wants a body here"),
        (asked("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "lots"}, status=204), "request.allow"),
        (asked("GET", "/channels/1/messages", answer={}), "answer"),
        (asked("GET", "/channels/1/messages", answer=[{"id": 5}]), 'answer[0]: "type" is a required property'),
        (asked("GET", "/channels/1/messages", answer=[], sort="up"), "query: Discord knows no 'sort' here"),
        (asked("GET", "/channels/1/messages", answer=[], status=201), "answer: Discord answers 200"),
        (asked("DELETE", "/channels/1/messages/2", status=204, answer={}), "Discord sends no body here"),
        (asked("GET", "/channels/1/messages/2", status=404, answer={"code": "x"}), "answer"),
    ],
)
def test_a_difference_is_told_with_its_place(discord_api: DiscordApi, exchange: Exchange, fault: str) -> None:
    assert fault in "\n".join(discord_api.faults(exchange))


@pytest.mark.parametrize(
    "exchange",
    [
        asked("GET", "/channels/1/messages", answer=[], limit="5"),
        asked("GET", "/channels/1/messages/2", status=404, answer=ERROR),
        asked("DELETE", "/channels/1/messages/2", status=204),
        asked("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "1024", "deny": "0"}, status=204),
        asked("POST", "/channels/1/messages/bulk-delete", {"messages": [1, 2]}, status=204),
    ],
)
def test_what_discord_describes_passes(discord_api: DiscordApi, exchange: Exchange) -> None:
    assert discord_api.faults(exchange) == []


def test_integers_are_taken_as_ids_when_asked_and_not_when_answered(discord_api: DiscordApi) -> None:
    assert discord_api.schema_faults("SnowflakeType", 5)
    assert not discord_api.schema_faults("SnowflakeType", "5")

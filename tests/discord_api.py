"""Discord's own description of its HTTP API, to hold requests and answers against.

Widened for the known differences and nothing else: discord.py sends snowflakes as integers and permissions
as strings. Narrowed by one: a message's content has 2,000 characters at most.
"""

import json
import re
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import jsonschema_rs

from sandbox.exchange import Exchange

Json = dict[str, Any]

LONGEST = 2000
_PERMISSIONS = {"allow", "deny", "permissions", "default_member_permissions"}
_UNTOLD = {"use_nested_fields"}
"""Query names that discord.py sends and Discord takes without describing them."""
_ASKED, _ANSWERED = "urn:discord:asked", "urn:discord:answered"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that Discord's HTTP API does; `template` is its path with `{names}`."""

    method: str
    template: str
    described: Json

    def matches(self, path: str) -> bool:
        """Tell whether a path is one of this."""
        return _pattern(self.template).fullmatch(path) is not None

    @property
    def holes(self) -> int:
        """Count the names in the path; the fewer, the closer a match."""
        return self.template.count("{")


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template))


class DiscordApi:
    """What Discord says of its API; `faults` tells where an exchange differs from it."""

    def __init__(self, document: Json) -> None:
        self._document = document
        asked = deepcopy(document)
        _widen_snowflakes(asked)
        _widen_permissions(asked)
        _narrow_content(asked)
        resources = [(_ASKED, asked), (_ANSWERED, document)]
        self._registry = jsonschema_rs.Registry(resources)
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @classmethod
    def read(cls, path: Path) -> "DiscordApi":
        """Read the description from its file."""
        return cls(json.loads(path.read_bytes()))

    @cached_property
    def operations(self) -> list[Operation]:
        """Give every operation, those with the fewest names in their path first."""
        found = [
            Operation(method, path, {**described, "parameters": _parameters(item, described)})
            for path, item in self._document["paths"].items()
            for method, described in item.items()
            if method != "parameters"
        ]
        return sorted(found, key=lambda one: one.holes)

    @cached_property
    def _by_length(self) -> dict[tuple[str, int], list[Operation]]:
        found = defaultdict[tuple[str, int], list[Operation]](list)
        for one in self.operations:
            found[one.method, one.template.count("/")].append(one)
        return found

    def operation(self, method: str, path: str) -> Operation | None:
        """Find what a request asks for; None if Discord has no such thing."""
        alike = self._by_length.get((method.lower(), path.count("/")), [])
        return next((one for one in alike if one.matches(path)), None)

    def faults(self, exchange: Exchange) -> list[str]:
        """Tell, a sentence each, where a request or its answer is not what Discord describes."""
        asked_for = f"{exchange.method} {exchange.path}"
        operation = self.operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{asked_for}: Discord has no such operation"]
        found = [*self._query_faults(operation, exchange), *self._answer_faults(operation, exchange)]
        if exchange.status < 400:
            found += self._request_faults(operation, exchange)
        return [f"{asked_for} ({exchange.status}) {fault}" for fault in found]

    def schema_faults(self, name: str, body: object) -> list[str]:
        """Tell where a body differs from one of Discord's named shapes, such as `MessageResponse`."""
        return self._judge(f"{_ANSWERED}#/components/schemas/{name}", body)

    def _request_faults(self, operation: Operation, exchange: Exchange) -> list[str]:
        described = operation.described.get("requestBody")
        if described is None:
            return [] if exchange.request in (None, {}) else ["request: Discord takes no body here"]
        if exchange.request is None:
            return ["request: Discord wants a body here"] if described.get("required") else []
        kind = "multipart/form-data" if exchange.multipart else "application/json"
        if kind not in described["content"]:
            return [f"request: Discord takes no {kind} here"]
        steps = ["paths", operation.template, operation.method, "requestBody", "content", kind, "schema"]
        return [f"request{fault}" for fault in self._judge(_pointer(_ASKED, steps), exchange.request)]

    def _answer_faults(self, operation: Operation, exchange: Exchange) -> list[str]:
        status, responses = str(exchange.status), operation.described["responses"]
        if status not in responses and status[0] == "4":
            status = "4XX"
        if status not in responses:
            return [f"answer: Discord answers {', '.join(responses)} here"]
        content = self._response(responses[status]).get("content", {})
        if "application/json" not in content:
            return [] if exchange.answer is None else ["answer: Discord sends no body here"]
        if "$ref" in responses[status]:
            steps = responses[status]["$ref"].removeprefix("#/").split("/")
        else:
            steps = ["paths", operation.template, operation.method, "responses", status]
        pointer = _pointer(_ANSWERED, [*steps, "content", "application/json", "schema"])
        return [f"answer{fault}" for fault in self._judge(pointer, exchange.answer)]

    def _response(self, response: Json) -> Json:
        found = response
        if "$ref" in response:
            found = self._document
            for step in response["$ref"].removeprefix("#/").split("/"):
                found = found[step]
        return found

    def _query_faults(self, operation: Operation, exchange: Exchange) -> list[str]:
        known = _UNTOLD | {one["name"] for one in operation.described["parameters"] if one["in"] == "query"}
        return [f"query: Discord knows no {name!r} here" for name in exchange.query if name not in known]

    def _judge(self, pointer: str, body: object) -> list[str]:
        if pointer not in self._validators:
            self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": pointer}, registry=self._registry, validate_formats=True, ignore_unknown_formats=True
            )
        errors = self._validators[pointer].iter_errors(cast("Json", body))
        return [f"{_place(error.instance_path)}: {error.message[:300]}" for error in errors]


def _place(steps: list[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _pointer(document: str, steps: list[str]) -> str:
    escaped = (step.replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{document}#/" + "/".join(quote(step, safe="~") for step in escaped)


def _parameters(item: Json, described: Json) -> list[Json]:
    return [*item.get("parameters", ()), *described.get("parameters", ())]


def _widen_snowflakes(document: Json) -> None:
    flake = document["components"]["schemas"]["SnowflakeType"]
    document["components"]["schemas"]["SnowflakeType"] = {"anyOf": [flake, {"type": "integer", "minimum": 0}]}


def _widen_permissions(node: Any) -> None:
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items():
            if name in _PERMISSIONS and isinstance(schema, dict) and "integer" in str(schema.get("type")):
                node["properties"][name] = {"anyOf": [schema, {"type": "string", "pattern": "^[0-9]+$"}]}
        for value in node.values():
            _widen_permissions(value)
    elif isinstance(node, list):
        for value in node:
            _widen_permissions(value)


def _narrow_content(document: Json) -> None:
    for name, schema in document["components"]["schemas"].items():
        content = schema.get("properties", {}).get("content", {})
        if ("Message" in name or "Webhook" in name) and content.get("maxLength", 0) > LONGEST:
            content["maxLength"] = LONGEST

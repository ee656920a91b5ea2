"""Discord's refusals: a status, a code and a sentence each."""

from collections.abc import Sequence
from typing import Final

from sandbox.state.record import Json


class Refused(Exception):  # it reads as what happened
    """A request Discord would refuse. `errors` is Discord's tree of what is wrong where."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """Give the answer's body."""
        found: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            found["errors"] = self.errors
        return found


_UNKNOWN: Final[dict[str, int]] = {
    "Account": 10001,
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Integration": 10005,
    "Invite": 10006,
    "Member": 10007,
    "Message": 10008,
    "Permission overwrite": 10009,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "Ban": 10026,
    "Interaction": 10062,
    "application command": 10063,
    "Voice State": 10065,
    "Guild Scheduled Event": 10070,
    "Guild Scheduled Event User": 10071,
    "Tag": 10087,
}


def unknown(what: str) -> Refused:
    """Refuse with 404 and the code for the kind of thing that is not there."""
    return Refused(404, _UNKNOWN[what], f"Unknown {what}")


UNAUTHORIZED: Final = Refused(401, 0, "401: Unauthorized")
MISSING_ACCESS: Final = Refused(403, 50001, "Missing Access")
WRONG_CHANNEL_KIND: Final = Refused(400, 50024, "Cannot execute action on this channel type")
NOT_IN_DM: Final = Refused(403, 50003, "Cannot execute action on a DM channel")
NOT_THE_AUTHOR: Final = Refused(403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE: Final = Refused(400, 50006, "Cannot send an empty message")
CANNOT_DM: Final = Refused(403, 50007, "Cannot send messages to this user")
NOT_IN_NON_TEXT: Final = Refused(400, 50008, "Cannot send messages in a non-text channel")
MISSING_PERMISSIONS: Final = Refused(403, 50013, "Missing Permissions")
TOO_OLD_TO_DELETE: Final = Refused(400, 50034, "You can only bulk delete messages that are under 14 days old.")
BULK_DELETE_COUNT: Final = Refused(400, 50016, "Provided too few or too many messages to delete.")
SYSTEM_MESSAGE: Final = Refused(403, 50021, "Cannot execute action on a system message")
INVALID_TOKEN: Final = Refused(401, 50027, "Invalid Webhook Token")
TOO_LARGE: Final = Refused(413, 40005, "Request entity too large")
TOO_MANY_PINS: Final = Refused(400, 30003, "Maximum number of pins reached (250)")
TOO_MANY_REACTIONS: Final = Refused(400, 30010, "Maximum number of reactions reached (20)")
TOO_MANY_CHANNELS: Final = Refused(400, 30013, "Maximum number of guild channels reached (500)")
TOO_MANY_COMMANDS: Final = Refused(400, 30032, "Maximum number of application commands reached (100).")
TOO_MANY_EVENTS: Final = Refused(400, 30038, "Maximum number of guild scheduled events reached (100)")
ALREADY_ACKNOWLEDGED: Final = Refused(400, 40060, "Interaction has already been acknowledged.")
THREAD_EXISTS: Final = Refused(400, 160004, "A thread has already been created for this message")
THREAD_LOCKED: Final = Refused(403, 160005, "Thread is locked")
THREAD_ARCHIVED: Final = Refused(400, 50083, "Thread is archived")
INVALID_ROLE: Final = Refused(400, 50028, "Invalid Role")


def not_implemented(method: str, path: str) -> Refused:
    """Refuse a route the sandbox does not have, by name."""
    return Refused(501, 0, f"The sandbox does not implement {method} {path}")


def invalid(path: Sequence[str | int], code: str, message: str) -> Refused:
    """Refuse with 50035 for one fault at one place."""
    tree: Json = {"_errors": [{"code": code, "message": message}]}
    for step in reversed(path):
        tree = {str(step): tree}
    return Refused(400, 50035, "Invalid Form Body", tree)


def missing(*path: str | int) -> Refused:
    """Refuse with 50035 for a field that is not there."""
    return invalid(path, "BASE_TYPE_REQUIRED", "This field is required")


class Form:
    """Gathers what is wrong with a body, by place, and refuses with 50035 if anything is."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def wrong(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Note one fault at a place such as `("embeds", 0, "title")`."""
        node = self._tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: Sequence[str | int], value: object, low: int, high: int) -> None:
        """Note a text or list whose length is not within `low` and `high`."""
        if not isinstance(value, str | list):
            self.wrong(path, "BASE_TYPE_BAD_TYPE", "This value has the wrong type.")
        elif not low <= len(value) <= high:
            code = "BASE_TYPE_BAD_LENGTH"
            sentence = f"Must be between {low} and {high} in length."
            if len(value) > high and not low:
                code, sentence = "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length."
            self.wrong(path, code, sentence)

    def required(self, path: Sequence[str | int]) -> None:
        """Note a field that is not there."""
        self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")

    def check(self) -> None:
        """Raise 50035 if anything was noted."""
        if self._tree:
            raise Refused(400, 50035, "Invalid Form Body", self._tree)

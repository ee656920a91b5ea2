"""What a member filled in."""

from typing import Any

from sandbox.actions.attachments import keep_files
from sandbox.checks.components import CHECKBOX, CHECKBOX_GROUP, FILE_UPLOAD, LABEL, ROW, SELECTS, TEXT_INPUT
from sandbox.checks.modals import check_filled, fields_of
from sandbox.errors import Form, unknown
from sandbox.interactions.components import picked
from sandbox.interactions.resolved import Resolved
from sandbox.state import Channel, Json, State
from sandbox.uploads import Upload


class Filled:
    """Reads one submitted form against the form that was opened."""

    def __init__(self, state: State, channel: Channel, user_id: int, files: tuple[Upload, ...]) -> None:
        self.state = state
        self.channel = channel
        self.files = files
        self.form = Form()
        self.resolved = Resolved(state, channel, user_id)

    def read(self, modal: Json, body: Json) -> Json:
        """Give the interaction's data; raise 50035 for what the form does not allow."""
        if body.get("custom_id") != modal["custom_id"]:
            raise unknown("Interaction")
        known = {part["custom_id"] for part in fields_of(modal)}
        values: dict[str, Any] = {}
        for given in body.get("components") or ():
            if given["custom_id"] not in known:
                self.form.wrong((given["custom_id"],), "COMPONENT_UNKNOWN", "The form has no such field")
            values[given["custom_id"]] = given.get("values", given.get("value"))
        check_filled(self.form, modal, values)
        rows = [self._row(row, values) for row in modal["components"]]
        self.form.check()
        data: Json = {"custom_id": modal["custom_id"], "components": rows}
        resolved = self.resolved.body()
        if resolved is not None:
            data["resolved"] = resolved
        return data

    def _row(self, row: Json, values: dict[str, Any]) -> Json:
        found: Json = {"type": row["type"], "id": row.get("id", 0)}
        if row["type"] == ROW:
            found["components"] = [self._field(part, values) for part in row["components"]]
        elif row["type"] == LABEL:
            found["component"] = self._field(row["component"], values)
        return found

    def _field(self, part: Json, values: dict[str, Any]) -> Json:
        kind, value = part["type"], values.get(part["custom_id"])
        found: Json = {"type": kind, "custom_id": part["custom_id"], "id": part.get("id", 0)}
        if kind == TEXT_INPUT:
            return found | {"value": str(value or "")}
        if kind in SELECTS:
            chosen = [value] if isinstance(value, str) and value else value
            return found | {"values": picked(self.form, part, chosen, self.resolved)}
        if kind == FILE_UPLOAD:
            return found | {"values": self._files(value or [])}
        if kind == CHECKBOX_GROUP:
            return found | {"values": list(value or [])}
        return found | {"value": bool(value) if kind == CHECKBOX else value}

    def _files(self, indexes: list[Any]) -> list[str]:
        wanted = {str(one) for one in indexes}
        uploads = tuple(file for file in self.files if str(file.index) in wanted)
        kept = keep_files(self.state, self.channel.id, uploads, [])
        for attachment in kept:
            self.resolved.attachment(attachment, self.channel.id)
        return [attachment["id"] for attachment in kept]

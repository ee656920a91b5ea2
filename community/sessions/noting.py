"""Notes of a session: its format's capture fields become what an entry says."""

from collections.abc import Mapping, Sequence

from community.errors import NotAllowed, Refusal
from community.formats import Field
from community.knowhow import BOUNDS, Fields
from community.sessions.plans import Session
from community.sessions.roles import FACILITATOR
from community.sessions.runs import Run

_HEADING = 60


def check_may_note(session: Session, run: Run | None, member_id: int) -> None:
    """Raise `Refusal` unless a member writes the notes of a session, and it is finished."""
    writers = {session.roles.get(role) for role in ("note-taker", FACILITATOR)}
    if member_id not in {session.plan.host_id, session.planned_by, *writers}:
        raise NotAllowed(
            "Only the session's note-taker, its host, its facilitator or whoever planned it writes its notes."
        )
    if run is None or run.is_under_way:
        raise Refusal("This session is not finished yet: its notes are written after **Finish**.")


def check_may_object(session: Session, people: Sequence[int], member_id: int) -> None:
    """Raise `NotAllowed` unless a member was there, as far as is known."""
    if member_id not in people and member_id != session.plan.host_id:
        raise NotAllowed(
            "Only those who were there may object. If you were, press **I was here** on the session's panel first, or "
            "tell its host."
        )


def room_for(capture: Sequence[Field], field: Field) -> int:
    """Give how many characters a capture field may have: those of one field of an entry share its room."""
    shared = [one for one in capture if one.becomes == field.becomes]
    room = BOUNDS[field.becomes]
    return room if len(shared) == 1 else room // len(shared) - _HEADING - 3


def as_fields(title: str, capture: Sequence[Field], written: Mapping[str, str]) -> Fields:
    """Give what an entry says by what was written in each capture field; raises `Refusal` where nothing is."""
    parts: dict[str, list[str]] = {}
    for field in capture:
        text = written.get(field.name, "").strip()
        if not text:
            continue
        several = sum(one.becomes == field.becomes for one in capture) > 1
        parts.setdefault(field.becomes, []).append(f"{field.name[:_HEADING]}: {text}" if several else text)
    said = {name: "\n".join(texts) for name, texts in parts.items()}
    if not said:
        raise Refusal("Write at least one of them down.")
    if not said.get("did"):
        # An entry says what was done: the first that was written stands for it.
        first = next(name for name in ("outcome", "context", "limits") if name in said)
        said["did"] = said.pop(first)
    return Fields(title, said["did"], said.get("context", ""), said.get("outcome", ""), said.get("limits", ""))

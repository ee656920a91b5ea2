"""Who does what in a session: roles that a member takes, hands on or gives back. Pure."""

from dataclasses import dataclass

from community.errors import NotAllowed, NotFound, Refusal
from community.formats import Format, Role
from community.sessions.plans import Session

FACILITATOR = "facilitator"
_HOST = "host"
"""Whoever that is, the session says."""
ALWAYS = (
    Role(FACILITATOR, "works the steps of the session, and sees that everybody is heard"),
    Role("presenter", "brings what the session is about"),
    Role("note-taker", "writes down what is to be kept"),
)
"""Roles that there are in every format; where the format names one too, it says what for."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role of a session: who has it, and to whom it is offered (by the offer's number)."""

    role: str
    member_id: int | None = None
    offered_to: int | None = None
    offer: int | None = None


def roles_in(format_: Format | None) -> list[Role]:
    """Give the roles that one member can have in a session of a format; its file may be gone."""
    named = {role.name: role for role in format_.roles} if format_ else {}
    ours = [named.get(role.name, role) for role in ALWAYS]
    others = [role for role in named.values() if role not in ours and role.name != _HOST]
    return [role for role in (*ours, *others) if not role.everybody]


def check_role(format_: Format | None, name: str) -> None:
    """Raise `NotFound` for a role that there isn't in a format."""
    if name not in [role.name for role in roles_in(format_)]:
        raise NotFound("There is no such role in this session's format.")


def check_free(held: Held, member_id: int) -> None:
    """Raise `Refusal` for a role that somebody has."""
    if held.member_id == member_id:
        raise Refusal("You have this role already.")
    if held.member_id is not None:
        raise Refusal("Somebody has this role. Whoever has it, or the host, can hand it on.")


def check_may_offer(session: Session, held: Held, member_id: int, to: int) -> None:
    """Raise `Refusal` unless the member has the role, or hosts the session, and hands it to somebody else."""
    if member_id not in {held.member_id, session.plan.host_id}:
        raise NotAllowed("Only whoever has the role, or the session's host, can hand it on.")
    if to == held.member_id:
        raise Refusal("They have this role already.")

"""Names that notes of a session under the Chatham House Rule leave out: of who was there, and of organisations."""

import sqlalchemy as sa

from community.screening import Kind
from community.sessions import Answer, Session, people_in
from storage import notes
from storage.communities import members_named
from storage.database import Reading
from storage.sessions.attending import stays_of
from storage.sessions.planned import find
from storage.tables.profiles import organisations

Names = tuple[tuple[str, Kind], ...]


async def people_of(tx: Reading, session: Session) -> set[int]:
    """Give who was there as far as is known: who came, who meant to, and the host."""
    came = people_in(await stays_of(tx, session.id))
    return {*came, *session.saying(Answer.GOING), session.plan.host_id}


async def kept_out_of(tx: Reading, entry_id: int) -> Names:
    """Give the names that are not to stand in an entry: it is the notes of a session."""
    found = await notes.of_entry(tx, entry_id)
    session = await find(tx, found.session_id) if found is not None else None
    return await kept_out(tx, session) if session is not None else ()


async def kept_out(tx: Reading, session: Session) -> Names:
    """Give the names that are not to stand in what is told of a session; none where its format names people."""
    if not session.plan.chatham_house:
        return ()
    people = await members_named(tx, session.community_id, sorted(await people_of(tx, session)))
    o = organisations.c
    listed = sa.select(o.name).where(o.community_id == session.community_id, o.kind == "organisation")
    found = [(one.display_name, Kind.MEMBER) for one in people.values()]
    return (*found, *((name, Kind.ORGANISATION) for name in (await tx.connection.execute(listed)).scalars()))

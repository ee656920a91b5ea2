"""Who has which role, by session."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import Reading
from storage.tables.roles import session_roles


async def roles_of(tx: Reading, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Give who has which role, by session."""
    r = session_roles.c
    query = sa.select(r.session_id, r.role, r.member_id).where(r.session_id.in_(ids), r.member_id.is_not(None))
    by_session: dict[int, dict[str, int]] = defaultdict(dict)
    for session_id, role, member_id in await tx.connection.execute(query.order_by(r.session_id, r.role)):
        by_session[session_id][role] = member_id
    return by_session

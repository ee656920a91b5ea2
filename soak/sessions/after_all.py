"""Comparing with what became of it: roles, direct messages, who came by voice, reflections and notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from community.sessions import Answer, Reflection, Session, Stay
from soak.sessions.after import After
from soak.sessions.crowd import Crowd
from soak.sessions.roles import ROLE, Roles
from soak.sessions.standing import Sent, Standing, moment
from soak.sessions.story import Story
from soak.sessions.voices import Voices
from storage import Database, sessions
from storage.tables.after import session_notes
from storage.tables.knowhow import entries

_CLEARLY = timedelta(seconds=5)
"""A reminder that is sent so long after somebody asked for a direct message was not on its way before."""


@dataclass(frozen=True)
class AfterAll:
    """What is kept beside the sessions themselves, by their ids."""

    stays: dict[int, list[Stay]]
    reflections: dict[int, Reflection | None]
    noted: set[int]

    @classmethod
    async def read(cls, database: Database, crowd: Crowd, there: list[Session]) -> "AfterAll":
        """Read it."""
        cho = int(crowd.people["cho"].id)
        drafts = sa.select(session_notes.c.session_id).join(entries, entries.c.id == session_notes.c.entry_id)
        async with database.read() as tx:
            return cls(
                {one.id: await sessions.stays_of(tx, one.id) for one in there},
                {one.id: await sessions.reflection_of(tx, one.id, cho) for one in there},
                set((await tx.connection.execute(drafts)).scalars()),
            )

    def lost(
        self, crowd: Crowd, there: list[Session], runs: dict[int, Any], sent: Sent, standing: Standing
    ) -> Iterator[str]:
        """Give where what the bot said yes to is not so."""
        by_title = {one.plan.title: one for one in there}
        ids = {name: int(person.id) for name, person in crowd.people.items()}
        names = {id_: name for name, id_ in ids.items()}
        for story in crowd.stories:
            session = by_title.get(story.title)
            if session is None:
                continue
            if isinstance(story, Roles):
                yield from _role_lost(story, session, names)
                yield from _not_told_directly(story, session, ids["cho"], sent, standing)
            elif isinstance(story, After):
                yield from self._after_lost(story, session)
            elif isinstance(story, Voices) and session.id in runs:
                inside = ids_inside(crowd, ids) if runs[session.id].is_under_way else set()
                yield from self._voices_lost(story, session, inside, ids)

    def _after_lost(self, story: After, session: Session) -> Iterator[str]:
        kept = self.reflections[session.id]
        if "reflected" in story.said and kept is None:
            yield f"{story.title}: cho reflected"
        if "answered" in story.said and (kept is None or kept.outcome is None):
            yield f"{story.title}: cho said what came of it"
        if "noted" in story.said and session.id not in self.noted:
            yield f"{story.title}: its notes were drafted"

    def _voices_lost(self, story: Voices, session: Session, inside: set[int], ids: dict[str, int]) -> Iterator[str]:
        stays = [one for one in self.stays[session.id] if one.by_voice]
        there = {one.member_id for one in stays if one.left_at is None}
        if there != inside:
            yield f"{story.title}: {len(inside)} are there, {len(there)} are noted"
        unseen = {ids[name] for name in story.seen} - {one.member_id for one in stays}
        if unseen:
            yield f"{story.title}: {len(unseen)} were counted, and are not noted"

    def twice(self) -> Iterator[str]:
        """Give where somebody is noted as there twice at a time."""
        for id_, stays in self.stays.items():
            for member_id in {one.member_id for one in stays if one.by_voice}:
                mine = [one for one in stays if one.by_voice and one.member_id == member_id]
                if any(one.left_at is None or one.left_at > after.came_at for one, after in pairwise(mine)):
                    yield f"session {id_}: {member_id}"


def ids_inside(crowd: Crowd, ids: dict[str, int]) -> set[int]:
    """Give who is in the room in the end: as the last story left it."""
    last = [one for one in crowd.stories if isinstance(one, Voices) and "begun" in one.said]
    return {ids[name] for name in last[-1].inside} if last else set()


def _role_lost(story: Story, session: Session, names: dict[int, str]) -> Iterator[str]:
    holder = session.roles.get(ROLE)
    is_now = names[holder] if holder else "nobody"
    if not story.may_be(ROLE, is_now):
        yield f"{story.title}: {story.said[ROLE]} was {ROLE}, {is_now} is"


def _not_told_directly(story: Roles, session: Session, cho: int, sent: Sent, standing: Standing) -> Iterator[str]:
    if story.asked_at is None or session.answers.get(cho) is not Answer.GOING:
        return
    mine = [one for one in sent.rows if one.payload.get("session") == session.id and one.message_id is not None]
    told = {one.message_id for one in mine if one.kind == sessions.DIRECT} & standing.messages.keys()
    reminded = (moment(one.message_id) for one in mine if one.kind == sessions.REMINDER)
    if not told and any(at > story.asked_at + _CLEARLY for at in reminded):
        yield f"{story.title}: cho was not reminded directly"

"""Topics, their rules, and proposals."""

from storage.rights.declared import Declared
from storage.rights.mine import in_topics, proposals_of, supports_of, topics_of
from storage.tables.topics import rule_acceptances, rules, topic_stewards

_FOR_TOPICS = "To tend topics"

TABLES: tuple[Declared, ...] = (
    Declared(
        table="topics",
        why=_FOR_TOPICS,
        members=("opened_by",),
        words=("name", "purpose", "closed_reason"),
        facts=("community_id", "id", "status", "notices_id", "notice_message_id"),
        mine=topics_of,
        erased_by=("topics",),
        stays="A topic's name, purpose and reason for closing are the community's; who opened it is erased.",
    ),
    Declared(
        table="topic_stewards",
        why=_FOR_TOPICS,
        members=("member_id",),
        facts=("topic_id",),
        mine=in_topics(topic_stewards, "member_id", "topic_id"),
        erased_by=("topics",),
    ),
    Declared(
        table="rules",
        why=_FOR_TOPICS,
        members=("written_by",),
        words=("text",),
        facts=("topic_id",),
        mine=in_topics(rules, "written_by", "topic_id", "version", "text", "written_at"),
        erased_by=("topics",),
        stays="Ground rules are the community's text; who wrote them down is erased.",
    ),
    Declared(
        table="rule_acceptances",
        why=_FOR_TOPICS,
        members=("member_id",),
        facts=("topic_id",),
        mine=in_topics(rule_acceptances, "member_id", "topic_id", "version", "accepted_at"),
        erased_by=("topics",),
    ),
    Declared(
        table="proposals",
        why=_FOR_TOPICS,
        members=("proposed_by",),
        words=("name", "purpose"),
        facts=("community_id", "id", "channel_id", "seen_in", "message_id", "status", "topic_id"),
        mine=proposals_of,
        erased_by=("proposals",),
    ),
    Declared(
        table="proposal_supports",
        why=_FOR_TOPICS,
        members=("member_id",),
        facts=("proposal_id",),
        mine=supports_of,
        erased_by=("proposals",),
    ),
)

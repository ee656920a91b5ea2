"""What Guildhall knows of members, places and the community as Discord tells them."""

from storage.rights.declared import Declared
from storage.rights.mine import overwrites_of, person, roles_of, threads_of

_FOR_SIGHT = "To show each person what they can see in Discord, and nothing else"
_THREADS = (
    "The name of a thread is Discord's and shown there to all who see the channel; rename or delete the thread there, "
    "and it follows here."
)
_DISCORDS = "It mirrors what Discord says, so it stays for as long as Discord says it."

TABLES: tuple[Declared, ...] = (
    Declared(
        table="members",
        why="To know who is a member, and their standing answer to being quoted",
        members=("id",),
        words=("display_name",),
        facts=("community_id", "standing_answer"),
        mine=person,
        erased_by=("person",),
        stays="Of somebody who is still a member the id stays, without a name, so that they can use the commands.",
    ),
    Declared(
        table="member_roles",
        why=_FOR_SIGHT,
        members=("member_id",),
        facts=("community_id", "role_id"),
        mine=roles_of,
        erased_by=("person",),
        stays=f"Of somebody who is still a member. {_DISCORDS}",
    ),
    Declared(
        table="thread_members",
        why="To show private threads to those in them alone",
        members=("member_id",),
        facts=("place_id",),
        mine=threads_of,
        erased_by=("person",),
        stays=f"Of somebody who is still a member. {_DISCORDS}",
    ),
    Declared(
        table="overwrites",
        why=_FOR_SIGHT,
        members=("target_id",),
        facts=("place_id", "allow", "deny"),
        mine=overwrites_of,
        stays=f"A channel's permissions may name a person. {_DISCORDS}",
    ),
    Declared(
        table="conversations",
        words=("title",),
        facts=("community_id", "id", "topic_id", "place_id", "seen_in"),
        withheld="A thread's name is a place's name in Discord.",
        stays=_THREADS,
    ),
    Declared(
        table="places",
        words=("name",),
        facts=("community_id", "id", "kind", "parent_id"),
        withheld="Names of channels and threads are Discord's.",
        stays=_THREADS,
    ),
    Declared(
        table="communities",
        members=("owner_id",),
        words=("name",),
        facts=("id",),
        withheld="Who owns a server is for all of it to see in Discord.",
        stays=f"Whom Discord names as a server's owner. {_DISCORDS}",
    ),
    Declared(
        table="settings",
        words=("value",),
        facts=("community_id", "name"),
        withheld="A community's settings are nobody's.",
        stays="A community's settings name channels and roles; nobody is written down as having set them.",
    ),
    Declared(table="roles", facts=("community_id", "id", "name", "permissions")),
)

"""People and applications as JSON."""

from sandbox.state import Json, State, User

PRIVILEGED = 1 << 13 | 1 << 15 | 1 << 19
"""The flags of an application in few servers that asked for presences, members and message content."""


def user_json(user: User) -> Json:
    """Give a user as others see it."""
    found: Json = {
        "id": str(user.id),
        "username": user.name,
        "global_name": user.global_name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": user.avatar,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "banner": None,
        "accent_color": None,
    }
    if user.bot:
        found["bot"] = True
    return found


def own_user_json(user: User) -> Json:
    """Give a user as it sees itself."""
    own = {"mfa_enabled": True, "locale": "en-GB", "premium_type": 0, "email": None, "verified": True}
    return user_json(user) | own


def stranger_json(user_id: int) -> Json:
    """Give a user that is not known any more."""
    return user_json(User(id=user_id, name="Deleted User"))


def known_user_json(state: State, user_id: int) -> Json:
    """Give a user by id, a deleted one too."""
    user = state.users.get(user_id)
    return stranger_json(user_id) if user is None else user_json(user)


def application_json(state: State, bot: User) -> Json:
    """Give a bot's application as it sees itself."""
    owner_id = bot.owner_id or next((guild.owner_id for guild in state.guilds_of(bot.id)), bot.id)
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": bot.description,
        "type": None,
        "bot": user_json(bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": PRIVILEGED,
        "flags_new": str(PRIVILEGED),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": known_user_json(state, owner_id),
        "approximate_guild_count": sum(1 for _ in state.guilds_of(bot.id)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}},
    }

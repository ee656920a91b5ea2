"""Every way out of Guildhall, and what holds it to telling nobody of a place they can't see now.

`test_ways_out` finds what there is (commands, options that suggest, menus, buttons, forms, due rows, listeners, verbs
of the shell, fields of JSON) and fails for one that is not in `WAYS`, and for one in `WAYS` that is not there. Whoever
adds one adds it here, with its proof:

- `Asked`: `tests/e2e/ways.py` asks it as people left outside, and gets the answer for something that is not there;
- `Shown("path::test")`: that test shows it;
- `Tells("reason")`: it tells nothing of any place (nothing that was written, named or counted there), for that reason.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Asked by name in `tests/e2e/ways.py`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Shown to keep to what may be seen by a test, named as pytest names it."""

    by: str


@dataclass(frozen=True, slots=True)
class Tells:
    """Tells nothing of any place; why."""

    why: str


Proof = Asked | Shown | Tells

_SIGHT = Shown("tests/e2e/test_sight.py::test_what_is_private_is_as_if_it_were_not_there")
_LOST = Shown("tests/e2e/test_sight_lost.py::test_panels_opened_before_sight_was_lost_tell_nothing_after")
_AUDIENCE = Shown("tests/e2e/test_sight_lost.py::test_what_was_posted_goes_when_others_come_to_read_there")
_STORE = Shown("tests/access/test_servers.py::test_whatever_is_hidden_is_as_if_it_were_not_there")
_EXPORT = Shown("tests/archive/test_export.py::test_a_member_takes_away_what_they_can_see_and_a_stranger_nothing")
_OWN_DATA = Shown(
    "tests/e2e/test_rights.py::test_a_member_is_erased_everywhere_for_good_and_has_a_file_of_everything_before"
)
_SUPPORT = Shown("tests/e2e/test_sight_lost.py::test_nobody_supports_what_they_can_read_no_more")
_POLL = Shown("tests/e2e/test_polls.py::test_whoever_loses_sight_of_a_topic_loses_its_polls")
_ROLES = Shown("tests/e2e/test_roles.py::test_whoever_loses_sight_of_a_topic_loses_the_roles_of_its_sessions")
_REVIEW = Shown(
    "tests/e2e/test_takedowns.py::test_stewards_and_moderators_review_what_was_taken_down_and_nobody_else_knows"
)
_IN_GENERAL = Tells("says in general what erasing covers and what stays; names and counts nothing of any place")
_SERIES = Shown("tests/e2e/test_series.py::test_who_lost_sight_of_a_topic_changes_nothing_of_its_series")
_REFLECT = Shown(
    "tests/e2e/test_after.py::test_what_somebody_will_try_is_theirs_asked_about_once_and_told_only_where_they_say_so"
)
_OWN_PLACE = Tells("what it posts, or is pressed on, stands in the very place that it tells of")
_OWN_ELSEWHERE = Shown("tests/e2e/test_left.py::test_who_has_left_answers_has_a_file_and_is_erased_by_direct_message")
_OWN_WORDS = Tells("only the person's own words, and titles of entries that they see now (see the panel that opens it)")
_TYPED = Tells("the words that the person typed a moment ago; what they choose is checked anew before it is written")
_SETTINGS = Tells("settings of the community; channels by their ids, which Discord names to those who see them")
_OWN_PROFILE = Tells("what the person says of themselves, and the community's list to choose from; no place")
_LISTED = Tells("names of organisations and sectors on the community's list, with nobody's name; no place")
_PROFILE = Shown("tests/e2e/test_profile.py::test_a_member_says_where_they_are_from_and_only_whom_they_let_is_shown_it")
_COFFEE = Shown("tests/e2e/test_coffee.py::test_a_round_is_told_of_skipped_made_once_and_asked_about")
_COUNTED = Tells("counts of what the operator's own files hold")
_FILES = Tells("for whoever runs the machine, and tells of the configuration and the database's state alone")

COMMANDS: dict[str, Proof] = {
    "community settings": _SETTINGS,
    "community setup": _SETTINGS,
    "coffee join": _COFFEE,
    "coffee leave": _COFFEE,
    "coffee show": _COFFEE,
    "coffee skip": _COFFEE,
    "knowhow capture": Tells("opens an empty form; what it saves is checked when it is sent"),
    "knowhow edit": Asked(),
    "knowhow mine": Asked(),
    "knowhow publish": Asked(),
    "knowhow retire": Asked(),
    "knowhow search": Asked(),
    "knowhow show": Asked(),
    "knowhow takedown": Asked(),
    "menu Add to know-how": Tells("names drafts of the thread in which it is used, by title to those who edit them"),
    "menu Capture know-how": Tells("opens an empty form; what it saves is checked when it is sent"),
    "privacy erase": _IN_GENERAL,
    "privacy export": _OWN_DATA,
    "privacy quoting": Tells("the person's own standing answer"),
    "privacy show": Asked(),
    "profile edit": _OWN_PROFILE,
    "profile organisations": _LISTED,
    "profile show": _PROFILE,
    "session calendar": Asked(),
    "session cancel": Asked(),
    "session change": Asked(),
    "session list": Asked(),
    "session plan": Asked(),
    "session reflect": Asked(),
    "session run": Asked(),
    "session poll": Asked(),
    "session show": Asked(),
    "summary post": Asked(),
    "summary preview": Asked(),
    "summary settings": Asked(),
    "topic close": Asked(),
    "topic list": Asked(),
    "topic open": Tells("opens a channel that the person manages; refuses with what is missing there"),
    "topic propose": Tells("posts what was typed where it was typed; names alike are looked for in places seen"),
    "topic rules": Asked(),
    "topic show": Asked(),
}

SUGGESTIONS: dict[str, Proof] = {
    "community settings name": _SETTINGS,
    "community settings value": Tells("channels that the person sees by discord.py's own answer, and roles"),
    "knowhow edit entry": Asked(),
    "knowhow publish entry": Asked(),
    "knowhow retire entry": Asked(),
    "knowhow search since": Tells("spans of time"),
    "knowhow search tag": Asked(),
    "knowhow search topic": Asked(),
    "knowhow show entry": Asked(),
    "knowhow takedown entry": Asked(),
    "profile organisations remove": _LISTED,
    "session calendar topic": Asked(),
    "session cancel session": Asked(),
    "session change session": Asked(),
    "session change where": Tells("voice channels that the person sees by discord.py's own answer"),
    "session plan topic": Asked(),
    "session poll topic": Asked(),
    "session poll where": Tells("voice channels that the person sees by discord.py's own answer"),
    "session plan where": Tells("voice channels that the person sees by discord.py's own answer"),
    "session reflect session": Asked(),
    "session run session": Asked(),
    "session show session": Asked(),
    "summary post topic": Asked(),
    "summary preview topic": Asked(),
    "summary settings topic": Asked(),
    "topic close topic": Asked(),
    "topic rules topic": Asked(),
    "topic show topic": Asked(),
}

BUTTONS: dict[str, Proof] = {
    "bot.reply.Pages back": _LOST,
    "bot.reply.Pages next": _LOST,
    "bot.rules.AcceptRules": _LOST,
    "bot.rules.EditRules": _LOST,
    "bot.rules.ReadRules": _LOST,
    "bot.screening._Choice change": _TYPED,
    "bot.screening._Choice keep": _TYPED,
    "bot.screening._Choice out": _TYPED,
    "cogs.coffee.buttons.MetButton": _COFFEE,
    "cogs.coffee.buttons.SkipButton": _COFFEE,
    "cogs.community.wizard.AskZone": _SETTINGS,
    "cogs.community.wizard.Done": _SETTINGS,
    "cogs.community.wizard.Go": _SETTINGS,
    "cogs.community.wizard.PickPlace": _SETTINGS,
    "cogs.community.wizard.PickRole": _SETTINGS,
    "cogs.community.wizard.PickTopics": _SETTINGS,
    "cogs.knowhow.adding._Which": _OWN_PLACE,
    "cogs.knowhow.answering.AlwaysButton": _OWN_WORDS,
    "cogs.knowhow.answering.OpenButton": _OWN_WORDS,
    "cogs.knowhow.answering.SayButton": _OWN_WORDS,
    "cogs.knowhow.answering.TurnButton": _OWN_WORDS,
    "cogs.knowhow.answering.WhichMenu": _OWN_WORDS,
    "cogs.knowhow.drafting.DraftButton": _LOST,
    "cogs.knowhow.drafting.QuoteMenu": _LOST,
    "cogs.knowhow.drafting.TagMenu": _LOST,
    "cogs.knowhow.search._Results back": _LOST,
    "cogs.knowhow.search._Results next": _LOST,
    "cogs.knowhow.search._Results share": _AUDIENCE,
    "bot.reviewing.DecideButton": _REVIEW,
    "bot.reviewing.ReviewButton": _REVIEW,
    "cogs.privacy.asking.ActButton": _OWN_ELSEWHERE,
    "cogs.privacy.asking.WhichMenu": _OWN_ELSEWHERE,
    "cogs.privacy.erasing.Choice erase": _IN_GENERAL,
    "cogs.privacy.erasing.Choice keep_again": _IN_GENERAL,
    "cogs.privacy.erasing.Choice nothing": _IN_GENERAL,
    "cogs.privacy.quoting.Always": Tells("the person's own standing answer"),
    "cogs.profile.asking.Decide": _LISTED,
    "cogs.sessions.answering.AnswerButton": _OWN_PLACE,
    "cogs.sessions.panel.HereButton": _OWN_PLACE,
    "cogs.sessions.panel.RunButton": _OWN_PLACE,
    "cogs.sessions.howfar.HowFarButton": _SERIES,
    "cogs.sessions.following.FollowingButton": _OWN_PLACE,
    "cogs.sessions.calendars.CalendarButton": _OWN_PLACE,
    "cogs.sessions.reminding.DirectButton": Tells("what the person asks for; nothing of the session"),
    "cogs.sessions.offering.OfferButton": _OWN_PLACE,
    "cogs.sessions.after.asking.TriedButton": _REFLECT,
    "cogs.sessions.after.noting.ObjectButton": _OWN_PLACE,
    "cogs.sessions.after.noting.WriteNotesButton": _OWN_PLACE,
    "cogs.sessions.after.reflecting.ReflectButton": _OWN_PLACE,
    "cogs.sessions.after.reflecting.TakeBackButton": _REFLECT,
    "cogs.sessions.planning.PlanButton": _LOST,
    "cogs.sessions.roles.HandOnMenu": _ROLES,
    "cogs.sessions.roles.OfferedButton": _ROLES,
    "cogs.sessions.roles.RoleButton": _ROLES,
    "cogs.sessions.roles.RoleMenu": _ROLES,
    "cogs.sessions.roles.RolesButton": _ROLES,
    "cogs.sessions.poll.asking.AskButton": _POLL,
    "cogs.sessions.poll.picking.CloseButton": _POLL,
    "cogs.sessions.poll.picking.PickButton": _POLL,
    "cogs.sessions.poll.picking.PickMenu": _POLL,
    "cogs.sessions.poll.picking.PlanItButton": _POLL,
    "cogs.sessions.poll.voting.MineMenu": _POLL,
    "cogs.sessions.poll.voting.VoteButton": _POLL,
    "cogs.summary.byhand.ByHand choose": _LOST,
    "cogs.summary.byhand.ByHand leave": Tells("says that nothing was posted"),
    "cogs.summary.byhand.ByHand post": _LOST,
    "cogs.summary.panel.CommunityPanel channel": _SETTINGS,
    "cogs.summary.panel.CommunityPanel day": _SETTINGS,
    "cogs.summary.panel.CommunityPanel sections": _SETTINGS,
    "cogs.summary.panel.CommunityPanel switch": _SETTINGS,
    "cogs.summary.panel.CommunityPanel time": _SETTINGS,
    "cogs.summary.panel.TopicPanel switch": _SETTINGS,
    "cogs.topics.openbutton.OpenProposal": _AUDIENCE,
    "cogs.topics.openbutton.PickChannel": _OWN_PLACE,
    "cogs.topics.support.Support": _SUPPORT,
    "cogs.topics.support.TakeBack": _OWN_PLACE,
}

FORMS: dict[str, Proof] = {
    "cogs.sessions.after.asking.HappenedForm": _REFLECT,
    "cogs.sessions.after.noting.NotesForm": Tells("an empty form for the session of the place it is opened in"),
    "cogs.sessions.after.reflecting.ReflectForm": _REFLECT,
    "bot.rules.RulesForm": _LOST,
    "bot.screening._Anew": _TYPED,
    "cogs.community.wizard.ZoneForm": _SETTINGS,
    "cogs.knowhow.forms.EntryForm": _LOST,
    "cogs.knowhow.forms.TagForm": _LOST,
    "cogs.privacy.erasing.Word": Tells("counts what was the person's own, by kind"),
    "cogs.profile.form.ProfileForm": _OWN_PROFILE,
    "cogs.summary.panel.TimeForm": _SETTINGS,
}

DUE: dict[str, Proof] = {
    "coffee-ask": _COFFEE,
    "coffee-notice": Tells("puts due rows into the outbox, one for each who takes part"),
    "coffee-notice-to": _COFFEE,
    "coffee-pair": _COFFEE,
    "coffee-thread": _COFFEE,
    "consent-card": _OWN_PLACE,
    "entry-cards": _AUDIENCE,
    "entry-files": Tells("copies files that quotes name into the database; they go out with what quotes them"),
    "entry-post": _AUDIENCE,
    "entry-publish": Tells("posts nothing itself: the entry's cards are due rows of their own"),
    "event-withdraw": Tells("deletes an event"),
    "poll-card": _OWN_PLACE,
    "poll-changed": _OWN_PLACE,
    "poll-over": _OWN_PLACE,
    "poll-picked": _OWN_PLACE,
    "post-withdraw": Tells("deletes a message"),
    "profile-asked": _LISTED,
    "proposal-asked": _AUDIENCE,
    "proposal-card": _OWN_PLACE,
    "proposal-changed": _OWN_PLACE,
    "proposal-taken-back": Tells("deletes messages"),
    "run-forgotten": Tells("posts nothing itself: the panel is a due row of its own"),
    "run-over": _OWN_PLACE,
    "run-panel": _OWN_PLACE,
    "run-step": _OWN_PLACE,
    "role-offered": _OWN_PLACE,
    "notes-held": _OWN_PLACE,
    "notes-publish": _OWN_PLACE,
    "notes-released": _OWN_PLACE,
    "notes-show": _OWN_PLACE,
    "reflect-ask": _REFLECT,
    "reflect-shared": _OWN_PLACE,
    "reflect-unshared": Tells("takes down what was shared"),
    "run-after": _OWN_PLACE,
    "session-back": Tells("writes down answers, to sessions that the member sees; posts nothing"),
    "session-cancelled": _OWN_PLACE,
    "session-card": _OWN_PLACE,
    "session-changed": _OWN_PLACE,
    "session-event": _AUDIENCE,
    "session-direct": Shown(
        "tests/e2e/test_coming.py::test_reminders_go_by_the_setting_and_to_whom_asked_directly_while_they_see_it"
    ),
    "session-event-gone": Tells("looks whether an event is there; what follows is due rows of their own"),
    "session-event-left": _OWN_PLACE,
    "session-event-wrong": _AUDIENCE,
    "session-invite": _OWN_PLACE,
    "session-given": _OWN_PLACE,
    "session-offer": _OWN_PLACE,
    "session-offer-ended": _OWN_PLACE,
    "session-offer-over": Tells("moves the waitlist; what follows is due rows of their own"),
    "session-reminder": _OWN_PLACE,
    "session-told": _OWN_PLACE,
    "share-noted": Tells("remembers a message that stands; it deletes it where it may stand no more"),
    "summary": _AUDIENCE,
    "summary-refresh": _AUDIENCE,
    "summary-remove": Tells("deletes a message"),
    "topic-closed": _OWN_PLACE,
    "topic-notice": _OWN_PLACE,
}
"""What the outbox does; and below, what is done at each wake-up or when an event comes."""

HEARD: dict[str, Proof] = {
    "Backups.look": Tells("writes a file that only the operator may read"),
    "Community.on_ready": Tells("loads what it reads at start"),
    "Clearing.look": Tells("writes the database's own files anew"),
    "Database.forget_old_keys": Tells("deletes rows"),
    "Finishing.go_on": Tells("deletes rows"),
    "Following.on_guild_available": Tells("follows names of topics; posts nothing"),
    "Following.on_guild_channel_delete": Tells("marks a topic gone; posts nothing"),
    "Following.on_guild_channel_update": Tells("follows a topic's name; posts nothing"),
    "Following.on_raw_thread_delete": Tells("forgets a place for notices; posts nothing"),
    "Following.on_ready": Tells("follows names of topics; posts nothing"),
    "Ingest.let_go": Tells("deletes rows"),
    "Ingest.look_again": Tells("reads what was kept again; posts nothing"),
    "Mirror.check_when_due": Tells("writes down who sees what"),
    "Reminding.time_anew": Tells("moves due rows"),
    "Mirroring.look": Tells("puts due rows into the outbox"),
    "Mirroring.on_scheduled_event_delete": Tells("puts due rows into the outbox"),
    "Mirroring.on_scheduled_event_update": Tells("puts due rows into the outbox"),
    "Mirroring.on_scheduled_event_user_add": Tells("puts due rows into the outbox"),
    "Offering.let_go": Tells("takes back what those said, and had, who left or see the topic no more; posts nothing"),
    "PollPosting.forget_sketches": Tells("deletes rows"),
    "Posting.forget_sketches": Tells("deletes rows"),
    "Posting.make_coming": Tells("writes down sessions of series and their due rows; posts nothing"),
    "Posting.make": Tells("puts due rows into the outbox; the summary is made when its row is done"),
    "Rounds.plan": Tells("writes down when rounds are, and deletes rows"),
    "Unreviewed.erase": Tells("erases; posts nothing"),
    "Voices.look_everywhere": Tells("writes down who came; posts nothing"),
    "Voices.on_voice_state_update": Tells("writes down who came; posts nothing"),
}

SHELL: dict[str, Proof] = {
    "backup": Tells("writes all of the database, for the operator alone, into a file of theirs; tells counts"),
    "backup --config": _FILES,
    "backup FILE": _FILES,
    "backfill": Tells("counts what was read, and names by id the places that could not be"),
    "backfill --community": _FILES,
    "backfill --config": _FILES,
    "backfill --json": Tells("the same counts"),
    "backfill --topic": Tells("a topic's name, for the operator, who can read the database anyway"),
    "check": _FILES,
    "check --config": _FILES,
    "db upgrade": _FILES,
    "db upgrade --config": _FILES,
    "demo": Tells("runs the bot in a community of invented people"),
    "demo --folder": _FILES,
    "demo --fresh": _FILES,
    "demo --port": _FILES,
    "erase": Tells("counts what was erased, by kind"),
    "erase --community": _FILES,
    "erase --config": _FILES,
    "erase --json": Tells("the same counts"),
    "erase --keep-nothing": Tells("what is to be done"),
    "erase --yes": Tells("what is to be done"),
    "erase MEMBER": Tells("an id that the operator gave"),
    "export": _EXPORT,
    "export --as": _EXPORT,
    "export --community": _FILES,
    "export --config": _FILES,
    "export --format": Tells("how the same is written down"),
    "export --json": _COUNTED,
    "export --topic": Tells("a topic of those in what was gathered for the reader"),
    "export FOLDER": _FILES,
    "import": Tells("counts what files hold that the operator gave"),
    "import --community": _FILES,
    "import --config": _FILES,
    "import --json": Tells("the same counts"),
    "import PATH": _FILES,
    "member answer": Tells("the words of the person whom it answers for, to the operator whom they asked"),
    "member answer --community": _FILES,
    "member answer --config": _FILES,
    "member answer --yes": Tells("what is to be done"),
    "member answer ANSWER": Tells("what the person answered"),
    "member answer ENTRY": Tells("a number that the operator gave"),
    "member answer MEMBER": Tells("an id that the operator gave"),
    "member export": _OWN_DATA,
    "member export --community": _FILES,
    "member export --config": _FILES,
    "member export FILE": _FILES,
    "member export MEMBER": Tells("an id that the operator gave"),
    "restore": Tells("puts a backup in the database's place; tells counts"),
    "restore --config": _FILES,
    "restore FILE": _FILES,
    "run": Tells("runs the bot: all its ways are listed above; what it logs: tests/e2e/test_sight_lost.py"),
    "run --config": _FILES,
    "search": _SIGHT,
    "search --as": _SIGHT,
    "search --community": Tells(
        "whose archive; without --as it is the operator's view, who can read the database anyway"
    ),
    "search --config": _FILES,
    "search --json": _SIGHT,
    "search --limit": Tells("a number"),
    "search --topic": _SIGHT,
    "search QUERY": _SIGHT,
    "summary": Tells("for the operator, as for a channel that all members see"),
    "summary --community": _FILES,
    "summary --config": _FILES,
    "summary --json": Tells("the same, as JSON"),
    "summary --topic": Tells("for the operator, as for that topic's own audience"),
    "summary --week": Tells("a span of time"),
}

FIELDS: dict[str, Proof] = {
    "export entries": _COUNTED,
    "export format": Tells("what was asked for"),
    "export quotes": _COUNTED,
    "export written": _COUNTED,
    **dict.fromkeys(
        (
            *("archive.json topics", "archive.json topics[] id", "archive.json topics[] name"),
            *("archive.json topics[] purpose", "archive.json entries"),
            *("archive.json entries[] topic", "archive.json entries[] topic id", "archive.json entries[] topic name"),
            *("archive.json entries[] id", "archive.json entries[] title", "archive.json entries[] what_we_did"),
            *("archive.json entries[] where_and_with_whom", "archive.json entries[] what_happened"),
            *("archive.json entries[] where_it_may_not_work", "archive.json entries[] status"),
            *("archive.json entries[] reason", "archive.json entries[] tags", "archive.json entries[] url"),
            *("archive.json entries[] quotes", "archive.json entries[] quotes[] by"),
            *("archive.json entries[] quotes[] words", "archive.json entries[] quotes[] files"),
            *("archive.json entries[] quotes[] files[] name", "archive.json entries[] quotes[] files[] kind"),
            *("archive.json entries[] quotes[] files[] path", "archive.json entries[] history"),
            *("archive.json entries[] history[] version", "archive.json entries[] history[] change"),
            *("archive.json entries[] history[] at", "archive.json entries[] published_at"),
            "archive.json entries[] changed_at",
        ),
        _EXPORT,
    ),
    "archive.json community": Tells("the community's own id and name"),
    "archive.json community id": Tells("the community's own id"),
    "archive.json community name": Tells("the community's own name"),
    "archive.json made_at": Tells("when it was made"),
    "archive.json schema": Tells("the version of the document's shape"),
    "archive.json seen_as": Tells("what was asked for"),
    **dict.fromkeys(
        (
            *("data.json community", "data.json community id", "data.json community name", "data.json member"),
            *("data.json made_at", "data.json schema", "data.json places", "data.json places 1", "data.json roles"),
            *("data.json roles 1", "data.json held", "data.json held[] table", "data.json held[] why"),
            *("data.json held[] stays", "data.json held[] rows", "data.json held[] rows[] place_id"),
        ),
        _OWN_DATA,
    ),
    "erase erased": _COUNTED,
    "erase erased[] community": Tells("a community's own id"),
    "erase erased[] counts": _COUNTED,
    "erase erased[] counts messages": _COUNTED,
    "erase erased[] done": Tells("whether it is done"),
    **dict.fromkeys(
        (
            *("backfill topics", "backfill places", "backfill messages", "backfill new", "backfill skipped"),
            *("backfill failed", "backfill requests", "backfill refused", "backfill seconds"),
        ),
        _COUNTED,
    ),
    "backfill failed[] place": Tells("the id of a channel or thread of a topic"),
    "backfill failed[] why": Tells("why that place could not be read"),
    "import conversations": _COUNTED,
    "import failed": _COUNTED,
    "import failed[] file": Tells("a name that the operator gave"),
    "import failed[] why": Tells("why that file could not be read"),
    "import files": _COUNTED,
    "import messages": _COUNTED,
    "import new": _COUNTED,
    "import seconds": _COUNTED,
    "import skipped": _COUNTED,
    "import topics": _COUNTED,
    "search query": Tells("what was typed"),
    "search results": _STORE,
    "search results[] at": _STORE,
    "search results[] id": _STORE,
    "search results[] kind": _STORE,
    "search results[] score": _STORE,
    "search results[] snippet": _STORE,
    "search results[] title": _STORE,
    "search results[] topic": _STORE,
    "search results[] url": _STORE,
    "search total": _STORE,
    "summary community": Tells("the community's own id"),
    "summary counts": _STORE,
    "summary counts conversations": _STORE,
    "summary counts messages": _STORE,
    "summary counts people": _STORE,
    "summary from": Tells("a span of time"),
    "summary sections": _STORE,
    "summary sections[] items": _STORE,
    "summary sections[] items[] excerpt": _STORE,
    "summary sections[] items[] id": _STORE,
    "summary sections[] items[] kind": _STORE,
    "summary sections[] items[] messages": _STORE,
    "summary sections[] items[] people": _STORE,
    "summary sections[] items[] title": _STORE,
    "summary sections[] items[] topic": _STORE,
    "summary sections[] items[] url": _STORE,
    "summary sections[] items[] why": _STORE,
    "summary sections[] name": _STORE,
    "summary to": Tells("a span of time"),
    "summary week": Tells("a span of time"),
}

WAYS: dict[str, dict[str, Proof]] = {
    "command": COMMANDS,
    "suggestion": SUGGESTIONS,
    "button": BUTTONS,
    "form": FORMS,
    "due row": DUE,
    "listener": HEARD,
    "verb": SHELL,
    "field": FIELDS,
}

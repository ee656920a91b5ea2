"""The steps of the setup, and what each says it does."""

ZONE, PLACES, STEWARDS, TOPICS = range(4)
FIRST, LAST = ZONE, TOPICS

_ZONE = "Session times and the weekly summary are read and shown in this zone. Names look like `Europe/London`."
_PLACES = (
    "**Summaries**: the weekly summary of the whole community. **Notices**: what belongs to no topic of its own, "
    "such as a request to the stewards. Each needs a text channel in which I may post; leave one empty to do without."
)
_STEWARDS = (
    "Members with this role tend every topic: they open and close them, write ground rules and look after entries. "
    "A topic can have stewards of its own besides."
)
_TOPICS = (
    "Each channel you choose becomes a topic: what is written there is kept and can be searched by those who can "
    "read it. **Done** opens them and posts a public notice in each that says so and how to say no. A private "
    "channel stays private."
)

STEPS = {
    ZONE: ("Time zone", _ZONE),
    PLACES: ("Where things go", _PLACES),
    STEWARDS: ("Stewards", _STEWARDS),
    TOPICS: ("First topics", _TOPICS),
}
"""Each step's title and text."""

"""What can be told from a message's words alone: whether it asks something, says something, settles something.

These are rules of thumb for English and for what all languages share (a question mark, a link, a long number); what
they can't judge is left out of a summary, never guessed at.
"""

import re
from collections.abc import Iterable

_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE = re.compile(r"``.+?``|`[^`\n]*`")
_QUOTED_LINE = re.compile(r"^\s*(?:>|#{1,3} ).*$", re.MULTILINE)
"""Quoted lines, and headings: neither is what the writer says."""
_LINK = re.compile(r"<?(?:https?://|www\.)\S+>?", re.IGNORECASE)
_MARKUP = re.compile(r"<a?:\w+:\d+>|<[@#][!&]?\d+>|<t:-?\d+(?::\w)?>|</[\w -]+:\d+>")
_NAMED = re.compile(r"(?<![\w.])@[\w.]+")
_STYLE = re.compile(r"\*\*|__|\|\||~~|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|^#{1,3}\s+|^\s*[-*]\s+", re.MULTILINE)
_END = re.compile(r"(?<=[.!?\u2026\uff1f\u3002\uff01\u061f])[\s\"'\u201d\u2019)]+(?=\S)|(?<=[\uff1f\u3002\uff01])|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_NOT_SPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CURLY = str.maketrans("\u2019\uff1f\u061f", "'??")
_GREETING = (
    r"(?:hi|hello|hey|so|and|but|or|also|ok|okay|hmm?|well|then|now|sorry|please|just|quick question|question)\b"
)
_ALL = r"(?: (?:all|everyone|there|folks|guys|team))?"
_OPENING = rf"(?:{_GREETING}{_ALL}[,:!.\s-]*){{0,3}}"
_VERBS = "is|are|am|was|were|do|does|did|can|could|would|will|should|shall|may|might|has|have|had"
_NOT = "(?:is|are|do|does|did|ca|could|would|wo|should|has|have)n't"
_SOMEONE = r"(?:any|some) ?(?:one|body)"
_IDEAS = "any (?:ideas?|advice|tips|suggestions?|thoughts|chance|way|plans?|news)"

_ANY_IDEA = re.compile(_IDEAS, re.IGNORECASE)
_ASKS = re.compile(
    rf"{_OPENING}(?:who|what|when|where|why|how|which|whose|any|{_SOMEONE}|{_VERBS}|{_NOT})(?:'?s)?\b", re.IGNORECASE
)
_ASKS_WITHIN = re.compile(
    rf"\b(?:{_SOMEONE} (?:know|have|has|got|tried|else|able|using)|{_IDEAS}|(?:can|could|would) (?:we|{_SOMEONE})|"
    r"how (?:do|can|could|would|should|does|did)|"
    r"what(?:'?s| is| are| do| does| would| should)|"
    r"(?:know|tell me|explain|sure) (?:if|how|why|where|which|what|when)\b)"
    rf"|(?:[,;:(.]|[-\u2013] |\b(?:but|and|so|or|then|also))\s*(?:{_VERBS}|{_NOT}) "
    r"(?:there|it|this|that|these|those|they|we|i|you|the|my|your|anyone|someone)\b"
    r"|(?:[,;:(.]|[-\u2013] |\b(?:but|and|so|or))\s*(?:where|why|which|when|who|how|what)\b",
    re.IGNORECASE,
)
_ASKS_WITHOUT_MARK = re.compile(
    rf"{_OPENING}(?:(?:does|do|did|has|have|is|can|could|would) {_SOMEONE}\b|"
    rf"{_SOMEONE} (?:know|knows|have|has|got|tried|try|else|using|able)\b|"
    r"any (?:ideas?|advice|tips|suggestions?) (?:on|for|how|about|why|what|where)\b|"
    r"i(?:'?m| am)? (?:just )?wonder(?:ing)? (?:if|how|why|what|whether|which|where)\b|"
    r"(?:would it be|is it|is there any way|is there a way) (?:possible|to)\b|"
    rf"(?:can|could|would) (?:we|{_SOMEONE}|you please) \w+|"
    r"i(?:'d| would) like to know\b|how (?:do|can|would|should) (?:i|we|you)\b|what is the best way to\b)",
    re.IGNORECASE,
)
_RHETORICAL = re.compile(
    r"^(?:why not|who knows|who cares|who doesn|what could (?:possibly )?go wrong|how hard can|how cool|how nice|"
    r"how about that|guess what|am i right|you know what|you know|what else is new|what do i know|what the|what a\b|"
    r"see|remember|really|seriously|isn't (?:it|that)|is it just me|does it matter|need i say|so what|or what|or not|"
    r"what gives|makes sense)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"[\s,\u2013-](?:right|no|not|eh|huh|hm+|correct|yeah|yes|yep|ok|okay|lol|haha|ha|innit|agreed|maybe|perhaps|"
    r"i (?:think|guess|suppose|assume)|you know|know what i mean|or (?:something|so)|"
    rf"{_NOT} (?:it|you|they|we|that|he|she))\s*\?+\W*$",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:never ?mind|nvm|solved|sorted|fixed it|figured (?:(?:it|that|this) )?out|works now|working now|it works|"
    r"found (?:it|the (?:problem|answer|issue|cause|solution))|got it (?:working|to work|now|sorted)|"
    r"that (?:worked|did it|fixed)|answer(?:ed)? my own|ignore (?:me|that|this))\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\s*(?:<@!?\d+>|@\w)")
_ENOUGH = 20
"""Letters and digits from which a message says something; below it stand thanks, laughs and nods."""
_PRESENTS = 60
"""Letters and digits from which an opening presents something that deserves a word, though it asks nothing."""
_LONG = 300
"""Characters from which only what stands at the end of a message in the middle of talk is taken for its question."""


def bare(text: str) -> str:
    """Give the words themselves: without code, quoted lines, links, mentions, emoji of servers, and styling."""
    for pattern in (_BLOCK, _QUOTED_LINE, _LINK, _MARKUP, _CODE):
        text = pattern.sub(" ", text)
    return _STYLE.sub("", _NAMED.sub(" ", text)).strip()


def sentences(text: str) -> list[str]:
    """Cut a text into sentences and lines; none is empty."""
    return [found for part in _END.split(text) if (found := " ".join(part.split()))]


def says_something(text: str) -> bool:
    """Say whether a message carries more than a laugh, a nod, a link or a command to a bot."""
    words = bare(text)
    if words.startswith(("!", "/", ".", "$")) and len(words.split()) < 3:
        return False
    return _letters(words) >= _ENOUGH


def presents_something(text: str) -> bool:
    """Say whether an opening that asks nothing still deserves a word: a report, an idea, something made."""
    return _letters(bare(text)) >= _PRESENTS


def _letters(words: str) -> int:
    return sum(letter.isalnum() * (2 if _NOT_SPACED.match(letter) else 1) for letter in words)


def question(text: str) -> str | None:
    """Give the sentence in which a message really asks something, or None.

    Tags (*right?*), figures of speech (*who knows?*), single words and what stands in quotes and code ask nothing.
    Of several, the clearest is given, the last of equals.
    """
    best: tuple[int, str] | None = None
    for sentence in sentences(bare(text)):
        clear = _clearness(sentence)
        if clear >= 2 and (best is None or clear >= best[0]):
            best = clear, sentence
    return best[1] if best else None


def last_question(text: str) -> str | None:
    """Give what a message in the middle of talk asks: what a long one asks on its way is a manner of speaking."""
    words = bare(text)
    said = sentences(words)
    return question("\n".join([*said[:1], *said[-2:]]) if len(words) > _LONG else text)


def is_clear(sentence: str) -> bool:
    """Say whether a question stands on its own: long enough, and put as one."""
    return _clearness(sentence) >= 3


def settles(text: str) -> bool:
    """Say whether the asker lets it be known that the matter is settled."""
    return bool(_SETTLED.search(bare(text).translate(_CURLY)))


def _clearness(sentence: str) -> int:
    """Rate a sentence as a question: 0 is none, 1 a statement with a mark, 2 one put so, 3 one that stands alone."""
    sentence = sentence.translate(_CURLY).rstrip("\"'\u201d)*_ ")
    words = _WORD.findall(sentence)
    unspaced = len(_NOT_SPACED.findall(sentence))
    stands_alone = 3 if len(words) >= 6 or unspaced >= 8 else 2
    if not sentence.endswith("?"):
        return stands_alone if len(words) >= 4 and _ASKS_WITHOUT_MARK.match(sentence) else 0
    if (
        (len(words) < 3 and not unspaced and not _ANY_IDEA.match(sentence))
        or _RHETORICAL.match(sentence)
        or _TAG.search(sentence)
    ):
        return 0
    return stands_alone if unspaced or _ASKS.match(sentence) or _ASKS_WITHIN.search(sentence) else 1


def speaks_to_somebody(text: str) -> bool:
    """Say whether a message begins by naming whom it is for."""
    return bool(_ADDRESSED.match(text))


def mentions_any(text: str, member_ids: Iterable[int], names: Iterable[str]) -> bool:
    """Say whether a message speaks to one of these members, by Discord's mention or by name after an @."""
    if any(re.search(rf"<@!?{member_id}>", text) for member_id in member_ids):
        return True
    folded = text.casefold()
    return any(name and f"@{name.casefold()}" in folded for name in names)

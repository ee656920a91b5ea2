"""Refusals: a sentence that is safe to show to the person who asked."""


class GuildhallError(Exception):
    """Base of every error that Guildhall raises on purpose."""


class Refusal(GuildhallError):
    """Say no to a person, with one sentence they can act on.

    The sentence is shown as it stands: it holds no member's text, no identifier and no secret.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """The thing named is not there, or the person may not know that it is: the two look alike."""


class NotAllowed(Refusal):
    """The person sees the thing but may not do this to it."""


class Misconfigured(GuildhallError):
    """A setting is wrong; the message names the key and what is allowed."""


class Unavailable(GuildhallError):
    """The database can't do its work just now; it will again by itself, or once an operator has seen to it.

    The sentence is shown as it stands, to members too. It is told in the log once, by whoever raises it.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

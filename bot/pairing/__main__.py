"""The process that pairs people: `python -m bot.pairing` reads a round from standard input and prints its groups."""

import json
import os
import sys

from bot.pairing.matching import match
from community.pairing import Guest, group_up


def main() -> None:
    """Pair the guests that standard input tells of."""
    os.nice(5)  # members who ask for something come first
    asked = json.load(sys.stdin)
    guests = [Guest(*one) for one in asked["guests"]]
    met = {(a, b): days for a, b, days in asked["met"]}
    json.dump(group_up(guests, met, asked["seed"], match), sys.stdout)


if __name__ == "__main__":
    main()

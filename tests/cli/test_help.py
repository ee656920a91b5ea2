"""What the command line says of itself."""

import click
import pytest
from click.testing import CliRunner

from bot.cli import main

GROUPS = [[], ["member"], ["db"]]


@pytest.mark.parametrize("words", GROUPS, ids=" ".join)
def test_every_command_says_what_it_does_in_one_whole_line(words: list[str]):
    told = CliRunner().invoke(main, [*words, "--help"], terminal_width=80).output
    listed = told.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 0
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


def test_every_command_has_help():
    with click.Context(main) as context:
        for name in main.list_commands(context):
            found = main.get_command(context, name)
            assert found is not None
            assert found.help

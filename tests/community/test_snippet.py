"""How a form's lines are run together where a result shows a part of them."""

from community.search.snippet import run_on


def test_lines_that_end_without_a_stop_are_kept_apart():
    assert run_on("Ask at ten\nWe asked everybody.\n\n  Wards, nights  \nfalls") == (
        "Ask at ten · We asked everybody. Wards, nights · falls"
    )
    assert run_on("One line") == "One line"
    assert run_on(" \n\n") == ""

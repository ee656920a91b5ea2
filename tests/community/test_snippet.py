"""How a form's lines are run together where a result shows a part of them."""

from community.search.snippet import run_on, snippet


def test_lines_that_end_without_a_stop_are_kept_apart():
    assert run_on("Ask at ten\nWe asked everybody.\n\n  Wards, nights  \nfalls") == (
        "Ask at ten · We asked everybody. Wards, nights · falls"
    )
    assert run_on("From 60% to 71%\nWards (nights)\nWhy?\nWe ask") == "From 60% to 71% · Wards (nights) · Why? We ask"
    assert run_on("One line") == "One line"
    assert run_on(" \n\n") == ""


def test_an_address_stays_whole_so_that_it_leads_somewhere():
    text = "The release is at https://example.org/my_board/releases?v=1 (a release of *ours*), not http://x.org/_a"
    assert snippet(text, {"releas": 1.0}) == (
        "The **release** is at https://example.org/my_board/releases?v=1 (a **release** of \\*ours\\*), "
        "not http://x.org/_a"
    )
    assert "@everyone" not in snippet("https://example.org/@everyone/releases", {"releas": 1.0})

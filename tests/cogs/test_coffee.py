from datetime import UTC, datetime, timedelta

import pytest

from cogs.coffee.wording import opener
from community.coffee import Group

FIRST = datetime(2026, 12, 9, 11, tzinfo=UTC)
SECOND = FIRST + timedelta(days=2)
GROUP = Group(1, 1, 0, (FIRST, SECOND), frozenset({1, 2}))


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        (FIRST - timedelta(days=1), [FIRST, SECOND]),
        (FIRST, [SECOND]),
        (SECOND + timedelta(hours=1), []),
    ],
)
def test_a_thread_that_is_begun_late_suggests_no_time_that_is_past(begun: datetime, told: list[datetime]):
    said = opener(GROUP, begun)
    assert [moment for moment in (FIRST, SECOND) if f"<t:{int(moment.timestamp())}" in said] == told
    assert "Say here" in said

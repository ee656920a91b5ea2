import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import WAKE_EVERY, Alarm, SystemClock

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine whose clock is set by hand, while time goes on."""

    def __init__(self) -> None:
        self.passed = timedelta()
        self.off = timedelta()

    def clock(self) -> datetime:
        return START + self.passed + self.off

    def elapsed(self) -> float:
        return self.passed.total_seconds()


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_jump_of_the_machines_clock_is_not_followed_and_is_said_once(
    jump: timedelta, caplog: pytest.LogCaptureFixture
):
    machine = Machine()
    clock = SystemClock(machine.clock, machine.elapsed)
    machine.passed, machine.off = timedelta(minutes=1), jump
    assert clock.now() == START + timedelta(minutes=1)
    for _ in range(3):
        machine.passed += timedelta(minutes=1)
        clock.hear(START + machine.passed)
        assert clock.now() == START + machine.passed
    machine.off = timedelta(seconds=2)
    clock.hear(START + machine.passed)
    assert clock.now() == machine.clock(), "within a minute the machine's is finer than Discord's seconds"
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [sentence.split(":")[0] for sentence in said] == [
        f"The machine's clock is 60 minutes {'ahead of' if jump > timedelta() else 'behind'} Discord's",
        "The machine's clock and Discord's agree again.",
    ]


def test_a_machine_that_starts_with_a_wrong_clock_is_put_right_by_discords_first_answer():
    machine = Machine()
    machine.off = -HOUR
    clock = SystemClock(machine.clock, machine.elapsed)
    clock.hear(START)
    assert clock.now() == START


async def test_an_alarm_whose_machine_is_set_back_wakes_all_the_same():
    woken = asyncio.Event()

    async def wake() -> None:
        woken.set()

    alarm = Alarm(wake)
    alarm.start()
    (job,) = alarm._scheduler.get_jobs()
    # As it stands when the machine's clock was set back by an hour since the last wake-up.
    job.modify(next_run_time=datetime.now(UTC) + HOUR + timedelta(seconds=WAKE_EVERY))
    async with asyncio.timeout(10):
        await woken.wait()
    await alarm.stop()


async def test_stopping_cuts_a_wake_up_short_and_says_nothing_of_it(caplog: pytest.LogCaptureFixture):
    begun, never = asyncio.Event(), asyncio.Event()

    async def wake() -> None:
        begun.set()
        await never.wait()

    alarm = Alarm(wake)
    alarm.start()
    for job in alarm._scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))
    async with asyncio.timeout(30):
        await begun.wait()
        await alarm.stop()
    await asyncio.sleep(0)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []

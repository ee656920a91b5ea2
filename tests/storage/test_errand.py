import asyncio

from storage.errand import Errand


class Work:
    """Work that waits to be let go on, and counts its runs."""

    def __init__(self) -> None:
        self.runs = 0
        self.go_on = asyncio.Semaphore(0)

    async def __call__(self) -> None:
        self.runs += 1
        await self.go_on.acquire()


async def test_calls_during_a_run_are_answered_by_one_more_run():
    work = Work()
    errand = Errand("test", work)
    for _ in range(3):
        errand.call()
    await asyncio.sleep(0)
    assert work.runs == 1
    for _ in range(3):
        errand.call()
    work.go_on.release()
    work.go_on.release()
    await errand.finish()
    assert work.runs == 2


async def test_nothing_waits_about_between_calls():
    errand = Errand("test", Work())
    before = asyncio.all_tasks()
    errand.call()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() != before
    await errand.end()
    assert asyncio.all_tasks() == before


async def test_what_is_ended_begins_no_more():
    work = Work()
    errand = Errand("test", work)
    await errand.end()
    errand.call()
    await errand.finish()
    assert work.runs == 0


async def test_a_run_that_failed_does_not_stop_the_next():
    runs = 0

    async def fail() -> None:
        nonlocal runs
        runs += 1
        raise ValueError("no")

    errand = Errand("test", fail)
    for _ in range(2):
        errand.call()
        await errand.finish()
    assert runs == 2

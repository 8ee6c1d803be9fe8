"""The Python cells of the timing lesson.

Run it to check it: `python timing.py` asserts what the cells promise, none of it by the clock.
"""

# ANCHOR: time
import os
import time


def time_once(work):
    """What `%time` does: one call, three clocks."""
    cpu = os.times()
    start = time.perf_counter()
    value = work()
    wall = time.perf_counter() - start
    after = os.times()
    user = after.user - cpu.user
    system = after.system - cpu.system
    return value, user, system, wall
# ANCHOR_END: time


# ANCHOR: timeit
import statistics
import timeit


def timeit_magic(work, runs=7):
    """What `%timeit` does: many loops, seven runs."""
    timer = timeit.Timer(work)
    loops, _ = timer.autorange()
    per_loop = [t / loops for t in timer.repeat(runs, loops)]
    mean = statistics.fmean(per_loop)
    deviation = statistics.pstdev(per_loop)
    return mean, deviation, min(per_loop), loops
# ANCHOR_END: timeit


# ANCHOR: autorange
def autorange(lap, target=0.2):
    """What `timeit` does to find its loop count."""
    power = 1
    while True:
        for digit in 1, 2, 5:
            loops = digit * power
            if lap(loops) >= target:
                return loops
        power *= 10
# ANCHOR_END: autorange


# ANCHOR: setup
def time_sort(values, runs=5):
    """A set-up for each run, and one loop a run: sorting spoils the input."""
    timer = timeit.Timer(
        stmt="numbers.sort()",
        setup="numbers = values.copy()",
        globals={"values": values},
    )
    return min(timer.repeat(runs, number=1))
# ANCHOR_END: setup


def check():
    """Runs every cell and asserts what it promises."""
    value, user, system, wall = time_once(lambda: time.sleep(0.02) or 42)
    assert value == 42
    assert wall >= 0.02, "a sleep is never shorter than asked"
    assert user >= 0 and system >= 0

    mean, deviation, best, loops = timeit_magic(lambda: sum(range(10_000)), runs=3)
    assert 0 < best <= mean and deviation >= 0
    assert str(loops)[0] in "125" and set(str(loops)[1:]) <= {"0"}

    tried = []
    assert autorange(lambda loops: tried.append(loops) or loops * 0.003) == 100
    assert tried == [1, 2, 5, 10, 20, 50, 100]

    values = [3.0, 1.0, 2.0]
    assert time_sort(values) > 0
    assert values == [3.0, 1.0, 2.0], "the set-up sorts a copy"


if __name__ == "__main__":
    check()
    print("every cell keeps its promise")

"""The Python cells of the profiling lesson, and what cProfile says of them.

Run it to check it: `python profiling.py` runs each cell under cProfile and compares which functions were called, and how
often, with the tables in `profiling/`. `python profiling.py --write` writes the tables anew. The times in them are of the
machine that wrote them, and nothing is decided by them.
"""

import cProfile
import io
import pathlib
import pstats
import sys

import numpy as np

import column


# ANCHOR: sums
# A slow function
def slow_sum():
    data = np.arange(1_000_000)
    total = 0
    for number in data:
        total += number
    return total


# A fast function using NumPy
def fast_sum():
    return np.sum(np.arange(1_000_000))
# ANCHOR_END: sums


# ANCHOR: multiply
def traditional_multiply(arr):
    result = np.empty_like(arr)
    for i in range(arr.shape[0]):
        for j in range(arr.shape[1]):
            result[i, j] = arr[i, j] * 2
    return result


def numpy_multiply(arr):
    return arr * 2
# ANCHOR_END: multiply


def run():
    """The cells as they stand in a notebook."""
    # ANCHOR: run
    cProfile.run("slow_sum()")
    cProfile.run("fast_sum()")
    # ANCHOR_END: run
    arr = np.random.rand(1000, 1000)
    # ANCHOR: run_multiply
    cProfile.run("traditional_multiply(arr)")
    cProfile.run("numpy_multiply(arr)")
    # ANCHOR_END: run_multiply


def table(work):
    """What `cProfile.run` prints of a call, without this machine's folders and what starts and stops the profiler."""
    profile = cProfile.Profile()
    profile.runcall(work)
    text = io.StringIO()
    stats = pstats.Stats(profile, stream=text).strip_dirs().sort_stats("cumulative")
    stats.print_stats(8)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    left_out = "due to restriction", "<lambda>", "_lsprof"
    kept = [line for line in lines if line and not any(words in line for words in left_out)]
    return "\n".join(kept) + "\n"


def calls(text):
    """Each function of a table that is ours, and how often it was called."""
    found = {}
    for line in text.splitlines():
        words = line.split(None, 5)
        if len(words) == 6 and words[5].startswith(("profiling.py", "column.py")):
            # A line number may change; what counts is in front of the colon and behind the bracket.
            found[words[5].partition("(")[2]] = words[0]
    return found


def cells():
    text = column.column()
    arr = np.random.rand(1000, 1000)
    yield "slow", slow_sum
    yield "fast", fast_sum
    yield "spread", lambda: column.spread(text)
    yield "traditional", lambda: traditional_multiply(arr)
    yield "numpy", lambda: numpy_multiply(arr)


def main():
    folder = pathlib.Path(__file__).with_suffix("")
    assert slow_sum() == fast_sum() == 499_999_500_000
    arr = np.arange(12.0).reshape(3, 4)
    assert (traditional_multiply(arr) == numpy_multiply(arr)).all()
    for name, work in cells():
        path = folder / f"{name}.txt"
        found = table(work)
        if "--write" in sys.argv:
            folder.mkdir(exist_ok=True)
            path.write_text(found)
        expected = calls(path.read_text())
        assert expected and calls(found) == expected, (name, calls(found), expected)


if __name__ == "__main__":
    main()

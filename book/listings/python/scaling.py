"""Kernel scaling: a fading wave at ten million places, added up. The Rust side is src/scaling.rs."""

import math
import multiprocessing

import numpy as np

from scaled import Scaled
from scattered import numbers

N = 10**7
PIECE = 1 << 14
LARGE_PIECE = 1 << 16


def pure(xs):
    # ANCHOR: pure
    def waves(xs):
        total = 0
        for x in xs:
            total += math.exp(-x) * math.sin(math.tau * x)
        return total
    # ANCHOR_END: pure
    return lambda: waves(xs)


# ANCHOR: numpy
def waves(xs):
    return np.sum(np.exp(-xs) * np.sin(math.tau * xs))
# ANCHOR_END: numpy


def numba(xs):
    from numba import njit

    @njit(fastmath=True)
    def waves(xs):
        total = 0.0
        for i in range(xs.size):
            total += math.exp(-xs[i]) * math.sin(math.tau * xs[i])
        return total

    return lambda: waves(xs)


def numba_parallel(xs, threads=2):
    from numba import njit, prange, set_num_threads

    # ANCHOR: parallel
    @njit(parallel=True, fastmath=True)
    def waves(xs):
        total = 0.0
        for i in prange(xs.size):
            total += math.exp(-xs[i]) * math.sin(math.tau * xs[i])
        return total
    # ANCHOR_END: parallel

    def on_threads():
        # Other rows use other numbers of threads.
        set_num_threads(threads)
        return waves(xs)

    return on_threads


PLACES = None


# ANCHOR: described
def waves_between(ends):
    return waves(PLACES[slice(*ends)])
# ANCHOR_END: described


def make_places():
    global PLACES
    if PLACES is None:
        PLACES = numbers(N)


def pool(processes):
    make_places()
    # A worker that is a copy of this process has the places already; one that starts afresh makes them.
    pool = multiprocessing.Pool(processes, initializer=make_places)
    ends = [(start, min(start + LARGE_PIECE, N)) for start in range(0, N, LARGE_PIECE)]
    return lambda: sum(pool.map(waves_between, ends, chunksize=1))


def pool_shipped(xs, processes=2):
    # ANCHOR: shipped
    pool = multiprocessing.Pool(processes)

    def on_pool():
        pieces = [xs[start : start + PIECE] for start in range(0, xs.size, PIECE)]
        return sum(pool.map(waves, pieces, chunksize=1))
    # ANCHOR_END: shipped
    return on_pool


VARIANTS = {
    "numpy": lambda xs: lambda: waves(xs),
    "numba": numba,
    "numba-parallel-1": lambda xs: numba_parallel(xs, 1),
    "numba-parallel": numba_parallel,
    "pool-1": lambda xs: pool(1),
    "pool": lambda xs: pool(2),
    "pool-4": lambda xs: pool(4),
    "pool-shipped": pool_shipped,
}


def prepare(variant, size):
    """A function of no arguments that computes the mean height, as worker.py asks for it."""
    assert size == "10^7"
    if variant == "pure":
        return Scaled(pure(numbers(N // 10).tolist()), "10^6", 10)
    make_places()
    waves = VARIANTS[variant](PLACES)
    return lambda: [waves() / N]

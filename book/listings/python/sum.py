"""Kernel sum: add up an array of numbers. The Rust side is src/sum.rs."""

from scaled import Scaled
from scattered import count, numbers


def pure(x):
    # ANCHOR: pure
    def total():
        total = 0
        for number in x:
            total += number
        return total
    # ANCHOR_END: pure
    return total


def numpy(x):
    import numpy as np

    # ANCHOR: numpy
    def total():
        return np.sum(x)
    # ANCHOR_END: numpy
    return total


def numba(x, **options):
    from numba import njit

    # ANCHOR: numba
    @njit(**options)
    def total(x):
        total = 0.0
        for i in range(x.size):
            total += x[i]
        return total
    # ANCHOR_END: numba
    return lambda: total(x)


def numba_fastmath(x):
    return numba(x, fastmath=True)


def numba_parallel(x):
    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    # ANCHOR: numba_parallel
    @njit(parallel=True, fastmath=True)
    def total(x):
        total = 0.0
        for i in prange(x.size):
            total += x[i]
        return total
    # ANCHOR_END: numba_parallel
    return lambda: total(x)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numba": numba,
    "numba-fastmath": numba_fastmath,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that adds up the numbers, as worker.py asks for it."""
    if variant == "pure" and size == "10^7":
        return Scaled(prepare(variant, "10^6"), "10^6", 10)
    total = VARIANTS[variant](numbers(count(size)))
    return lambda: [float(total())]

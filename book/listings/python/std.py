"""Kernel std: the standard deviation of ten million numbers. The Rust side is src/standard_deviation.rs."""

import math

from scaled import Scaled
from scattered import numbers


# ANCHOR: pure
def std(xs):
    mean = 0
    for x in xs:
        mean += x
    mean /= len(xs)
    ms = 0
    for x in xs:
        ms += (x - mean) ** 2
    variance = ms / len(xs)
    return math.sqrt(variance)
# ANCHOR_END: pure


def pure(xs):
    return lambda: std(xs)


def numpy(xs):
    # ANCHOR: numpy
    def std():
        return xs.std()
    # ANCHOR_END: numpy
    return std


def numpy_formula(xs):
    import numpy as np

    # ANCHOR: numpy_formula
    def std():
        return np.sqrt(np.mean((xs - np.mean(xs)) ** 2))
    # ANCHOR_END: numpy_formula
    return std


def numba(xs, **options):
    from numba import njit

    # ANCHOR: numba
    c_std = njit(std, **options)
    # ANCHOR_END: numba
    return lambda: c_std(xs)


def numba_fastmath(xs):
    return numba(xs, fastmath=True)


def numba_parallel(xs):
    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    @njit(parallel=True, fastmath=True)
    def parallel_std(xs):
        mean = 0.0
        for i in prange(xs.size):
            mean += xs[i]
        mean /= xs.size
        squares = 0.0
        for i in prange(xs.size):
            squares += (xs[i] - mean) ** 2
        return math.sqrt(squares / xs.size)

    return lambda: parallel_std(xs)


VARIANTS = {
    "numpy": numpy,
    "numpy-formula": numpy_formula,
    "numba": numba,
    "numba-fastmath": numba_fastmath,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that computes the standard deviation, as worker.py asks for it."""
    assert size == "10^7"
    if variant == "pure":
        return Scaled(pure(numbers(10**6)), "10^6", 10)
    deviation = VARIANTS[variant](numbers(10**7))
    return lambda: [float(deviation())]

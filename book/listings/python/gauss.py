"""Kernel gauss: the sum of the numbers below n. The Rust side is src/gauss.rs."""


def pure(n):
    # ANCHOR: pure
    def total():
        return sum(range(n))
    # ANCHOR_END: pure
    return lambda: [float(total())]


def numpy(n):
    import numpy as np

    # ANCHOR: numpy
    def total():
        return np.arange(n).sum()
    # ANCHOR_END: numpy
    return lambda: [float(total())]


def numba(n):
    from numba import njit

    # ANCHOR: numba
    @njit
    def total(n):
        numbers = 0
        for number in range(n):
            numbers += number
        return numbers
    # ANCHOR_END: numba
    return lambda: [float(total(n))]


VARIANTS = {"pure": pure, "numpy": numpy, "numba": numba}


def prepare(variant, size):
    """A function of no arguments that computes the sum, as worker.py asks for it."""
    return VARIANTS[variant](10 ** int(size.removeprefix("10^")))

"""Kernel histogram: a million numbers, counted in eight bins. The Rust side is src/histogram.rs."""

import numpy as np

from scattered import count, numbers


def numpy(xs):
    return lambda: np.bincount((xs * 8).astype(np.int64), minlength=8)


def numba(xs):
    from numba import njit

    @njit
    def histogram(xs):
        bins = np.zeros(8, np.uint32)
        for x in xs:
            bins[int(x * 8) & 7] += 1
        return bins

    return lambda: histogram(xs)


def numba_parallel(xs):
    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    # ANCHOR: parallel
    @njit(parallel=True)
    def histogram(xs):
        bins = np.zeros((2, 8), np.uint32)
        half = xs.size // 2
        for thread in prange(2):
            for i in range(thread * half, (thread + 1) * half):
                bins[thread, int(xs[i] * 8) & 7] += 1
        return bins.sum(axis=0)
    # ANCHOR_END: parallel
    return lambda: histogram(xs)


VARIANTS = {"numpy": numpy, "numba": numba, "numba-parallel": numba_parallel}


def prepare(variant, size):
    """A function of no arguments that counts the numbers, as worker.py asks for it."""
    return VARIANTS[variant](numbers(count(size)))

"""Kernel crossover: from how many numbers on are two threads worth waking? The Rust side is src/crossover.rs."""

import math

from scattered import count, numbers


def sum_of(decorator, steps):
    @decorator
    def add(xs):
        total = 0.0
        for i in steps(xs.size):
            total += xs[i]
        return total

    return add


def waves_of(decorator, steps):
    @decorator
    def add(xs):
        total = 0.0
        for i in steps(xs.size):
            total += math.exp(-xs[i]) * math.sin(math.tau * xs[i])
        return total

    return add


def prepare(variant, size):
    """A function of no arguments that does the work of a size, as worker.py asks for it."""
    from numba import njit, prange, set_num_threads

    set_num_threads(2)
    work, n = size.split(":")
    parallel = variant == "numba-parallel"
    make = {"sum": sum_of, "wave": waves_of}[work]
    add = make(njit(parallel=parallel, fastmath=True), prange if parallel else range)
    xs = numbers(count(n))
    return lambda: [add(xs)]

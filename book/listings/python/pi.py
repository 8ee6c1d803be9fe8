"""Kernel pi: shoot points into a square, count those in the circle. The Rust side is src/pi.rs."""

from scaled import Scaled

SEED = 1


def pure(points):
    import random

    random.seed(SEED)
    # ANCHOR: pure
    def pi(npoints):
        n_in_circle = 0
        for i in range(npoints):
            x = random.random()
            y = random.random()
            if x**2 + y**2 < 1:
                n_in_circle += 1
        return 4 * n_in_circle / npoints
    # ANCHOR_END: pure
    return lambda: pi(points)


def numpy(points):
    import numpy as np

    random = np.random.default_rng(SEED)
    # ANCHOR: numpy
    def pi(npoints, piece=100_000):
        # In pieces: all points at once would take 16 bytes each.
        inside = 0
        for _ in range(npoints // piece):
            x, y = random.random(piece), random.random(piece)
            inside += np.count_nonzero(x * x + y * y < 1)
        return 4 * inside / npoints
    # ANCHOR_END: numpy
    return lambda: pi(points)


def numba(points):
    import random

    from numba import njit

    # ANCHOR: numba
    @njit
    def fast_pi(npoints):
        n_in_circle = 0
        for i in range(npoints):
            x = random.random()
            y = random.random()
            if x**2 + y**2 < 1:
                n_in_circle += 1
        return 4 * n_in_circle / npoints
    # ANCHOR_END: numba
    return lambda: fast_pi(points)


def numba_parallel(points):
    import random

    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    # ANCHOR: numba_parallel
    @njit(parallel=True)
    def fast_pi(npoints):
        n_in_circle = 0
        for i in prange(npoints):
            x = random.random()
            y = random.random()
            if x**2 + y**2 < 1:
                n_in_circle += 1
        return 4 * n_in_circle / npoints
    # ANCHOR_END: numba_parallel
    return lambda: fast_pi(points)


VARIANTS = {"pure": pure, "numpy": numpy, "numba": numba, "numba-parallel": numba_parallel}

# Those that would take too long at 10^8, and what they run in its place.
SMALLER = {"pure": "10^5", "numpy": "10^7"}


def prepare(variant, size):
    """A function of no arguments that estimates π, as worker.py asks for it."""
    points = 10 ** int(size.removeprefix("10^"))
    smaller = SMALLER.get(variant)
    if smaller and points > 10 ** int(smaller.removeprefix("10^")):
        return Scaled(prepare(variant, smaller), smaller, points // 10 ** int(smaller.removeprefix("10^")))
    pi = VARIANTS[variant](points)
    return lambda: [pi()]

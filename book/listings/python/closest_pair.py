"""Kernel closest-pair: which two of many points are closest? The Rust side is src/closest_pair.rs."""

import math

from scaled import Scaled


def scatter(n):
    """The points that src/closest_pair/points.rs scatters."""
    import numpy as np

    bits = np.arange(2 * n, dtype=np.uint32)
    bits = (bits ^ bits >> 16) * np.uint32(0x85EBCA6B)
    bits = (bits ^ bits >> 13) * np.uint32(0xC2B2AE35)
    bits ^= bits >> 16
    return ((bits >> 8) / np.float64(2**23) - 1.0).reshape(n, 2)


class Found:
    """What `closest` returns. `flat` is what Rust compares: the places of the two points, and their distance."""

    def __init__(self, points, answer):
        self.points, self.answer = points, answer

    @property
    def flat(self):
        p1, p2, distance = self.answer
        places = [int((self.points == p).all(axis=1).argmax()) for p in (p1, p2)]
        return [*places, distance]


# ANCHOR: closest
def closest(points):
    mindist2 = math.inf
    mdp1, mdp2 = None, None
    for i in range(len(points)):
        p1 = points[i]
        x1, y1 = p1
        for j in range(i + 1, len(points)):
            p2 = points[j]
            x2, y2 = p2
            dist2 = (x1 - x2) ** 2 + (y1 - y2) ** 2
            if dist2 < mindist2:
                mindist2 = dist2
                mdp1, mdp2 = p1, p2
    return mdp1, mdp2, math.sqrt(mindist2)
# ANCHOR_END: closest


def pure(points):
    return lambda: Found(points, closest(points))


def numba(points):
    from numba import njit

    c_closest = njit(closest)
    return lambda: Found(points, c_closest(points))


def numpy(points):
    import numpy as np

    x, y = np.ascontiguousarray(points.T)

    # ANCHOR: numpy
    def closest_by_rows(x, y):
        least, pair = math.inf, None
        for i in range(len(x) - 1):
            squared = (x[i + 1 :] - x[i]) ** 2 + (y[i + 1 :] - y[i]) ** 2
            j = squared.argmin()
            if squared[j] < least:
                least, pair = squared[j], (i, i + 1 + j)
        return *pair, math.sqrt(least)
    # ANCHOR_END: numpy
    return lambda: closest_by_rows(x, y)


def numba_columns(points):
    import numpy as np
    from numba import njit

    x, y = np.ascontiguousarray(points.T)

    # ANCHOR: numba_columns
    @njit
    def closest_in_columns(x, y):
        least, first, second = math.inf, -1, -1
        for i in range(x.size):
            for j in range(i + 1, x.size):
                dx, dy = x[i] - x[j], y[i] - y[j]
                squared = dx * dx + dy * dy
                if squared < least:
                    least, first, second = squared, i, j
        return first, second, math.sqrt(least)
    # ANCHOR_END: numba_columns
    return lambda: closest_in_columns(x, y)


def numba_fastmath(points):
    import numpy as np
    from numba import njit

    x, y = np.ascontiguousarray(points.T)

    # ANCHOR: numba_fastmath
    @njit(fastmath=True)
    def least_of_row(x, y, i):
        least = math.inf
        for j in range(i + 1, x.size):
            dx, dy = x[i] - x[j], y[i] - y[j]
            least = min(least, dx * dx + dy * dy)
        return least

    @njit
    def closest_by_rows(x, y):
        least, first, second = math.inf, -1, -1
        for i in range(x.size):
            # fastmath may round otherwise, so what it finds is looked at again.
            if least_of_row(x, y, i) <= least * (1.0 + 1e-15):
                for j in range(i + 1, x.size):
                    dx, dy = x[i] - x[j], y[i] - y[j]
                    squared = dx * dx + dy * dy
                    if squared < least:
                        least, first, second = squared, i, j
        return first, second, math.sqrt(least)
    # ANCHOR_END: numba_fastmath
    return lambda: closest_by_rows(x, y)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numba": numba,
    "numba-columns": numba_columns,
    "numba-fastmath": numba_fastmath,
}

# Those that would take too long with more points than these.
MOST = {"pure": 500, "numba": 2000}


def pairs(n):
    return n * (n - 1) // 2


def prepare(variant, size):
    """A function of no arguments that searches the points, as worker.py asks for it."""
    n, most = int(size), MOST.get(variant, math.inf)
    if n > most:
        return Scaled(prepare(variant, str(most)), str(most), pairs(n) / pairs(most))
    return VARIANTS[variant](scatter(n))

"""Kernel grid-max: the largest value of cos(x² + y²) / (1 + x² + y²) on a grid. The Rust side is src/grid_max.rs."""

import functools
import math

from scaled import Scaled

SIDE = 5000


def pure(x, y):
    def f(x, y):
        return math.cos(x**2 + y**2) / (1 + x**2 + y**2)

    # ANCHOR: pure
    def largest():
        m = -math.inf
        for x in grid:
            for y in grid:
                z = f(x, y)
                if z > m:
                    m = z
        return m
    # ANCHOR_END: pure
    grid = x.tolist()
    return largest


def numpy(x, y):
    import numpy as np

    # ANCHOR: numpy
    def f(x, y):
        return np.cos(x**2 + y**2) / (1 + x**2 + y**2)
    # ANCHOR_END: numpy
    return lambda: np.max(f(x, y))


def numba_vectorize(x, y):
    import numpy as np
    from numba import vectorize

    # ANCHOR: vectorize
    @vectorize
    def f_vec(x, y):
        return np.cos(x**2 + y**2) / (1 + x**2 + y**2)
    # ANCHOR_END: vectorize

    out = np.ones(np.broadcast_shapes(x.shape, y.shape))
    return lambda: np.max(f_vec(x, y, out=out))


def numba(x, y, **options):
    import numpy as np
    from numba import njit

    # ANCHOR: njit
    @njit(**options)
    def largest(x, y):
        m = -np.inf
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                z = np.cos(x[i, j]**2 + y[i, j]**2) / (1 + x[i, j]**2 + y[i, j]**2)
                if z > m:
                    m = z
        return m
    # ANCHOR_END: njit

    @njit(**options)
    def largest_of_axes(xs, ys):
        m = -np.inf
        for y in ys:
            for x in xs:
                z = np.cos(x**2 + y**2) / (1 + x**2 + y**2)
                if z > m:
                    m = z
        return m

    if x.shape == y.shape:
        return lambda: largest(x, y)
    xs, ys = x.ravel(), y.ravel()
    return lambda: largest_of_axes(xs, ys)


def numba_fastmath(x, y):
    return numba(x, y, fastmath=True)


def numba_parallel(x, y):
    import numpy as np
    from numba import set_num_threads, vectorize

    set_num_threads(2)

    # ANCHOR: parallel
    @vectorize("float64(float64, float64)", target="parallel")
    def f_vec(x, y):
        return np.cos(x**2 + y**2) / (1 + x**2 + y**2)
    # ANCHOR_END: parallel

    out = np.ones(np.broadcast_shapes(x.shape, y.shape))
    return lambda: np.max(f_vec(x, y, out=out))


def numba_prange(x, y):
    import numpy as np
    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    @njit(parallel=True, fastmath=True)
    def largest(x, y):
        m = -np.inf
        for i in prange(x.shape[0]):
            row = -np.inf
            for j in range(x.shape[1]):
                z = np.cos(x[i, j]**2 + y[i, j]**2) / (1 + x[i, j]**2 + y[i, j]**2)
                row = max(row, z)
            m = max(m, row)
        return m

    @njit(parallel=True, fastmath=True)
    def largest_of_axes(xs, ys):
        m = -np.inf
        for i in prange(ys.size):
            row = -np.inf
            for j in range(xs.size):
                z = np.cos(xs[j]**2 + ys[i]**2) / (1 + xs[j]**2 + ys[i]**2)
                row = max(row, z)
            m = max(m, row)
        return m

    if x.shape == y.shape:
        return lambda: largest(x, y)
    xs, ys = x.ravel(), y.ravel()
    return lambda: largest_of_axes(xs, ys)


VARIANTS = {
    "numpy": numpy,
    "numba-vectorize": numba_vectorize,
    "numba": numba,
    "numba-fastmath": numba_fastmath,
    "numba-parallel": numba_parallel,
    "numba-prange": numba_prange,
}


def axes(side):
    import numpy as np

    # ANCHOR: axes
    grid = np.linspace(-3, 3, side)
    x, y = grid[None, :], grid[:, None]
    # ANCHOR_END: axes
    return x, y


@functools.cache
def arrays():
    import numpy as np

    # ANCHOR: arrays
    grid = np.linspace(-3, 3, 5000)
    x, y = np.meshgrid(grid, grid)
    # ANCHOR_END: arrays
    return x, y


def prepare(variant, size):
    """A function of no arguments that finds the largest value, as worker.py asks for it."""
    if variant == "pure":
        side = SIDE // 20
        x, _ = axes(side)
        return Scaled(pure(x.ravel(), None), f"{side}²", 20**2)
    x, y = arrays() if size == "5000² arrays" else axes(SIDE)
    largest = VARIANTS[variant](x, y)
    return lambda: [float(largest())]

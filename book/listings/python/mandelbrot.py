"""Kernel mandelbrot: after how many steps of z² + c does each point c leave? The Rust side is src/mandelbrot.rs."""

from scaled import Scaled

MOST = 50


def axes(resolution):
    """Real and imaginary parts of the picture's points."""
    step = 2.0 / resolution
    return [-1.5 + step * i for i in range(resolution)], [-1.0 + step * i for i in range(resolution)]


def grid(resolution):
    import numpy as np

    xs, ys = axes(resolution)
    return np.array(xs)[None, :] + 1j * np.array(ys)[:, None]


# ANCHOR: mandel
def mandel(constant, max_iterations=50):
    value = 0
    counter = 0
    while counter < max_iterations:
        if abs(value) > 2:
            break
        value = (value * value) + constant
        counter = counter + 1
    return counter
# ANCHOR_END: mandel


def pure(resolution):
    xs, ys = axes(resolution)
    # ANCHOR: pure
    def picture():
        return [[mandel(x + 1j * y) for x in xs] for y in ys]
    # ANCHOR_END: pure
    return picture


def numpy(resolution):
    import numpy as np

    c = grid(resolution)
    # ANCHOR: numpy
    def picture():
        z = np.zeros_like(c)
        counts = np.zeros(c.shape)
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(MOST):
                counts += np.abs(z) <= 2
                z = z * z + c
        return counts
    # ANCHOR_END: numpy
    return picture


def numpy_masked(resolution):
    import numpy as np

    c = grid(resolution)
    # ANCHOR: numpy_masked
    def picture():
        z = np.zeros_like(c)
        counts = np.zeros(c.shape)
        for _ in range(MOST):
            inside = np.abs(z) <= 2
            z[inside] = z[inside] ** 2 + c[inside]
            counts[inside] += 1
        return counts
    # ANCHOR_END: numpy_masked
    return picture


def numpy_compressed(resolution):
    import numpy as np

    constants = grid(resolution)
    # ANCHOR: numpy_compressed
    def picture():
        counts = np.full(constants.size, float(MOST))
        place = np.arange(constants.size)
        c = constants.ravel()
        z = np.zeros_like(c)
        for step in range(MOST):
            inside = np.abs(z) <= 2
            counts[place[~inside]] = step
            place, c, z = place[inside], c[inside], z[inside]
            z = z * z + c
        return counts.reshape(constants.shape)
    # ANCHOR_END: numpy_compressed
    return picture


def numba(resolution, parallel=False):
    import numpy as np
    from numba import njit, prange, set_num_threads

    xs, ys = (np.array(axis) for axis in axes(resolution))
    counts = np.zeros((resolution, resolution))
    set_num_threads(2)

    # ANCHOR: numba
    @njit(parallel=parallel)
    def fill(xs, ys, counts):
        for row in prange(ys.size):
            for column in range(xs.size):
                re, im = xs[column], ys[row]
                x, y, counter = 0.0, 0.0, 0
                while counter < MOST and x * x + y * y <= 4.0:
                    x, y = x * x - y * y + re, 2.0 * x * y + im
                    counter += 1
                counts[row, column] = counter
    # ANCHOR_END: numba

    def picture():
        fill(xs, ys, counts)
        return counts

    return picture


def numba_parallel(resolution):
    return numba(resolution, parallel=True)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numpy-masked": numpy_masked,
    "numpy-compressed": numpy_compressed,
    "numba": numba,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that counts, as worker.py asks for it.

    It returns the row a third of the way up: four million counts are too many to hand to another language.
    """
    resolution = int(size.removesuffix("²"))
    if variant == "pure" and resolution > 300:
        return Scaled(prepare(variant, "300²"), "300²", (resolution / 300) ** 2)
    picture = VARIANTS[variant](resolution)
    return lambda: picture()[resolution // 3]

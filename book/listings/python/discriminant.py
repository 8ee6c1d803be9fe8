"""Kernel discriminant: b² − 4ac, for each number of three arrays. The Rust side is src/discriminant.rs."""

from scaled import Scaled
from scattered import count, numbers


def pure(a, b, c):
    equations = list(zip(a.tolist(), b.tolist(), c.tolist()))

    # ANCHOR: pure
    def discriminants():
        return [b ** 2 - 4 * a * c for a, b, c in equations]
    # ANCHOR_END: pure
    return discriminants


def numpy(a, b, c):
    # ANCHOR: numpy
    def discriminant(a, b, c):
        return b ** 2 - 4 * a * c
    # ANCHOR_END: numpy
    return lambda: discriminant(a, b, c)


def numpy_reused(a, b, c):
    import numpy as np

    out, spare = np.ones_like(a), np.ones_like(a)

    # ANCHOR: numpy_reused
    def discriminant_into(a, b, c, out, spare):
        np.square(b, out=out)
        np.multiply(a, 4, out=spare)
        np.multiply(spare, c, out=spare)
        return np.subtract(out, spare, out=out)
    # ANCHOR_END: numpy_reused
    return lambda: discriminant_into(a, b, c, out, spare)


def vectorized():
    from numba import vectorize

    # ANCHOR: vectorize
    @vectorize
    def discriminant(a, b, c):
        return b ** 2 - 4 * a * c
    # ANCHOR_END: vectorize
    return discriminant


def numba_vectorize(a, b, c):
    discriminant = vectorized()
    return lambda: discriminant(a, b, c)


def numba_reused(a, b, c):
    import numpy as np

    discriminant = vectorized()
    out = np.ones_like(a)
    return lambda: discriminant(a, b, c, out=out)


def numba(a, b, c):
    import numpy as np
    from numba import njit

    @njit(fastmath=True)
    def discriminant_into(a, b, c, out):
        for i in range(a.size):
            out[i] = b[i] ** 2 - 4 * a[i] * c[i]
        return out

    out = np.ones_like(a)
    return lambda: discriminant_into(a, b, c, out)


def numba_parallel(a, b, c):
    import numpy as np
    from numba import set_num_threads, vectorize

    set_num_threads(2)

    @vectorize("float64(float64, float64, float64)", target="parallel")
    def discriminant(a, b, c):
        return b ** 2 - 4 * a * c

    out = np.ones_like(a)
    return lambda: discriminant(a, b, c, out=out)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numpy-reused": numpy_reused,
    "numba-vectorize": numba_vectorize,
    "numba-reused": numba_reused,
    "numba": numba,
    "numba-parallel": numba_parallel,
}


def inputs(n):
    """The numbers, the numbers backwards, and the numbers from the middle on."""
    import numpy as np

    a = numbers(n)
    return a, a[::-1].copy(), np.roll(a, -(n // 2))


def prepare(variant, size):
    """A function of no arguments that computes the discriminants, as worker.py asks for it.

    It returns the last thousand: ten million are too many to hand to another language.
    """
    if variant == "pure" and size == "10^7":
        return Scaled(pure(*inputs(10**5)), "10^5", 100)
    discriminants = VARIANTS[variant](*inputs(count(size)))
    return lambda: discriminants()[-1000:]

"""Kernel trig: sin(a²) · exp(b), for each number of two arrays. The Rust side is src/trig.rs."""

import math

from scaled import Scaled
from scattered import count, numbers


# ANCHOR: scalar
def trig(a, b):
    return math.sin(a ** 2) * math.exp(b)
# ANCHOR_END: scalar


def pure(a, b):
    pairs = list(zip(a.tolist(), b.tolist()))
    return lambda: [trig(x, y) for x, y in pairs]


def numpy(a, b):
    import numpy as np

    # ANCHOR: numpy
    def numpy_trig(a, b):
        return np.sin(a ** 2) * np.exp(b)
    # ANCHOR_END: numpy
    return lambda: numpy_trig(a, b)


def numpy_reused(a, b):
    import numpy as np

    out, spare = np.ones_like(a), np.ones_like(a)

    # ANCHOR: numpy_reused
    def trig_into(a, b, out, spare):
        np.square(a, out=out)
        np.sin(out, out=out)
        np.exp(b, out=spare)
        return np.multiply(out, spare, out=out)
    # ANCHOR_END: numpy_reused
    return lambda: trig_into(a, b, out, spare)


def numba_vectorize(a, b):
    import numpy as np
    from numba import vectorize

    # ANCHOR: vectorize
    @vectorize
    def trig(a, b):
        return math.sin(a ** 2) * math.exp(b)
    # ANCHOR_END: vectorize

    out = np.ones_like(a)
    return lambda: trig(a, b, out=out)


def numba_eager(a, b):
    import numpy as np
    from numba import vectorize

    # ANCHOR: eager
    @vectorize("float64(float64, float64)")
    def trig(a, b):
        return math.sin(a ** 2) * math.exp(b)
    # ANCHOR_END: eager

    out = np.ones_like(a)
    return lambda: trig(a, b, out=out)


def numba_fastmath(a, b):
    import numpy as np
    from numba import njit

    @njit(fastmath=True)
    def trig_into(a, b, out):
        for i in range(a.size):
            out[i] = math.sin(a[i] ** 2) * math.exp(b[i])
        return out

    out = np.ones_like(a)
    return lambda: trig_into(a, b, out)


def parallel(a, b, threads):
    import numpy as np
    from numba import set_num_threads, vectorize

    # ANCHOR: parallel
    @vectorize("float64(float64, float64)", target="parallel")
    def trig(a, b):
        return math.sin(a ** 2) * math.exp(b)
    # ANCHOR_END: parallel

    out = np.ones_like(a)

    def run():
        # The twins take turns, and the setting is one for all of them.
        set_num_threads(threads)
        return trig(a, b, out=out)

    return run


def numba_parallel(a, b):
    return parallel(a, b, 2)


def numba_parallel_on_one(a, b):
    return parallel(a, b, 1)


def numba_prange(a, b):
    import numpy as np
    from numba import njit, prange, set_num_threads

    # ANCHOR: prange
    @njit(parallel=True, fastmath=True)
    def trig_into(a, b, out):
        for i in prange(a.size):
            out[i] = math.sin(a[i] ** 2) * math.exp(b[i])
        return out
    # ANCHOR_END: prange

    out = np.ones_like(a)

    def run():
        set_num_threads(2)
        return trig_into(a, b, out)

    return run


VARIANTS = {
    "numpy": numpy,
    "numpy-reused": numpy_reused,
    "numba-vectorize": numba_vectorize,
    "numba-eager": numba_eager,
    "numba-fastmath": numba_fastmath,
    "numba-parallel-on-one": numba_parallel_on_one,
    "numba-parallel": numba_parallel,
    "numba-prange": numba_prange,
}


def prepare(variant, size):
    """A function of no arguments that computes the array, as worker.py asks for it.

    It returns the last thousand numbers: a million are too many to hand to another language.
    """
    a = numbers(count(size))
    b = a[::-1].copy()
    if variant == "pure":
        n = a.size // 10
        return Scaled(pure(a[:n], b[:n]), "10^5", 10)
    trig = VARIANTS[variant](a, b)
    return lambda: trig()[-1000:]

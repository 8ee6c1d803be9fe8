"""Kernel double: every number of a matrix times two. The Rust side is src/double.rs."""

from scaled import Scaled
from scattered import count, numbers

SHAPES = {"10^6": (1000, 1000), "10^7": (2500, 4000)}


def pure(arr):
    import numpy as np

    # ANCHOR: pure
    def traditional_multiply(arr):
        result = np.empty_like(arr)
        for i in range(arr.shape[0]):
            for j in range(arr.shape[1]):
                result[i, j] = arr[i, j] * 2
        return result
    # ANCHOR_END: pure
    return lambda: traditional_multiply(arr)


def numpy(arr):
    # ANCHOR: numpy
    def numpy_multiply(arr):
        return arr * 2
    # ANCHOR_END: numpy
    return lambda: numpy_multiply(arr)


def numpy_reused(arr):
    import numpy as np

    out = np.ones_like(arr)
    # ANCHOR: numpy_reused
    def multiply_into(arr, out):
        return np.multiply(arr, 2, out=out)
    # ANCHOR_END: numpy_reused
    return lambda: multiply_into(arr, out)


def numba(arr):
    import numpy as np
    from numba import njit

    # ANCHOR: numba
    @njit
    def traditional_multiply(arr):
        result = np.empty_like(arr)
        for i in range(arr.shape[0]):
            for j in range(arr.shape[1]):
                result[i, j] = arr[i, j] * 2
        return result
    # ANCHOR_END: numba
    return lambda: traditional_multiply(arr)


def numba_reused(arr):
    import numpy as np
    from numba import njit

    @njit
    def multiply_into(arr, out):
        for i in range(arr.shape[0]):
            for j in range(arr.shape[1]):
                out[i, j] = arr[i, j] * 2
        return out

    out = np.ones_like(arr)
    return lambda: multiply_into(arr, out)


def numba_vectorize(arr):
    import numpy as np
    from numba import vectorize

    @vectorize
    def double(number):
        return number * 2

    out = np.ones_like(arr)
    return lambda: double(arr, out=out)


def numba_parallel(arr):
    import numpy as np
    from numba import njit, prange, set_num_threads

    set_num_threads(2)

    @njit(parallel=True)
    def multiply_into(arr, out):
        for i in prange(arr.shape[0]):
            for j in range(arr.shape[1]):
                out[i, j] = arr[i, j] * 2
        return out

    out = np.ones_like(arr)
    return lambda: multiply_into(arr, out)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numpy-reused": numpy_reused,
    "numba": numba,
    "numba-reused": numba_reused,
    "numba-vectorize": numba_vectorize,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that doubles the matrix, as worker.py asks for it.

    It returns the last row: ten million numbers are too many to hand to another language.
    """
    if variant == "pure" and size == "10^7":
        return Scaled(prepare(variant, "10^6"), "10^6", 10)
    double = VARIANTS[variant](numbers(count(size)).reshape(SHAPES[size]))
    return lambda: double()[-1]

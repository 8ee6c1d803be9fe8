"""Kernel functions: sin, cos, exp and tanh, each of ten thousand numbers. The Rust side is src/functions.rs."""

import math

from scattered import numbers


def numpy(name, x, out):
    import numpy as np

    function = getattr(np, name)
    return lambda: function(x, out=out)


def numba_vectorize(name, x, out):
    from numba import vectorize

    function = getattr(math, name)

    @vectorize
    def of_each(x):
        return function(x)

    return lambda: of_each(x, out=out)


def numba_fastmath(name, x, out):
    from numba import njit

    function = getattr(math, name)

    @njit(fastmath=True)
    def of_each(x, out):
        for i in range(x.size):
            out[i] = function(x[i])
        return out

    return lambda: of_each(x, out)


VARIANTS = {"numpy": numpy, "numba-vectorize": numba_vectorize, "numba-fastmath": numba_fastmath}


def prepare(variant, size):
    """A function of no arguments that computes the array, as worker.py asks for it; the first thousand are enough."""
    import numpy as np

    x = 20.0 * numbers(10_000) - 10.0
    function = VARIANTS[variant](size, x, np.ones_like(x))
    return lambda: function()[:1000]

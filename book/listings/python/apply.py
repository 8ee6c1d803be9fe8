"""Kernel apply: apply a function to each number of an array. The Rust side is src/apply.rs."""

import warnings

from scattered import numbers


def smooth(x):
    return x * x * (3 - 2 * x)


def pure(x):
    objects = x.tolist()
    return lambda: [smooth(number) for number in objects]


def numpy(x):
    return lambda: smooth(x)


def numba(x):
    import numpy as np
    from numba import njit

    out = np.empty_like(x)

    # ANCHOR: numba
    @njit
    def apply(x, out):
        for i in range(x.size):
            out[i] = x[i] * x[i] * (3 - 2 * x[i])
    # ANCHOR_END: numba

    def applied():
        apply(x, out)
        return out

    return applied


def numba_object(x):
    import numpy as np
    from numba import jit

    out = np.empty_like(x)

    # ANCHOR: numba_object
    @jit(forceobj=True, looplift=False)
    def apply(x, out):
        for i in range(x.size):
            out[i] = x[i] * x[i] * (3 - 2 * x[i])
    # ANCHOR_END: numba_object

    def applied():
        apply(x, out)
        return out

    with warnings.catch_warnings():
        # Numba warns that this is slow, which is what is to be shown.
        warnings.simplefilter("ignore")
        applied()
    return applied


VARIANTS = {"pure": pure, "numpy": numpy, "numba": numba, "numba-object": numba_object}


def prepare(variant, size):
    """A function of no arguments that applies the smooth step, as worker.py asks for it."""
    return VARIANTS[variant](numbers(10 ** int(size.removeprefix("10^"))))

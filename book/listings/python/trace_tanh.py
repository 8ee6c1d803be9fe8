"""Kernel trace-tanh: a matrix, to which the sum of its diagonal's tanh is added. The Rust side is src/trace_tanh.rs."""

import numpy as np

N = {"100²": 100, "1000²": 1000}


# ANCHOR: pure
def a_plus_tr_tanh_a(a):
    trace = 0.0
    for i in range(a.shape[0]):
        trace += np.tanh(a[i, i])
    return a + trace
# ANCHOR_END: pure


def pure(a):
    return lambda: a_plus_tr_tanh_a(a)


def numpy(a):
    # ANCHOR: numpy
    def a_plus_tr_tanh_a(a):
        return a + np.tanh(np.diagonal(a)).sum()
    # ANCHOR_END: numpy
    return lambda: a_plus_tr_tanh_a(a)


def numba(a):
    from numba import njit

    compiled = njit(a_plus_tr_tanh_a)
    return lambda: compiled(a)


def numba_reused(a):
    from numba import njit

    @njit
    def into(a, out):
        trace = 0.0
        for i in range(a.shape[0]):
            trace += np.tanh(a[i, i])
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                out[i, j] = a[i, j] + trace
        return out

    out = np.ones(a.shape)
    return lambda: into(a, out)


def numba_parallel(a):
    from numba import jit, set_num_threads

    set_num_threads(2)

    # ANCHOR: parallel
    @jit(nopython=True, parallel=True)
    def a_plus_tr_tanh_a(a):
        trace = 0.0
        for i in range(a.shape[0]):
            trace += np.tanh(a[i, i])
        return a + trace
    # ANCHOR_END: parallel
    return lambda: a_plus_tr_tanh_a(a)


VARIANTS = {
    "pure": pure,
    "numpy": numpy,
    "numba": numba,
    "numba-reused": numba_reused,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that makes the matrix' last row, as worker.py asks for it."""
    n = N[size]
    result = VARIANTS[variant](np.arange(n * n).reshape((n, n)))
    return lambda: result()[-1]

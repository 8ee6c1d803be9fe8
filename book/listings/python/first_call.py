"""Kernel first-call: what compiling costs, and when. The Rust side is src/first_call.rs."""

START = 0.1
ALIKE = 25


def qm(x0, n):
    import numpy as np

    x = np.empty(n + 1)
    x[0] = x0
    for t in range(n):
        x[t + 1] = 4 * x[t] * (1 - x[t])
    return x


def compiled():
    """A compiler's view of qm, which has compiled nothing yet."""
    import numpy as np
    from numba import njit

    # A function of its own each time: Numba knows one that it has compiled.
    @njit
    def qm(x0, n):
        x = np.empty(n + 1)
        x[0] = x0
        for t in range(n):
            x[t + 1] = 4 * x[t] * (1 - x[t])
        return x

    return qm


def start(n):
    """A process that imports Numba and ends."""
    import subprocess
    import sys

    def starting():
        subprocess.run([sys.executable, "-c", "import numba"], check=True)
        return qm(START, ALIKE)

    return starting


def numba_first(n):
    return lambda: compiled()(START, n)


def numba_two_types(n):
    """The first call after another first call, with a number of another type and next to no steps."""
    import numpy as np

    def both():
        function = compiled()
        function(np.float32(START), ALIKE)
        return function(START, n)

    return both


def numba_later(n):
    function = compiled()
    return lambda: function(START, n)


VARIANTS = {
    "import": start,
    "numba-first": numba_first,
    "numba-two-types": numba_two_types,
    "numba-later": numba_later,
}


def prepare(variant, size):
    """A function of no arguments, as worker.py asks for it."""
    call = VARIANTS[variant](10 ** int(size.removeprefix("10^")))
    return lambda: call()[: ALIKE + 1]

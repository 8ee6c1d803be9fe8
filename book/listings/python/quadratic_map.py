"""Kernel quadratic-map: the trajectory of x → 4x(1 − x). The Rust side is src/quadratic_map.rs."""

from scaled import Scaled

START = 0.1
ALIKE = 25


class Trajectory:
    """A trajectory whose `flat` is what Rust compares: the first steps, then the moments."""

    def __init__(self, x):
        self.x = x

    @property
    def flat(self):
        import numpy as np

        x = np.asarray(self.x)
        mean, variance = x.mean(), x.var()
        products = (x[:-1] - mean) * (x[1:] - mean)
        return [*x[: ALIKE + 1], mean, variance, 1.0 + products.mean() / variance]


# ANCHOR: pure
def qm(x0, n):
    import numpy as np

    x = np.empty(n + 1)
    x[0] = x0
    for t in range(n):
        x[t + 1] = 4 * x[t] * (1 - x[t])
    return x
# ANCHOR_END: pure


def pure(n):
    return lambda: qm(START, n)


def numba(n):
    import numpy as np
    from numba import njit

    # ANCHOR: numba
    @njit
    def qm(x0, n):
        x = np.empty(n + 1)
        x[0] = x0
        for t in range(n):
            x[t + 1] = 4 * x[t] * (1 - x[t])
        return x
    # ANCHOR_END: numba
    return lambda: qm(START, n)


def numba_reused(n, **options):
    import numpy as np
    from numba import njit

    # ANCHOR: numba_reused
    @njit(**options)
    def fill(x0, x):
        x[0] = x0
        for t in range(x.size - 1):
            x[t + 1] = 4 * x[t] * (1 - x[t])
    # ANCHOR_END: numba_reused
    x = np.empty(n + 1)

    def trajectory():
        fill(START, x)
        return x

    return trajectory


def numba_fastmath(n):
    return numba_reused(n, fastmath=True)


def numba_conjugate(n):
    import numpy as np
    from numba import njit

    # ANCHOR: numba_conjugate
    @njit(fastmath={"contract"})
    def fill(x0, x):
        w = 2 - 4 * x0
        for t in range(x.size):
            x[t] = 0.5 - 0.25 * w
            w = w * w - 2
    # ANCHOR_END: numba_conjugate
    x = np.empty(n + 1)

    def trajectory():
        fill(START, x)
        return x

    return trajectory


VARIANTS = {
    "pure": pure,
    "numba": numba,
    "numba-reused": numba_reused,
    "numba-fastmath": numba_fastmath,
    "numba-conjugate": numba_conjugate,
}


def prepare(variant, size):
    """A function of no arguments that computes the trajectory, as worker.py asks for it."""
    n = 10 ** int(size.removeprefix("10^"))
    if variant == "pure":
        n //= 100
        trajectory = pure(n)
        return Scaled(lambda: Trajectory(trajectory()), "10^5", 100)
    trajectory = VARIANTS[variant](n)
    return lambda: Trajectory(trajectory())

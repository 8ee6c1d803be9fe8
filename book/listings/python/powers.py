"""Kernel powers: x to the power of e, for each of a thousand numbers. The Rust side is src/powers.rs."""

ELEMENTS = 1000


def numbers():
    """A thousand numbers from a half to one and a half."""
    return [0.5 + i / ELEMENTS for i in range(ELEMENTS)]


def pure(e):
    x = numbers()
    # ANCHOR: pure
    def powers():
        return [number**e for number in x]
    # ANCHOR_END: pure
    return powers


def pure_multiply(e):
    x = numbers()
    product = "*".join(["number"] * e)
    return eval(f"lambda: [{product} for number in x]", {"x": x})


def numpy(e):
    import numpy as np

    x = np.array(numbers())
    # ANCHOR: numpy
    def powers():
        return x**e
    # ANCHOR_END: numpy
    return powers


def numpy_multiply(e):
    import numpy as np

    x = np.array(numbers())
    # ANCHOR: numpy_multiply
    def powers():
        power = x * x
        for _ in range(e - 2):
            power *= x
        return power
    # ANCHOR_END: numpy_multiply
    return powers


def numba(e, **options):
    import numpy as np
    from numba import njit

    x = np.array(numbers())
    out = np.empty_like(x)

    # ANCHOR: numba
    @njit(**options)
    def power_of_each(x, out):
        for i in range(x.size):
            out[i] = x[i] ** e
    # ANCHOR_END: numba

    def powers():
        power_of_each(x, out)
        return out

    return powers


def numba_multiply(e):
    import numpy as np
    from numba import njit

    x = np.array(numbers())
    out = np.empty_like(x)

    # ANCHOR: numba_multiply
    @njit
    def power_of_each(x, out):
        for i in range(x.size):
            power = x[i]
            for _ in range(e - 1):
                power *= x[i]
            out[i] = power
    # ANCHOR_END: numba_multiply

    def powers():
        power_of_each(x, out)
        return out

    return powers


def numba_fastmath(e):
    return numba(e, fastmath=True)


VARIANTS = {
    "pure": pure,
    "pure-multiply": pure_multiply,
    "numpy": numpy,
    "numpy-multiply": numpy_multiply,
    "numba": numba,
    "numba-multiply": numba_multiply,
    "numba-fastmath": numba_fastmath,
}


def prepare(variant, size):
    """A function of no arguments that computes the powers, as worker.py asks for it."""
    exponent = float(size.removeprefix("x^"))
    whole = int(exponent)
    return VARIANTS[variant](whole if whole == exponent else exponent)

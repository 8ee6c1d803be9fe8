"""Kernel column: the standard deviation of a million numbers that come as text. The Rust side is src/column.rs."""

import math

from scattered import numbers


# ANCHOR: pure
def spread(text):
    xs = read(text)
    return deviation(xs)


def read(text):
    xs = []
    for line in text.splitlines():
        xs.append(number(line))
    return xs


def number(line):
    return float(line)


def deviation(xs):
    middle = mean(xs)
    squares = 0.0
    for x in xs:
        squares += (x - middle) ** 2
    return math.sqrt(squares / len(xs))


def mean(xs):
    total = 0.0
    for x in xs:
        total += x
    return total / len(xs)
# ANCHOR_END: pure


def column():
    """The text: seven digits behind the point, one number on each line."""
    return "".join(f"{x:.7f}\n" for x in numbers(10**6))


def pure(text):
    return lambda: spread(text)


def numpy(text):
    import io

    import numpy as np

    # ANCHOR: numpy
    def spread():
        return np.loadtxt(io.StringIO(text)).std()
    # ANCHOR_END: numpy
    return spread


def numpy_fromstring(text):
    import numpy as np

    # ANCHOR: numpy_fromstring
    def spread():
        return np.fromstring(text, sep="\n").std()
    # ANCHOR_END: numpy_fromstring
    return spread


VARIANTS = {"pure": pure, "numpy": numpy, "numpy-fromstring": numpy_fromstring}


def prepare(variant, size):
    """A function of no arguments that computes the standard deviation, as worker.py asks for it."""
    assert size == "10^6"
    spread = VARIANTS[variant](column())
    return lambda: [float(spread())]

"""Numbers to compute with: scattered over [0, 1), the same ones as src/scattered.rs makes."""


def count(size):
    return 10 ** int(size.removeprefix("10^"))


def numbers(n):
    """The first n numbers, as an array."""
    import numpy as np

    return (np.arange(n, dtype=np.uint32) * np.uint32(0x9E3779B9) >> 8) / np.float64(2**24)

"""Kernel table: in a table of a million days with eight numbers each, how many days were hot? The Rust side is src/table.rs."""

from scattered import count, numbers

HOT = 30.0


def temperatures(size):
    return 50.0 * numbers(count(size)) - 10.0


def pure(temperature):
    days = [[t, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0] for t in temperature.tolist()]
    # ANCHOR: pure
    def hot_days():
        return sum(1 for day in days if day[0] > HOT)
    # ANCHOR_END: pure
    return hot_days


def numpy(temperature):
    import numpy as np

    # ANCHOR: numpy
    def hot_days():
        return np.count_nonzero(temperature > HOT)
    # ANCHOR_END: numpy
    return hot_days


def numpy_view(temperature):
    import numpy as np

    days = np.zeros((temperature.size, 8))
    days[:, 0] = temperature
    # ANCHOR: numpy_view
    def hot_days():
        return np.count_nonzero(days[:, 0] > HOT)
    # ANCHOR_END: numpy_view
    return hot_days


def numpy_objects(temperature):
    return numpy(temperature.astype(object))


VARIANTS = {"pure": pure, "numpy": numpy, "numpy-view": numpy_view, "numpy-objects": numpy_objects}


def prepare(variant, size):
    """A function of no arguments that counts, as worker.py asks for it."""
    hot_days = VARIANTS[variant](temperatures(size))
    return lambda: [float(hot_days())]

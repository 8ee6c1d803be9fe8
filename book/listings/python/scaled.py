"""Stands in for a twin that would take too long at its full size."""


class Scaled:
    """A function that solves `size`, a smaller problem, so that `times` its time stands for the full one."""

    def __init__(self, function, size, times):
        self.function, self.size, self.times = function, size, times

    def __call__(self):
        return self.function()

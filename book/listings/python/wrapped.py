"""Kernel wrapped: what it costs to call a function through a wrapper. The Rust side is src/wrapped.rs."""


def pure(x):
    def function(number):
        return number * number + 1.0

    return lambda: [function(number) for number in x]


def decorated(x):
    # ANCHOR: decorated
    def plus_one(function):
        def wrapper(number):
            return function(number) + 1.0

        return wrapper

    @plus_one
    def square(number):
        return number * number
    # ANCHOR_END: decorated

    return lambda: [square(number) for number in x]


VARIANTS = {"pure": pure, "decorated": decorated}


def prepare(variant, size):
    """A function of no arguments that calls the function for each number, as worker.py asks for it."""
    return VARIANTS[variant]([float(i) for i in range(10 ** int(size.removeprefix("10^")))])

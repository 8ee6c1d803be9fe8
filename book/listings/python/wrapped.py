"""Kernel wrapped: what it costs to call a function through a wrapper. The Rust side is src/wrapped.rs."""


# ANCHOR: decorated
def plus_one(function):
    def wrapper(number):
        return function(number) + 1.0

    return wrapper


@plus_one
def square(number):
    return number * number
# ANCHOR_END: decorated


def square_plus_one(number):
    return number * number + 1.0


VARIANTS = {"pure": square_plus_one, "decorated": square}


def prepare(variant, size):
    """A function of no arguments that calls the function for each number, as worker.py asks for it."""
    function = VARIANTS[variant]
    numbers = [float(i) for i in range(10 ** int(size.removeprefix("10^")))]
    return lambda: [function(number) for number in numbers]

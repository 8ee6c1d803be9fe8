"""The Python cells of the decorators lesson.

Run it to check it: `python decorators.py` asserts what the cells promise. It needs no package.
"""

import collections
import contextlib
import functools
import io
from unittest import mock


# ANCHOR: make_sure
def make_sure(function):
    def wrapper():
        while True:
            answer = input("are you sure you want to greet the world? [y/n] ")
            if answer == "n":
                return
            if answer == "y":
                function()
                return

    return wrapper
# ANCHOR_END: make_sure


# ANCHOR: whello
def hello():
    print("Hello world")


whello = make_sure(hello)
# ANCHOR_END: whello


# ANCHOR: at
@make_sure
def careful_hello():
    print("Hello world")
# ANCHOR_END: at


# ANCHOR: sketch
def sketch(function):
    print("before")
    output = function()
    print("after")
    return output
# ANCHOR_END: sketch


# ANCHOR: retried
def retried(times):
    def decorator(function):
        @functools.wraps(function)
        def wrapper(*arguments, **named):
            for _ in range(times - 1):
                try:
                    return function(*arguments, **named)
                except OSError:
                    pass
            return function(*arguments, **named)

        return wrapper

    return decorator
# ANCHOR_END: retried


def voltage(channel):
    return 0.5 * channel


# ANCHOR: patient
@retried(3)
def patient_voltage(channel):
    return voltage(channel)
# ANCHOR_END: patient


# ANCHOR: cached
def cached(function):
    known = {}

    @functools.wraps(function)
    def wrapper(*arguments):
        if arguments not in known:
            known[arguments] = function(*arguments)
        return known[arguments]

    return wrapper
# ANCHOR_END: cached


runs = collections.Counter()


# ANCHOR: fib
@cached
def fib(n):
    runs["fib"] += 1
    return n if n < 2 else fib(n - 1) + fib(n - 2)
# ANCHOR_END: fib


def plain_fib(n):
    runs["plain_fib"] += 1
    return n if n < 2 else plain_fib(n - 1) + plain_fib(n - 2)


# ANCHOR: njit
def toy_njit(function):
    compiled = {}

    @functools.wraps(function)
    def dispatcher(*arguments):
        signature = tuple(type(argument) for argument in arguments)
        if signature not in compiled:
            compiled[signature] = compile_for(function, signature)
        return compiled[signature](*arguments)

    return dispatcher
# ANCHOR_END: njit


def compile_for(function, signature):
    """Stands for the compiler: notes what it was asked to compile, and compiles nothing."""
    runs[signature] += 1
    return function


def session(function, *lines):
    """Calls `function` for somebody who types these lines; what was asked and what was printed."""
    asked = []

    def answer(question):
        asked.append(question)
        return lines[len(asked) - 1]

    with mock.patch("builtins.input", answer), contextlib.redirect_stdout(io.StringIO()) as printed:
        function()
    return len(asked), printed.getvalue()


def check():
    """Runs every cell and asserts what it promises."""
    for greet in whello, careful_hello:
        assert session(greet, "y") == (1, "Hello world\n")
        assert session(greet, "n") == (1, "")
        assert session(greet, "maybe", "", "y") == (3, "Hello world\n")
    assert session(hello) == (0, "Hello world\n"), "the plain function is still there"
    assert careful_hello.__name__ == "wrapper", "nobody copied the name"

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        number = sketch(lambda: 42)
    assert number == 42 and printed.getvalue() == "before\nafter\n", "it ran at once, and returned no function"

    attempts = []

    @retried(3)
    def third_time(value, *, unit):
        attempts.append(value)
        if len(attempts) < 3:
            raise OSError("no answer")
        return f"{value} {unit}"

    assert third_time(7, unit="V") == "7 V" and attempts == [7, 7, 7]
    assert third_time.__name__ == "third_time", "functools.wraps copied the name"
    assert patient_voltage(8) == 4.0

    assert fib(20) == plain_fib(20) == 6765
    assert runs["fib"] == 21 and runs["plain_fib"] == 21_891
    wrapped = cached(plain_fib)
    assert wrapped(20) == 6765
    assert runs["plain_fib"] == 2 * 21_891, "the calls inside don't go through the wrapper"

    square = toy_njit(lambda x: x * x)
    assert [square(3), square(4), square(0.5), square(5)] == [9, 16, 0.25, 25]
    assert runs[(int,)] == 1 and runs[(float,)] == 1, "once for each type"


if __name__ == "__main__":
    check()
    print("every cell keeps its promise")

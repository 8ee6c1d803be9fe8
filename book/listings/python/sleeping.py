"""A slow function in a file of its own: worker processes find it by its name."""

# ANCHOR: square
from time import sleep


def square(argument):
    sleep(0.01)
    return argument * argument
# ANCHOR_END: square


def square_awake(argument):
    return argument * argument

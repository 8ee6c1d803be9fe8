"""The Python cells of the parallelism lesson.

Run it to check it: `python parallelism.py` asserts what the cells promise. It needs no package.
"""

# ANCHOR: cores
from os import cpu_count

cores = cpu_count()
# ANCHOR_END: cores


# ANCHOR: fun
def fun(a, b):
    return a + b
# ANCHOR_END: fun


def loop(a, b):
    # ANCHOR: loop
    aplusb = []
    for ax, bx in zip(a, b):
        aplusb.append(fun(ax, bx))
    # ANCHOR_END: loop
    return aplusb


def mapped(a, b):
    # ANCHOR: map
    aplusb = list(map(fun, a, b))
    # ANCHOR_END: map
    return aplusb


# ANCHOR: pair
def fun_of_pair(pair):
    return fun(*pair)
# ANCHOR_END: pair


def imapped(a, b):
    from multiprocessing import Pool

    # ANCHOR: imap
    with Pool(4) as pool:
        aplusb = list(pool.imap(fun_of_pair, zip(a, b)))
    # ANCHOR_END: imap
    return aplusb


def starmapped(a, b):
    from multiprocessing import Pool

    # ANCHOR: starmap
    with Pool(4) as pool:
        aplusb = pool.starmap(fun, zip(a, b))
    # ANCHOR_END: starmap
    return aplusb


def one_thread():
    # ANCHOR: one_thread
    import os

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["MKL_NUM_THREADS"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"
    # ANCHOR_END: one_thread


if __name__ == "__main__":
    assert cores is None or cores >= 1
    a = [x / 9 for x in range(10)]
    for way in (loop, mapped, imapped, starmapped):
        assert way(a, a) == [2 * x for x in a], way
        # As many as the shorter of the two has.
        assert way(a, a[:3]) == [2 * x for x in a[:3]], way
    one_thread()

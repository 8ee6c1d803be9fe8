"""Kernel sleep-square: the squares of nine numbers, each after a nap. The Rust side is src/sleep_square.rs."""

import sleeping

# ANCHOR: numbers
NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8]
# ANCHOR_END: numbers


def pure(square):
    # ANCHOR: pure
    def squares():
        result = []
        for x in NUMBERS:
            result.append(square(x))
        return result
    # ANCHOR_END: pure
    return squares


def pure_map(square):
    # ANCHOR: pure_map
    def squares():
        return list(map(square, NUMBERS))
    # ANCHOR_END: pure_map
    return squares


def pool(square, processes=9):
    from multiprocessing import Pool

    # ANCHOR: pool
    pool = Pool(processes)

    def squares():
        return pool.map(square, NUMBERS, chunksize=1)
    # ANCHOR_END: pool
    return squares


def pool_created(square, processes=9):
    from multiprocessing import Pool

    # ANCHOR: pool_created
    def squares():
        with Pool(processes) as pool:
            return pool.map(square, NUMBERS, chunksize=1)
    # ANCHOR_END: pool_created
    return squares


def thread_pool(square):
    from multiprocessing.pool import ThreadPool

    pool = ThreadPool(9)
    return lambda: pool.map(square, NUMBERS, chunksize=1)


def thread_pool_created(square):
    from multiprocessing.pool import ThreadPool

    # ANCHOR: thread_pool_created
    def squares():
        with ThreadPool(9) as pool:
            return pool.map(square, NUMBERS, chunksize=1)
    # ANCHOR_END: thread_pool_created
    return squares


VARIANTS = {
    "pure": pure,
    "pure-map": pure_map,
    "pool": pool,
    "pool-8": lambda square: pool(square, 8),
    "pool-2": lambda square: pool(square, 2),
    "pool-created": pool_created,
    "thread-pool": thread_pool,
    "thread-pool-created": thread_pool_created,
}


def prepare(variant, size):
    """A function of no arguments that squares the numbers, as worker.py asks for it."""
    square = {"9": sleeping.square, "9:awake": sleeping.square_awake}[size]
    return VARIANTS[variant](square)

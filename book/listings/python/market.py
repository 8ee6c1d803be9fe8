"""Kernel market: ten million days of the stock market of question 1. The Rust side is src/market.rs.

It is the answer to question 1, in Python. All but `numba-random` use the generator of the task, and give its very counts.
"""

from scaled import Scaled

SEED = 2000
# Rows are "from": bull, bear, stagnant.
CHAIN = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]]
WORD = 0xFFFFFFFF


# ANCHOR: draw
def stir(x, key):
    x ^= x >> 17
    x = (x * 0xED5AD4BB + key) & WORD
    x ^= x >> 11
    x = x * 0xAC4C1B51 & WORD
    x ^= x >> 15
    x = x * 0x31848BAB & WORD
    return x ^ (x >> 14)


def keys(seed, era):
    a, b = seed & WORD, seed >> 32
    for round in range(1, 5):
        a, b = b, a ^ stir(b, round)
    return a, (b + era * 0x9E3779B9) & WORD


def draw(a, b, day):
    return (stir(day ^ a, b) >> 1) / 2147483648.0
# ANCHOR_END: draw


def pure(days):
    a, b = keys(SEED, 0)

    # ANCHOR: pure
    def simulate():
        state, counts = 0, [0, 0, 0]
        for day in range(days):
            u = draw(a, b, day)
            bull, bear, _ = CHAIN[state]
            state = 0 if u < bull else 1 if u < bull + bear else 2
            counts[state] += 1
        return counts
    # ANCHOR_END: pure

    return simulate


def compiled():
    """What both Numba variants are made of: a walk over some days from some state."""
    import numpy as np
    from numba import njit

    u32 = np.uint32

    @njit(inline="always")
    def bits(a, b, day):
        x = u32(day) ^ u32(a)
        x ^= x >> u32(17)
        x = u32(x * u32(0xED5AD4BB)) + u32(b)
        x = u32(x)
        x ^= x >> u32(11)
        x = u32(x * u32(0xAC4C1B51))
        x ^= x >> u32(15)
        x = u32(x * u32(0x31848BAB))
        return u32(x ^ (x >> u32(14))) >> u32(1)

    @njit(inline="always")
    def step(state, u, first, second):
        if u < first[state]:
            return 0
        if u < second[state]:
            return 1
        return 2

    # ANCHOR: numba
    @njit
    def walk(state, begin, end, a, b, first, second, counts):
        for day in range(begin, end):
            u = bits(a, b, day) / 2147483648.0
            state = step(state, u, first, second)
            counts[state] += 1
        return state
    # ANCHOR_END: numba

    rows = np.array(CHAIN)
    # As the task adds them up.
    first, second = rows[:, 0].copy(), rows[:, 0] + rows[:, 1]
    return bits, step, walk, first, second


def numba(days):
    import numpy as np

    _, _, walk, first, second = compiled()
    a, b = keys(SEED, 0)

    def simulate():
        counts = np.zeros(3, dtype=np.int64)
        walk(0, 0, days, a, b, first, second, counts)
        return counts

    return simulate


def numba_parallel(days):
    import numpy as np
    from numba import njit, prange, set_num_threads

    bits, step, walk, first, second = compiled()
    a, b = keys(SEED, 0)
    segments = 2
    set_num_threads(2)

    # ANCHOR: numba_parallel
    @njit(parallel=True)
    def guess(days, a, b, first, second, counts, ends):
        # Each segment is walked as if it began in a bull market.
        for segment in prange(segments):
            begin, end = days * segment // segments, days * (segment + 1) // segments
            own = np.zeros(3, dtype=np.int64)
            ends[segment] = walk(0, begin, end, a, b, first, second, own)
            counts[segment] = own

    @njit
    def mend(days, a, b, first, second, counts, ends):
        # Where the guess was wrong, both paths are walked until they meet.
        for segment in range(1, segments):
            true, guessed = ends[segment - 1], 0
            day, end = days * segment // segments, days * (segment + 1) // segments
            while true != guessed and day < end:
                u = bits(a, b, day) / 2147483648.0
                true = step(true, u, first, second)
                guessed = step(guessed, u, first, second)
                counts[segment, true] += 1
                counts[segment, guessed] -= 1
                day += 1
            if true != guessed:
                ends[segment] = true
    # ANCHOR_END: numba_parallel

    def simulate():
        counts = np.zeros((segments, 3), dtype=np.int64)
        ends = np.zeros(segments, dtype=np.int64)
        guess(days, a, b, first, second, counts, ends)
        mend(days, a, b, first, second, counts, ends)
        return counts.sum(axis=0)

    return simulate


def numba_random(days):
    import numpy as np
    from numba import njit

    rows = np.array(CHAIN)
    first, second = rows[:, 0].copy(), rows[:, 0] + rows[:, 1]

    # ANCHOR: numba_random
    @njit
    def simulate(days, first, second):
        state, counts = 0, np.zeros(3, dtype=np.int64)
        for _ in range(days):
            u = np.random.random()
            if u < first[state]:
                state = 0
            elif u < second[state]:
                state = 1
            else:
                state = 2
            counts[state] += 1
        return counts
    # ANCHOR_END: numba_random

    return lambda: simulate(days, first, second)


VARIANTS = {
    "pure": pure,
    "numba": numba,
    "numba-random": numba_random,
    "numba-parallel": numba_parallel,
}


def prepare(variant, size):
    """A function of no arguments that counts the days, as worker.py asks for it."""
    if variant == "pure" and size != "10^5":
        return Scaled(prepare(variant, "10^5"), "10^5", 100)
    days = 10 ** int(size.removeprefix("10^"))
    simulate = VARIANTS[variant](days)
    return lambda: [float(count) for count in simulate()]

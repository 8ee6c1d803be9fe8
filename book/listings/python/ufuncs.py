"""The Python cells of the ufuncs lesson.

Run it to check it: `python ufuncs.py` asserts what the cells promise. It needs NumPy and Numba.
"""

# ANCHOR: scalar
import math


def trig(a, b):
    return math.sin(a ** 2) * math.exp(b)
# ANCHOR_END: scalar


def whole_array():
    # ANCHOR: refused
    import numpy as np

    a = np.ones((5, 5))
    b = np.ones((5, 5))

    trig(a, b)
    # ANCHOR_END: refused


def vectorized():
    # ANCHOR: lazy
    import numpy as np
    from numba import vectorize

    @vectorize
    def trig(a, b):
        return math.sin(a ** 2) * math.exp(b)

    trig(1, 2)                              # compiles for int64
    trig(np.ones((5, 5)), np.ones((5, 5)))  # compiles again, for float64
    trig(np.ones((5, 1)), np.ones(3))       # 5 by 3
    # ANCHOR_END: lazy
    return trig


def eager():
    # ANCHOR: eager
    from numba import vectorize

    @vectorize("float64(float64, float64)")
    def trig(a, b):
        return math.sin(a ** 2) * math.exp(b)
    # ANCHOR_END: eager
    return trig


def check():
    """Runs every cell and asserts what it promises."""
    import numpy as np

    try:
        whole_array()
    except TypeError as error:
        message = str(error)
    assert "can be converted to Python scalars" in message, message

    lazy = vectorized()
    assert len(lazy.types) == 2, lazy.types
    assert lazy(np.ones((5, 1)), np.ones(3)).shape == (5, 3)
    assert np.allclose(lazy(np.ones((5, 5)), np.ones((5, 5))), trig(1.0, 1.0))

    compiled = eager()
    assert compiled.types == ["dd->d"], "compiled before it is called, and for nothing else"
    assert compiled(np.float32(1), 2) == compiled(1.0, 2.0), "others are converted"
    try:
        compiled(1j, 2.0)
    except TypeError:
        pass
    else:
        raise AssertionError("a complex number isn't converted")


if __name__ == "__main__":
    check()
    print("every cell keeps its promise")

"""The Python cell of the page on other roads: a function of the C library, called from Python.

Run it to check it: `python other_roads.py` asserts what the cell promises.
"""

# ANCHOR: ctypes
import ctypes
import ctypes.util

libm = ctypes.CDLL(ctypes.util.find_library("m"))
libm.cos.argtypes = [ctypes.c_double]
libm.cos.restype = ctypes.c_double
# ANCHOR_END: ctypes

if __name__ == "__main__":
    import math

    assert all(abs(libm.cos(x) - math.cos(x)) < 1e-15 for x in (0.0, 0.5, 3.0, -40.0))
    print("the cell keeps its promise")

"""The Python side of the primer for readers of NumPy. The Rust side is src/from_numpy/.

Each snippet gives a value under a name, and its Rust twin of that name gives the same. Run it to see the values:
`python from_numpy.py` prints a line of JSON for each, with the numbers as the integers that share their bits.
"""

import json
import math
import struct

import numpy as np

# ANCHOR: given
x = np.array([3.0, -1.0, 4.0, -1.0, 5.0, 9.0])
y = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
a = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
# ANCHOR_END: given

GIVEN = {"x": x.copy(), "y": y.copy(), "a": a.copy()}


def gives(name, value):
    """Prints a snippet's value, and puts back what it may have changed."""
    value = np.asarray(value, dtype=np.float64)
    bits = struct.unpack(f"<{value.size}Q", value.astype("<f8").tobytes())
    print(json.dumps({"name": name, "shape": value.shape, "bits": bits}))
    globals().update({name: array.copy() for name, array in GIVEN.items()})


# ANCHOR: stale
part = x[1:3]
x[1] = 20.0
shown = str(part)
# ANCHOR_END: stale
assert shown == "[20.  4.]", "a view sees what becomes of its array"
globals().update({name: array.copy() for name, array in GIVEN.items()})


# The language.


# ANCHOR: mean_function
def mean(values):
    """The mean of a list, or of a part of one."""
    if len(values) == 0:
        return None
    return sum(values) / len(values)
# ANCHOR_END: mean_function


# ANCHOR: column_sum
def column_sum(text):
    """Adds up the numbers in a text, one a line."""
    total = 0.0
    for line in text.splitlines():
        total += float(line)
    return total
# ANCHOR_END: column_sum


# ANCHOR: view_of_part
v = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
part = v[1:3]
part[0] = 20.0
# ANCHOR_END: view_of_part
gives("view_of_part", v)

# ANCHOR: call_with_part
v = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
m = mean(v[1:4])
# ANCHOR_END: call_with_part
gives("call_with_part", m)

# ANCHOR: halves
v = np.array([1.0, 2.0, 3.0, 4.0])
front, back = v[:2], v[2:]
front += back
# ANCHOR_END: halves
gives("halves", v)

# ANCHOR: copied_part
v = [1.0, 2.0, 3.0, 4.0, 5.0]
part = v[1:3]
part[0] = 20.0
# ANCHOR_END: copied_part
gives("copied_part", v)

# ANCHOR: generator
v = [1.0, -2.0, 3.0]
total = sum(n * n for n in v if n > 0.0)
# ANCHOR_END: generator
gives("generator", total)

# ANCHOR: comprehension
v = [1.0, -2.0, 3.0]
squares = [n * n for n in v]
# ANCHOR_END: comprehension
gives("comprehension", squares)

# ANCHOR: enumerate_zip
u, v = [1.0, 2.0], [30.0, 40.0]
total = 0.0
for i, (a, b) in enumerate(zip(u, v)):
    total += i * a * b
# ANCHOR_END: enumerate_zip
gives("enumerate_zip", total)

# ANCHOR: closure
scale = 2.0
times = lambda n, scale=scale: scale * n
scale = 100.0
product = times(3.0)
# ANCHOR_END: closure
gives("closure", product)

# ANCHOR: catch
try:
    total, complaint = column_sum("1.5\ntwo\n3"), None
except ValueError as error:
    total, complaint = math.nan, str(error)
# ANCHOR_END: catch
gives("catch", total)

# ANCHOR: default_value
try:
    n = int("3.5")
except ValueError:
    n = -1
# ANCHOR_END: default_value
gives("default_value", n)

# ANCHOR: out_of_range
v = [1.0, 2.0, 3.0]
fourth = v[3] if 3 < len(v) else 0.0
# ANCHOR_END: out_of_range
gives("out_of_range", fourth)

# ANCHOR: wrap
n = np.array([200], dtype=np.uint8)
total = n + np.uint8(100)
# ANCHOR_END: wrap
gives("wrap", total[0])

# ANCHOR: saturate
n = np.uint8(200)
total = min(int(n) + 100, 255)
# ANCHOR_END: saturate
gives("saturate", total)

# ANCHOR: checked
n = np.uint8(200)
total = int(n) + 100
overflowed = total > np.iinfo(np.uint8).max
# ANCHOR_END: checked
gives("checked", overflowed)

# ANCHOR: nan_ignored
v = np.array([2.0, math.nan, 7.0])
most = np.nanmax(v)
# ANCHOR_END: nan_ignored
gives("nan_ignored", most)

# ANCHOR: nan_passed_on
v = np.array([2.0, math.nan, 7.0])
most = v.max()
# ANCHOR_END: nan_passed_on
gives("nan_passed_on", most)

# ANCHOR: sorted
v = np.array([2.0, math.nan, -7.0])
v.sort()
# ANCHOR_END: sorted
gives("sorted", v)

# ANCHOR: same_seed
one = np.random.default_rng(2026)
two = np.random.default_rng(2026)
same = one.random() == two.random()
# ANCHOR_END: same_seed
gives("same_seed", same)

# ANCHOR: uniform
rng = np.random.default_rng(2026)
v = rng.uniform(-1.0, 1.0, 1000)
# ANCHOR_END: uniform
gives("uniform", [v.size == 1000, np.all((-1.0 <= v) & (v < 1.0)), np.any(v < 0.0)])

# Arrays.

# ANCHOR: zeros
z = np.zeros((2, 3))
# ANCHOR_END: zeros
gives("zeros", z)

# ANCHOR: literal
m = np.array([[1.0, 2.0], [3.0, 4.0]])
# ANCHOR_END: literal
gives("literal", m)

# ANCHOR: arange
t = np.arange(0.0, 1.0, 0.25)
# ANCHOR_END: arange
gives("arange", t)

# ANCHOR: linspace
t = np.linspace(0.0, 1.0, 5)
# ANCHOR_END: linspace
gives("linspace", t)

# ANCHOR: fromfunction
m = np.fromfunction(
    lambda i, j: 10 * i + j, (2, 3)
)
# ANCHOR_END: fromfunction
gives("fromfunction", m)

# ANCHOR: from_list
v = [1.0, 2.0, 3.0]
t = np.array(v)
# ANCHOR_END: from_list
gives("from_list", t)

# ANCHOR: shape
rows, columns = a.shape
axes, size = a.ndim, a.size
# ANCHOR_END: shape
gives("shape", [rows, columns, axes, size])

# ANCHOR: reshape
m = x.reshape(2, 3)
# ANCHOR_END: reshape
gives("reshape", m)

# ANCHOR: element
one = a[1, 2]
# ANCHOR_END: element
gives("element", one)

# ANCHOR: last
end = x[-1]
# ANCHOR_END: last
gives("last", end)

# ANCHOR: part
v = x[2:5]
# ANCHOR_END: part
gives("part", v)

# ANCHOR: last_three
v = x[-3:]
# ANCHOR_END: last_three
gives("last_three", v)

# ANCHOR: every_other
v = x[::2]
# ANCHOR_END: every_other
gives("every_other", v)

# ANCHOR: reversed
v = x[::-1]
# ANCHOR_END: reversed
gives("reversed", v)

# ANCHOR: row
v = a[1]
# ANCHOR_END: row
gives("row", v)

# ANCHOR: column
v = a[:, 1]
# ANCHOR_END: column
gives("column", v)

# ANCHOR: block
m = a[:, 1:]
# ANCHOR_END: block
gives("block", m)

# ANCHOR: new_axis
column = x[:, np.newaxis]
# ANCHOR_END: new_axis
gives("new_axis", column)

# ANCHOR: picked
v = x[[0, 2, 2]]
# ANCHOR_END: picked
gives("picked", v)

# ANCHOR: assign_part
x[:3] = 0.0
# ANCHOR_END: assign_part
gives("assign_part", x)

# ANCHOR: copy
c = x.copy()
c[0] = 100.0
# ANCHOR_END: copy
gives("copy", x)

# ANCHOR: transpose
t = a.T
# ANCHOR_END: transpose
gives("transpose", t)

# ANCHOR: strides
by_rows = np.array(a.strides) // a.itemsize
by_columns = np.array(a.T.strides) // a.itemsize
# ANCHOR_END: strides
gives("strides", [*by_rows, *by_columns])

# ANCHOR: column_major
f = np.zeros((2, 3), order="F")
# ANCHOR_END: column_major
gives("column_major", np.array(f.strides) // f.itemsize)

# ANCHOR: axes
c = np.zeros((2, 3, 4))
m = c.transpose(2, 0, 1)
# ANCHOR_END: axes
gives("axes", m.shape)

# ANCHOR: to_int
n = (x / 2.0).astype(np.int64)
# ANCHOR_END: to_int
gives("to_int", n)

# ANCHOR: to_float
n = np.array([1, 2, 3])
v = n.astype(np.float64)
# ANCHOR_END: to_float
gives("to_float", v)

# ANCHOR: to_pixel
p = (100.0 * x).clip(0, 255).astype(np.uint8)
# ANCHOR_END: to_pixel
gives("to_pixel", p)

# ANCHOR: arithmetic
v = 2.0 * x + y
# ANCHOR_END: arithmetic
gives("arithmetic", v)

# ANCHOR: reuse
v = np.add(x, y, out=x)
# ANCHOR_END: reuse
gives("reuse", v)

# ANCHOR: in_place
x *= 2.0
x += y
# ANCHOR_END: in_place
gives("in_place", x)

# ANCHOR: function
v = np.sqrt(y)
w = y / (1.0 + y)
# ANCHOR_END: function
gives("function", v + w)

# ANCHOR: matrix_product
m = a @ a.T
# ANCHOR_END: matrix_product
gives("matrix_product", m)

# ANCHOR: add_row
m = a + np.array([10.0, 20.0, 30.0])
# ANCHOR_END: add_row
gives("add_row", m)

# ANCHOR: add_column
m = a + np.array([10.0, 20.0])[:, np.newaxis]
# ANCHOR_END: add_column
gives("add_column", m)

# ANCHOR: grid
m = y[:, np.newaxis] * y
# ANCHOR_END: grid
gives("grid", m)

# ANCHOR: mask_count
n = (x > 3.0).sum()
# ANCHOR_END: mask_count
gives("mask_count", n)

# ANCHOR: mask_select
v = x[x > 3.0]
# ANCHOR_END: mask_select
gives("mask_select", v)

# ANCHOR: mask_assign
x[x < 0.0] = 0.0
# ANCHOR_END: mask_assign
gives("mask_assign", x)

# ANCHOR: mask_array
mask = x > 3.0
v = np.where(mask, x, y)
# ANCHOR_END: mask_array
gives("mask_array", v)

# ANCHOR: sum
s = a.sum()
# ANCHOR_END: sum
gives("sum", s)

# ANCHOR: sum_axis
columns = a.sum(axis=0)
# ANCHOR_END: sum_axis
gives("sum_axis", columns)

# ANCHOR: mean
m = x.mean()
# ANCHOR_END: mean
gives("mean", m)

# ANCHOR: std
s = x.std()
# ANCHOR_END: std
gives("std", s)

# ANCHOR: maximum
m = np.nanmax(x)
# ANCHOR_END: maximum
gives("maximum", m)

# ANCHOR: argmin
i = x.argmin()
# ANCHOR_END: argmin
gives("argmin", i)

# ANCHOR: cumsum
c = x.cumsum()
# ANCHOR_END: cumsum
gives("cumsum", c)

# ANCHOR: all_close
close = np.allclose(x, y)
# ANCHOR_END: all_close
gives("all_close", close)

# ANCHOR: each_row
v = [row.sum() for row in a]
# ANCHOR_END: each_row
gives("each_row", v)

# ANCHOR: joined
v = np.concatenate([x, y])
# ANCHOR_END: joined
gives("joined", v)

# ANCHOR: stacked
m = np.stack([x, y])
# ANCHOR_END: stacked
gives("stacked", m)

# ANCHOR: standardise
mean = a.mean(axis=1, keepdims=True)
std = a.std(axis=1, keepdims=True)
m = (a - mean) / std
# ANCHOR_END: standardise
gives("standardise", m)

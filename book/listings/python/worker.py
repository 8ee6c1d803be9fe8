"""Times the Python twins for `measure`, in the same rounds as the Rust variants.

    python worker.py            answers requests until its standard input ends
    python worker.py --check    says which packages of requirements.txt are here, as one line of JSON

A request is one line of JSON on standard input, its answer one line on standard output:

    {"do": "prepare", "kernel": "powers", "variant": "numpy", "size": "x^3"}
        {"scaled_from": null}
    {"do": "time", "kernel": "powers", "variant": "numpy", "size": "x^3", "calls": 1000}
        {"seconds": 0.00153, "core_seconds": 0.00306}
    {"do": "value", "kernel": "powers", "variant": "numpy", "size": "x^3"}
        {"bits": [4593671619917905920, ...]}

`prepare` makes the input and calls the function once, which compiles what is compiled at the first call. `seconds` is
the time of all calls, by time.perf_counter, `core_seconds` what all threads took, by time.process_time. `bits` are the result's numbers as the integers that share their bits, since
JSON has no NaN. What goes wrong is answered by {"error": "..."}; the worker then waits for the next request.

A twin is found by `prepare(variant, size)` of the module named like its kernel, with underscores. It returns a function
of no arguments; or, where the full size would take too long, one that is `Scaled`: it runs a smaller size and has its
times multiplied.
"""

import gc
import importlib
import importlib.metadata
import itertools
import json
import os
import platform
import struct
import sys
import time

from scaled import Scaled

HERE = os.path.dirname(os.path.abspath(__file__))


def load_svml():
    """Makes Intel's vector maths library findable for Numba, which looks for it only where the system does."""
    for folder in ("lib", os.path.join("Library", "bin")):
        for name in ("libintlc.so.5", "libsvml.so", "svml_dispmd.dll"):
            path = os.path.join(sys.prefix, folder, name)
            if os.path.exists(path):
                import ctypes

                ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)


def describe():
    """The versions that a record keeps, of what can be imported."""
    versions = {"python": platform.python_version(), "numpy": None, "numba": None, "svml": None}
    try:
        import numpy

        versions["numpy"] = numpy.__version__
        import numba

        versions["numba"] = numba.__version__
        versions["svml"] = bool(numba.config.USING_SVML)
    except ImportError:
        pass
    return versions


class Twins:
    def __init__(self):
        self.prepared = {}

    def prepare(self, request):
        module = importlib.import_module(request["kernel"].replace("-", "_"))
        twin = module.prepare(request["variant"], request["size"])
        twin()
        self.prepared[self.key(request)] = twin
        return {"scaled_from": twin.size if isinstance(twin, Scaled) else None}

    def time(self, request):
        twin = self.prepared[self.key(request)]
        calls = itertools.repeat(None, request["calls"])
        collecting = gc.isenabled()
        gc.disable()
        try:
            core_start = time.process_time()
            start = time.perf_counter()
            for _ in calls:
                twin()
            seconds = time.perf_counter() - start
            core_seconds = time.process_time() - core_start
        finally:
            if collecting:
                gc.enable()
        times = twin.times if isinstance(twin, Scaled) else 1
        return {"seconds": seconds * times, "core_seconds": core_seconds * times}

    def value(self, request):
        value = self.prepared[self.key(request)]()
        values = [float(number) for number in getattr(value, "flat", value)]
        return {"bits": list(struct.unpack(f"<{len(values)}Q", struct.pack(f"<{len(values)}d", *values)))}

    @staticmethod
    def key(request):
        return request["kernel"], request["variant"], request["size"]


def answer(twins, line):
    try:
        request = json.loads(line)
        if request["do"] not in ("prepare", "time", "value"):
            raise ValueError(f"no such request: {request['do']}")
        return getattr(twins, request["do"])(request)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def serve():
    # What a library prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    twins = Twins()
    for line in sys.stdin:
        answers.write(json.dumps(answer(twins, line)) + "\n")
        answers.flush()


def check():
    """Compares the installed packages with the pinned ones that this machine can have."""
    packages = {}
    with open(os.path.join(HERE, "requirements.txt"), encoding="utf-8") as requirements:
        for line in requirements:
            requirement, _, marker = line.split("#")[0].strip().partition(";")
            here = {"platform_machine": platform.machine(), "sys_platform": sys.platform}
            if not requirement or (marker and not eval(marker, here)):
                continue
            name, _, wanted = requirement.strip().partition("==")
            try:
                found = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                found = None
            packages[name] = {"wanted": wanted, "found": found}
    print(json.dumps({"versions": describe(), "packages": packages}))


if __name__ == "__main__":
    load_svml()
    check() if "--check" in sys.argv[1:] else serve()

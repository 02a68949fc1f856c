"""numpy's side of bench/linear_algebra.ts: milliseconds a job, the best of several, as JSON."""

import json
import sys
import time

import numpy as np


milliseconds, fewest = float(sys.argv[1]), int(sys.argv[2])


def measure(job):
    best, done = float("inf"), 0
    end = time.perf_counter() + milliseconds / 1000
    while done < fewest or time.perf_counter() < end:
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
        done += 1
    return best * 1000


random = np.random.default_rng(1)
square = random.uniform(-1, 1, (400, 400))
symmetric = square + square.T
wide = random.uniform(-1, 1, (400, 10000))
tall = np.ascontiguousarray(random.uniform(-1, 1, (10000, 400)))
small = random.uniform(-1, 1, (200, 200))
print(json.dumps({
    "gemm": measure(lambda: wide @ tall),
    "syrk": measure(lambda: wide @ wide.T),
    "eigh": measure(lambda: np.linalg.eigh(symmetric)),
    "svd": measure(lambda: np.linalg.svd(square)),
    "eig": measure(lambda: (np.linalg.eig(small), np.linalg.eig(small.T))),
}))

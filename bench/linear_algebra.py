"""numpy's side of bench/linear_algebra.ts: milliseconds a job, the best of several, as JSON."""

import json
import sys
import time

import numpy as np


def measure(job, times):
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best * 1000


random = np.random.default_rng(1)
square = random.uniform(-1, 1, (400, 400))
symmetric = square + square.T
wide = random.uniform(-1, 1, (400, 10000))
tall = np.ascontiguousarray(random.uniform(-1, 1, (10000, 400)))
small = random.uniform(-1, 1, (200, 200))
times = int(sys.argv[1])
print(json.dumps({
    "gemm": measure(lambda: wide @ tall, times),
    "syrk": measure(lambda: wide @ wide.T, times),
    "eigh": measure(lambda: np.linalg.eigh(symmetric), times),
    "svd": measure(lambda: np.linalg.svd(square), times),
    "eig": measure(lambda: (np.linalg.eig(small), np.linalg.eig(small.T)), times),
}))

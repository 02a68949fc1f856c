"""numpy's side of bench/operator_fit.ts: seconds and eigenvalues of one fit by two ways, as JSON.

Arguments: file of float64 snapshots (runs x steps x observables), runs, steps, delays, rank, ways.
"""

import json
import sys
import time

import numpy as np

path, runs, steps, delays, rank, *ways = sys.argv[1:]
runs, steps, delays, rank = int(runs), int(steps), int(delays), int(rank)
snapshots = np.fromfile(path).reshape(runs, steps, -1)
rows = steps - delays


def embed(run):
    return np.hstack([run[i:rows + i] for i in range(delays + 1)])


embedded = [embed(run) for run in snapshots]
x = np.ascontiguousarray(np.vstack([rows[:-1] for rows in embedded]).T)
y = np.ascontiguousarray(np.vstack([rows[1:] for rows in embedded]).T)


def fit_by_svd():
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return u[:, :rank].T @ y @ v[:rank].T / s[:rank]


def fit_by_gram():
    squares, u = np.linalg.eigh(x @ x.T)
    u, s = u[:, ::-1][:, :rank], np.sqrt(squares[::-1][:rank])
    return u.T @ y @ ((x.T @ u) / s) / s


found = {"observables": x.shape[0], "pairs": x.shape[1]}
for way in ways:
    begin = time.perf_counter()
    matrix = {"svd": fit_by_svd, "gram": fit_by_gram}[way]()
    seconds = time.perf_counter() - begin
    values = np.linalg.eigvals(matrix)
    found[way] = {"seconds": seconds, "re": values.real.tolist(), "im": values.imag.tolist()}
print(json.dumps(found))

"""Times a step of PyTorch's optimisers and of Koopman operators as PyTorch applies them, with one thread.

`python3 koopman.py CASES`: CASES is the JSON of bench/koopman.ts. A case is a net under an optimiser (`solves`: the net
of time that solves the nonlinear oscillator, full batch; else a classifier, on rows of noise) and the sizes of its
patches, by size and number. Koopman steps are the papers' w -> U w, a product of an n x n matrix and a vector for each
patch, in batches of patches of one size. Samples of all tasks are taken in turn. Prints the median seconds of one step,
[optimiser, koopman] a case, as JSON.
"""
import json
import statistics
import sys
import time

import torch

from torch_nets import build, open_residuals

torch.set_num_threads(1)
LEAST = 0.002
WARM_UP, SAMPLES = 5, 20
RECORDS = 6000
OPTIMISERS = {"adam": torch.optim.Adam, "adagrad": torch.optim.Adagrad, "adadelta": torch.optim.Adadelta}


def open_batches(net, case):
    """Losses of batches drawn as a training draws them: a permutation an epoch."""
    inputs = torch.rand(RECORDS, case["sizes"][0]) * 2 - 1
    labels = torch.randint(case["sizes"][-1], (RECORDS,))
    loss, batch = torch.nn.CrossEntropyLoss(), case["batch"]
    state = {"order": torch.randperm(RECORDS), "at": 0}

    def measure():
        if state["at"] + batch > RECORDS:
            state.update(order=torch.randperm(RECORDS), at=0)
        rows = state["order"][state["at"] : state["at"] + batch]
        state["at"] += batch
        return loss(net(inputs[rows]), labels[rows])

    return measure


def open_optimiser(case):
    net = build(case["sizes"], case["solves"])
    optimiser = OPTIMISERS[case["optimiser"]](net.parameters(), lr=case["rate"])
    if case["solves"]:
        loss = open_residuals(net, case["batch"], torch.float32)
    else:
        loss = open_batches(net, case)

    def run(calls):
        for _ in range(calls):
            optimiser.zero_grad()
            loss().backward()
            optimiser.step()

    return run


def open_koopman(case):
    dtype = torch.float64
    groups = []
    for size, count in case["patches"]:
        # Rotations: weights neither grow nor shrink, however many steps are timed.
        rotation = torch.linalg.qr(torch.randn(size, size, dtype=dtype))[0]
        groups.append([rotation.repeat(count, 1, 1), torch.randn(count, size, 1, dtype=dtype)])

    def run(calls):
        for _ in range(calls):
            for group in groups:
                group[1] = torch.bmm(group[0], group[1])

    return run


def take(task, calls):
    begin = time.perf_counter()
    task(calls)
    return time.perf_counter() - begin


def grow(task, calls):
    while take(task, calls) < LEAST:
        calls *= 2
    return calls


def measure(tasks):
    calls = [grow(task, 1) for task in tasks]
    for _ in range(WARM_UP):
        for task, count in zip(tasks, calls):
            take(task, count)
    calls = [grow(task, count) for task, count in zip(tasks, calls)]
    samples = [[] for _ in tasks]
    for _ in range(SAMPLES):
        for task, count, kept in zip(tasks, calls, samples):
            kept.append(take(task, count) / count)
    return [statistics.median(kept) for kept in samples]


# One case after the other: matrices of all patches of all cases would not fit.
print(json.dumps([measure([open_optimiser(case), open_koopman(case)]) for case in json.loads(sys.argv[1])]))

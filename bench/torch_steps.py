"""Times training steps in PyTorch with one thread: `python3 torch_steps.py PIXELS LABELS CASES`.

PIXELS holds examples of 784 bytes, LABELS a byte for each; CASES is the JSON of bench/training.ts, where a case with
`solves` is a net of time that solves the nonlinear oscillator. Prints the milliseconds of a step of each case, in
order, as JSON: the best block, parameters read out included.
"""
import json
import sys
import time

import numpy as np
import torch

from torch_nets import build, open_residuals

torch.set_num_threads(1)
pixels, labels, cases = sys.argv[1:4]
x = np.fromfile(pixels, dtype=np.uint8).reshape(-1, 784).astype(np.float32)
x = torch.tensor((x / 255 - 0.1307) / 0.3081)
y = torch.tensor(np.fromfile(labels, dtype=np.uint8).astype(np.int64))
OPTIMISERS = {"sgd": torch.optim.SGD, "adadelta": torch.optim.Adadelta, "adam": torch.optim.Adam}


def prepare_images(net, case, dtype):
    inputs = x.to(dtype)
    loss = torch.nn.CrossEntropyLoss()
    at = 0

    def next_batch():
        nonlocal at
        at = (at + case["batch"]) % (len(y) - case["batch"])
        rows = slice(at, at + case["batch"])
        return loss(net(inputs[rows]), y[rows])

    return next_batch


def measure(case):
    net = build(case["sizes"], "solves" in case, case["bias"])
    optimiser = OPTIMISERS[case["optimiser"]](net.parameters(), lr=case["rate"])
    dtype = torch.float64 if case["precision"] == "float64" else torch.float32
    net.to(dtype)
    if "solves" in case:
        loss = open_residuals(net, case["batch"], dtype)
    else:
        loss = prepare_images(net, case, dtype)
    recorded = list(net.parameters()) if case["records"] == "all" else list(net[-1].parameters())
    best = float("inf")
    for _ in range(case["blocks"]):
        begin = time.perf_counter()
        for _ in range(case["steps"]):
            optimiser.zero_grad()
            loss().backward()
            optimiser.step()
            torch.nn.utils.parameters_to_vector(recorded).detach().numpy()
        best = min(best, (time.perf_counter() - begin) / case["steps"])
    return best * 1000


print(json.dumps([measure(case) for case in json.loads(cases)]))

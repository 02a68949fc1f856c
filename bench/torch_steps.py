"""Times training steps in PyTorch with one thread: `python3 torch_steps.py PIXELS LABELS CASES`.

PIXELS holds examples of 784 bytes, LABELS a byte for each; CASES is the JSON of bench/training.ts, where a case with
`solves` is a net of time that solves the nonlinear oscillator. Its derivative goes forward beside the outputs, which
is half as long as autograd's through autograd. Prints the milliseconds of a step of each case, in order, as JSON: the best block, parameters read out included.
"""
import json
import math
import sys
import time

import numpy as np
import torch

torch.set_num_threads(1)
pixels, labels, cases = sys.argv[1:4]
x = np.fromfile(pixels, dtype=np.uint8).reshape(-1, 784).astype(np.float32)
x = torch.tensor((x / 255 - 0.1307) / 0.3081)
y = torch.tensor(np.fromfile(labels, dtype=np.uint8).astype(np.int64))
OPTIMISERS = {"sgd": torch.optim.SGD, "adadelta": torch.optim.Adadelta, "adam": torch.optim.Adam}


def build(case):
    activation = torch.nn.Sigmoid if "solves" in case else torch.nn.ReLU
    modules = []
    for inputs, units in zip(case["sizes"], case["sizes"][1:]):
        modules += [torch.nn.Linear(inputs, units, bias=case["bias"]), activation()]
    return torch.nn.Sequential(*modules[:-1])


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


def prepare_solver(net, case, dtype):
    t = torch.linspace(0, 4 * math.pi, case["batch"], dtype=dtype).reshape(-1, 1)
    start = torch.tensor([1.3, 1.0], dtype=dtype)
    rise, slope = 1 - torch.exp(-t), torch.exp(-t)

    def residuals():
        value, rate = t, torch.ones_like(t)
        for module in net:
            if isinstance(module, torch.nn.Linear):
                value, rate = module(value), rate @ module.weight.T
            else:
                value = torch.sigmoid(value)
                rate = value * (1 - value) * rate
        (q, p), (dq, dp) = (start + rise * value).T, (slope * value + rise * rate).T
        return ((dq - p) ** 2).mean() + ((dp + q + q**3) ** 2).mean()

    return residuals


def measure(case):
    net = build(case)
    optimiser = OPTIMISERS[case["optimiser"]](net.parameters(), lr=case["rate"])
    dtype = torch.float64 if case["precision"] == "float64" else torch.float32
    net.to(dtype)
    loss = (prepare_solver if "solves" in case else prepare_images)(net, case, dtype)
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

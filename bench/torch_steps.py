"""Times training steps in PyTorch with one thread: `python3 torch_steps.py PIXELS LABELS CASES`.

PIXELS holds examples of 784 bytes, LABELS a byte for each; CASES is the JSON of bench/training.ts. Prints the
milliseconds of a step of each case, in order, as JSON: the best block, parameters read out included.
"""
import json
import sys
import time

import numpy as np
import torch

torch.set_num_threads(1)
pixels, labels, cases = sys.argv[1:4]
x = np.fromfile(pixels, dtype=np.uint8).reshape(-1, 784).astype(np.float32)
x = torch.tensor((x / 255 - 0.1307) / 0.3081)
y = torch.tensor(np.fromfile(labels, dtype=np.uint8).astype(np.int64))
OPTIMISERS = {"sgd": torch.optim.SGD, "adadelta": torch.optim.Adadelta}


def build(case):
    modules = []
    for inputs, units in zip(case["sizes"], case["sizes"][1:]):
        modules += [torch.nn.Linear(inputs, units, bias=case["bias"]), torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def measure(case):
    net = build(case)
    optimiser = OPTIMISERS[case["optimiser"]](net.parameters(), lr=case["rate"])
    loss = torch.nn.CrossEntropyLoss()
    dtype = torch.float64 if case["precision"] == "float64" else torch.float32
    net.to(dtype)
    inputs = x.to(dtype)
    recorded = list(net.parameters()) if case["records"] == "all" else list(net[-1].parameters())
    best, at = float("inf"), 0
    for _ in range(case["blocks"]):
        begin = time.perf_counter()
        for _ in range(case["steps"]):
            at = (at + case["batch"]) % (len(y) - case["batch"])
            rows = slice(at, at + case["batch"])
            optimiser.zero_grad()
            loss(net(inputs[rows]), y[rows]).backward()
            optimiser.step()
            torch.nn.utils.parameters_to_vector(recorded).detach().numpy()
        best = min(best, (time.perf_counter() - begin) / case["steps"])
    return best * 1000


print(json.dumps([measure(case) for case in json.loads(cases)]))

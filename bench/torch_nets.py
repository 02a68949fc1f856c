"""Nets in PyTorch that koopman.py and torch_steps.py time: dense nets, and the residual loss of the net of time."""
import math

import torch


def build(sizes, solves, bias=True):
    """A chain of linear layers: sigmoids between them in the net of time, ReLU in classifiers."""
    activation = torch.nn.Sigmoid if solves else torch.nn.ReLU
    modules = []
    for inputs, units in zip(sizes, sizes[1:]):
        modules += [torch.nn.Linear(inputs, units, bias=bias), activation()]
    return torch.nn.Sequential(*modules[:-1])


def open_residuals(net, points, dtype):
    """The residual loss of the nonlinear oscillator from (1.3, 1.0) over [0, 4 pi], as a function of nothing.

    The derivative of the net goes forward beside its outputs, which is half as long as autograd's through autograd.
    """
    t = torch.linspace(0, 4 * math.pi, points, dtype=dtype).reshape(-1, 1)
    start = torch.tensor([1.3, 1.0], dtype=dtype)
    rise, slope = 1 - torch.exp(-t), torch.exp(-t)

    def measure():
        value, rate = t, torch.ones_like(t)
        for module in net:
            if isinstance(module, torch.nn.Linear):
                value, rate = module(value), rate @ module.weight.T
            else:
                value = torch.sigmoid(value)
                rate = value * (1 - value) * rate
        (q, p), (dq, dp) = (start + rise * value).T, (slope * value + rise * rate).T
        return ((dq - p) ** 2).mean() + ((dp + q + q**3) ** 2).mean()

    return measure

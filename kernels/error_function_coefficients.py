"""Prints the coefficients of kernels/error_function.ts: (1 + 2x)·exp(x²)·erfc(x) on [1, end] as a polynomial
in t = (x - 2)/(x + 2), interpolated at Chebyshev's points in 60 digits, with its largest error in erf.

python3 kernels/error_function_coefficients.py   (needs mpmath)
"""
from mpmath import cos, erfc, exp, lu_solve, matrix, mp, mpf, nstr, pi

mp.dps = 60


def place(x):
    return (x - 2) / (x + 2)


def interpolate(end, count):
    low, high = place(mpf(1)), place(mpf(end))
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    powers, values = matrix(count, count), matrix(count, 1)
    for i, t in enumerate(nodes):
        x = 2 * (1 + t) / (1 - t)
        values[i] = exp(x * x) * erfc(x) * (1 + 2 * x)
        for j in range(count):
            powers[i, j] = t**j
    return lu_solve(powers, values)


def measure(end, coefficients):
    worst = mpf(0)
    for i in range(400):
        x = 1 + (mpf(end) - 1) * i / 399
        value = sum(c * place(x) ** j for j, c in enumerate(coefficients))
        worst = max(worst, abs(value * exp(-x * x) / (1 + 2 * x) - erfc(x)))
    return worst


for end, count in ((4, 7), (6, 17)):
    found = interpolate(end, count)
    print(f"[1, {end}]: largest error {nstr(measure(end, found), 2)}")
    for c in reversed(found):
        print(nstr(c, 17))

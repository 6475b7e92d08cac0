"""Writes reference.csv: what another implementation forecasts of a signal that both can compute.

  python3 reference.py FOLDER_OF_THE_REFERENCE > reference.csv

The reference is the algorithm's first description, in Python with numba. Columns: observation, horizon, mean, lower_95,
lower_80, upper_80, upper_95.
"""
import math, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
import liquid_forecaster

H, T = 6, 3000
state, y = 12345, []
for t in range(T):
    state = (state * 1103515245 + 12345) % 2147483648
    noise = state / 2147483648 - 0.5
    y.append(10 * math.sin(2 * math.pi * t / 24) + 4 * math.sin(2 * math.pi * t / 168) + 3 * noise + (t // 700) * 2)
mean, bounds, *_ = liquid_forecaster.run(np.array(y), np.arange(T) * 3600.0, H, u0=3600.0, full=True)
for t in range(50, T, 50):
    for h in (0, 2, 5):
        row = [mean[t, h], *bounds[t, h]]
        print(t, h + 1, *(f"{x:.6f}" for x in row), sep=",")

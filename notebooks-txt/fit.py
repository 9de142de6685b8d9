# SPDX-License-Identifier: Apache-2.0
# A damped oscillation measured with noise: native arrays compute, the original SciPy fits, the original matplotlib draws.
#
#     weft notebooks-txt/fit.py [plot.png]
import sys

import numpy as np
from cpython import numpy as onp

# %% The measurement: a thousand times, and what an instrument showed at each.
random = np.random.default_rng(7)
time = np.linspace(0, 10, 1000)


def oscillation(time, amplitude, rate, frequency, phase):
    """Decays by `rate`, in native arrays: one fused loop."""
    return amplitude * np.exp(-rate * time) * np.cos(2 * np.pi * frequency * time + phase)


true = (2.0, 0.35, 0.8, 0.4)
measured = oscillation(time, *true) + random.normal(0, 0.1, time.size)
print(f"{time.size} points, mean {measured.mean():.4f}, deviation {measured.std():.4f}")

# %% Where to begin: the frequency that the signal resembles most.
frequencies = np.linspace(0.1, 2, 191)
waves = np.exp(-2j * np.pi * frequencies[:, None] * time)
strength = np.abs(waves @ measured)
start = frequencies[strength.argmax()]
print(f"the strongest frequency is {start:.2f}")

# %% The fit: SciPy's own code calls the function above, and both sides share the arrays' memory.
try:
    from cpython.scipy import optimize
except ImportError as error:
    sys.exit(f"this fit wants SciPy in the hosted Python: {error}")

found, covariance = optimize.curve_fit(
    lambda t, *parameters: onp.asarray(oscillation(np.asarray(t), *parameters)),
    onp.asarray(time), onp.asarray(measured), p0=[1.0, 0.1, start, 0.0])
found, errors = np.asarray(found), np.sqrt(np.diag(np.asarray(covariance)))
for name, value, error, wanted in zip(("amplitude", "rate", "frequency", "phase"), found, errors, true):
    print(f"{name:10} {value:8.4f} ± {error:.4f}    was {wanted}")
fitted = oscillation(time, *found)
rest = measured - fitted
print(f"what remains deviates by {rest.std():.4f}")

# %% The plot.
try:
    from cpython import matplotlib
except ImportError as error:
    print(f"no plot, which wants matplotlib in the hosted Python: {error}")
    sys.exit()

matplotlib.use("Agg")
from cpython.matplotlib import pyplot

figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 6), height_ratios=[3, 1])
t = onp.asarray(time)
above.plot(t, onp.asarray(measured), ".", markersize=2, label="measured")
above.plot(t, onp.asarray(fitted), label=f"fit: {found[2]:.3f} Hz")
above.fill_between(t, onp.asarray(fitted - 2 * rest.std()), onp.asarray(fitted + 2 * rest.std()), alpha=0.2)
above.legend()
below.plot(t, onp.asarray(rest), linewidth=0.5)
below.set_xlabel("time")
path = sys.argv[1] if len(sys.argv) > 1 else "fit.png"
figure.savefig(path, dpi=120)
print(f"saved {path}")

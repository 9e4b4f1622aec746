"""How many sessions a week will have, from the weeks before: exponential smoothing; the only file that speaks statsmodels.

Constant, simple, with a trend and with one that dies away: each is fitted, and counts by how well it does for the numbers
it needs (Akaike weights of the corrected criterion). The Theta method, which leans the other way, has the other half.
Loading the library takes longer than using it, so it is loaded where it is used.
"""

import os
import warnings
from collections.abc import Sequence
from math import exp, log, pi
from typing import Any

# For fewer weeks the smoothing finds no beginning; then the mean of the last eight is all that can be said.
LEAST_FITTED = 12
EIGHT = 8
# Read by the linear algebra below the library when it is loaded: with matrices as small as these, a second thread is in the way.
_THREADS = "OPENBLAS_NUM_THREADS"


def mean_ahead(weeks: Sequence[float], count: int) -> list[float]:
    """The mean of the last eight weeks, for each of the coming ones."""
    last = list(weeks)[-EIGHT:]
    return [sum(last) / len(last)] * count


def level_ahead(weeks: Sequence[float], count: int) -> list[float]:
    """The coming weeks by smoothing, none below nothing."""
    if len(weeks) < LEAST_FITTED or len(set(weeks)) == 1:
        return mean_ahead(weeks, count)
    os.environ.setdefault(_THREADS, "1")
    with warnings.catch_warnings():
        # That a fit has not converged to the last digit is no news to anybody.
        warnings.simplefilter("ignore")
        smoothed, theta = _smoothed(weeks, count), _theta(weeks, count)
    return [max(0.0, (a + b) / 2) for a, b in zip(smoothed, theta, strict=True)]


def _smoothed(weeks: Sequence[float], count: int) -> list[float]:
    import numpy as np
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = np.asarray(weeks, dtype=float)
    size = len(values)
    constant = -size / 2 * (log(2 * pi * float(values.var())) + 1)
    found = [(_criterion(constant, 2, size), [float(values.mean())] * count)]
    for trend, damped, numbers in ((None, False, 3), ("add", False, 5), ("add", True, 6)):
        model: Any = ETSModel(values, trend=trend, damped_trend=damped)
        fitted: Any = model.fit(disp=False)
        ahead = [float(each) for each in fitted.forecast(count)]
        found.append((_criterion(float(fitted.llf), numbers, size), ahead))
    best = min(criterion for criterion, _ in found)
    weights = [exp((best - criterion) / 2) for criterion, _ in found]
    return [
        sum(weight * ahead[n] for weight, (_, ahead) in zip(weights, found, strict=True))
        / sum(weights)
        for n in range(count)
    ]


def _theta(weeks: Sequence[float], count: int) -> list[float]:
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    model: Any = ThetaModel(pd.Series(list(weeks)), period=1, deseasonalize=False)
    return [float(each) for each in model.fit().forecast(count)]


def _criterion(likelihood: float, numbers: int, size: int) -> float:
    """Akaike's, corrected for short series."""
    return -2 * likelihood + 2 * numbers * size / (size - numbers - 1)

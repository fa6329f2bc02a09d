"""The normal distribution, elementwise and without scipy, so that it compiles under numba.

Thresholds known with error (2.6) and lognormal resolve (2.8) both need Φ. The distribution is
Hart's rational approximation, algorithm 5666, in the arrangement of West (2005); the quantile is
Wichura's AS 241 (PPND7) with one Newton step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

from detente.mechanisms.validated import OPEN_UNIT, REAL, Numbers, validated

P = ParamSpec("P")
R = TypeVar("R")


class Shared(Generic[P, R]):
    """A branch-free function that other cores may call, in Python and under numba.

    numba cannot call a plain Python function, and importing numba here would cost every command a
    second. numba asks an object it does not know for `_numba_type_`; only then is this compiled.
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.__doc__ = function.__doc__
        self._compiled: Any = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the bare function."""
        return self.function(*args, **kwargs)

    @property
    def _numba_type_(self) -> Any:
        import numba

        if self._compiled is None:
            self._compiled = numba.njit(self.function)
        return numba.types.Dispatcher(self._compiled)


@validated(deviate=REAL)
def normal_cdf(deviate: Numbers) -> Numbers:
    """Return Φ(z), the probability that a standard normal variable is at most z.

    Φ(z) = ∫_{−∞}^{z} exp(−s²/2) ds / √(2π). Absolute error below 1e-15, relative error of
    the lower tail below 1e-8 down to z = −37; beyond |z| = 38 the value at 38 is returned.

    Args:
        deviate: z, any real number, in standard deviations; any shape.

    Raises:
        ValueError: z is not a finite number.

    Source: hart1968, west2005.
    """
    z = np.minimum(np.abs(deviate), 38.0)  # literal-ok: beyond this exp(−z²/2) underflows
    bell = np.exp(-0.5 * z * z)
    top = 3.52624965998911e-02 * z + 0.700383064443688  # literal-ok: coefficients of Hart 5666
    top = (top * z + 6.37396220353165) * z + 33.912866078383  # literal-ok: Hart 5666
    top = (top * z + 112.079291497871) * z + 221.213596169931  # literal-ok: Hart 5666
    top = top * z + 220.206867912376  # literal-ok: coefficients of Hart 5666
    low = 8.83883476483184e-02 * z + 1.75566716318264  # literal-ok: coefficients of Hart 5666
    low = (low * z + 16.064177579207) * z + 86.7807322029461  # literal-ok: Hart 5666
    low = (low * z + 296.564248779674) * z + 637.333633378831  # literal-ok: Hart 5666
    low = (low * z + 793.826512519948) * z + 440.413735824752  # literal-ok: Hart 5666
    far = z + 4.0 / (z + 0.65)  # literal-ok: continued fraction for the tail, West 2005
    far = z + 1.0 / (z + 2.0 / (z + 3.0 / far))  # literal-ok: continued fraction, West 2005
    near = z < 7.07106781186547  # literal-ok: 10/√2, where West 2005 changes formula
    tail = bell * np.where(near, top / low, 1.0 / (far * np.sqrt(2.0 * np.pi)))
    return np.where(deviate > 0, 1.0 - tail, tail)


#: Φ for use inside other cores.
phi = Shared(normal_cdf.core)


@validated(probability=OPEN_UNIT)
def normal_quantile(probability: Numbers) -> Numbers:
    """Return the z with Φ(z) = p, within 1e-11 for 1e-6 < p < 1 − 1e-6 and 1e-8 beyond.

    Args:
        probability: p in (0, 1), a probability; any shape.

    Raises:
        ValueError: p is not inside (0, 1).

    Source: wichura1988; the Newton step z ← z − (Φ(z) − p)/φ(z) is ours.
    """
    centred = probability - 0.5
    small = np.minimum(probability, 1.0 - probability)
    r = 0.180625 - centred * centred  # literal-ok: coefficients of AS 241
    top = (59.109374720 * r + 159.29113202) * r + 50.434271938  # literal-ok: AS 241
    low = (67.187563600 * r + 78.757757664) * r + 17.895169469  # literal-ok: AS 241
    middle = -np.abs(centred) * (top * r + 3.3871327179) / (low * r + 1.0)  # literal-ok: AS 241
    depth = np.sqrt(-np.log(small))
    r = depth - 1.6  # literal-ok: coefficients of AS 241
    top = (0.17023821103 * r + 1.3067284816) * r + 2.7568153900  # literal-ok: AS 241
    low = (0.12021132975 * r + 0.73700164250) * r + 1.0  # literal-ok: AS 241
    shoulder = -(top * r + 1.4234372777) / low  # literal-ok: coefficients of AS 241
    r = depth - 5.0  # literal-ok: coefficients of AS 241
    top = (0.017337203997 * r + 0.42868294337) * r + 3.0812263860  # literal-ok: AS 241
    low = (0.012258202635 * r + 0.24197894225) * r + 1.0  # literal-ok: AS 241
    far = -(top * r + 6.6579051150) / low  # literal-ok: coefficients of AS 241
    outer = np.where(depth <= 5.0, shoulder, far)  # literal-ok: split point of AS 241
    start = np.where(np.abs(centred) <= 0.425, middle, outer)  # literal-ok: split point of AS 241
    density = np.exp(-0.5 * start * start) / np.sqrt(2.0 * np.pi)
    lower: Numbers = start - (phi(start) - small) / density
    return np.where(centred > 0, -lower, lower)


#: The quantile for use inside other cores.
quantile = Shared(normal_quantile.core)

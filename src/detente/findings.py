"""What an analysis returns: labelled arrays, and where they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from detente.scenario.draws import Draws

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

#: Arrays of more numbers than this are packed in a file.
_LARGE = 100_000


@dataclass(frozen=True)
class Origin:
    """How a finding came about: enough to repeat it.

    Attributes:
        scenario, fingerprint: name, and hash of everything declared.
        version: of this package.
        seed, draws, widened: of the draws.
        viewpoint, world: whose switches, and which declared world, were applied, or None.
        changes: paths that a reader changed.
        method, options: the analysis and its options.
        warnings: what the reader has to know.
        elapsed: seconds.
    """

    scenario: str
    fingerprint: str
    version: str
    seed: int
    draws: int
    widened: float
    viewpoint: str | None
    world: str | None
    changes: tuple[str, ...]
    method: str
    options: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    elapsed: float = 0.0


def origin_of(
    draws: Draws,
    method: str,
    *,
    options: dict[str, Any] | None = None,
    warnings: tuple[str, ...] = (),
    elapsed: float = 0.0,
) -> Origin:
    """Describe how a finding on these draws came about."""
    from detente import __version__

    scenario = draws.scenario
    return Origin(
        scenario=scenario.name,
        fingerprint=scenario.fingerprint(),
        version=__version__,
        seed=draws.seed,
        draws=draws.count,
        widened=draws.widened,
        viewpoint=scenario.viewpoint,
        world=scenario.world,
        changes=scenario.changes,
        method=method,
        options=options or {},
        warnings=warnings,
        elapsed=elapsed,
    )


@dataclass(frozen=True, repr=False)
class Findings(ABC):
    """Base of all findings: a labelled dataset and its origin."""

    data: xr.Dataset
    origin: Origin

    #: Keys of the works that the method rests on, in the library's list of references.
    references: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        """Return three lines: what, from which scenario, how sampled."""
        sizes = ", ".join(f"{size} {name}" for name, size in self.data.sizes.items())
        return (
            f"{type(self).__name__} of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {sizes}\n"
            f"  {self.origin.method}; {self.origin.draws} draws, seed {self.origin.seed}, "
            f"version {self.origin.version}"
        )

    @abstractmethod
    def table(self) -> pd.DataFrame:
        """Return the finding as a table, rounded to its Monte Carlo error."""

    @abstractmethod
    def plot(self) -> Figure:
        """Return the finding as a picture."""

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the arrays and their origin to a NetCDF file, whole or not at all."""
        from detente.files import write_whole

        data = self.data.copy()
        told = {**data.attrs, **asdict(self.origin)}
        data.attrs = {str(key): _plain(value) for key, value in told.items()}
        target = Path(path)
        packed = {
            name: {"zlib": True, "complevel": 1}
            for name, values in data.data_vars.items()
            if values.size > _LARGE
        }
        write_whole(target, lambda place: data.to_netcdf(place, engine="h5netcdf", encoding=packed))
        return target

    def cite(self) -> tuple[str, ...]:
        """Return the references for the method used."""
        from detente.library.references import reference

        return tuple(reference(key) for key in self.references)


def _plain(value: Any) -> Any:
    """Return a value that NetCDF attributes can hold; what is nested becomes JSON."""
    import json

    if value is None:
        return ""
    if isinstance(value, dict | tuple | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def rounded_to_error(share: float, draws: int) -> float:
    """Round a share to its Monte Carlo error (one significant digit of √(p(1−p)/n))."""
    import math

    error = math.sqrt(max(share * (1 - share), 1 / draws) / draws)
    return round(share, max(0, -math.floor(math.log10(error))))

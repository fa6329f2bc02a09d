"""The same luck under another viewpoint's settings."""

from __future__ import annotations

from detente.scenario.draws import Draws
from detente.scenario.viewpoints import settings_of


def under(draws: Draws, viewpoint: str | None) -> Draws:
    """Return the draws with one viewpoint's switches applied; None leaves them as they are.

    A viewpoint that the scenario was loaded with is taken back first, and what the reader changed
    outweighs any viewpoint, as on loading.
    """
    if viewpoint is None:
        return draws
    scenario = draws.scenario
    settings = {**scenario.unset, **settings_of(scenario, viewpoint)}
    return draws.replaced(
        {address: q for address, q in settings.items() if address not in scenario.changes}
    )

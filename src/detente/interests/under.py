"""The same luck under another viewpoint's settings."""

from __future__ import annotations

from detente.scenario.draws import Draws
from detente.scenario.viewpoints import settings_of


def under(draws: Draws, viewpoint: str | None) -> Draws:
    """Return the draws with one viewpoint's switches applied; None leaves them as they are."""
    if viewpoint is None:
        return draws
    return draws.replaced(settings_of(draws.scenario, viewpoint))

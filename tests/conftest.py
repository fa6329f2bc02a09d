"""Fixtures that several tests share."""

from __future__ import annotations

import pytest
from helpers import MINIMAL

from detente.scenario import Scenario, loads


@pytest.fixture(scope="session")
def minimal() -> Scenario:
    """The smallest scenario that can be run."""
    return loads(MINIMAL, "minimal.yaml")

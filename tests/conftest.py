"""Fixtures that several tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers import MINIMAL

from detente.scenario import Scenario, loads


@pytest.fixture(scope="session")
def minimal() -> Scenario:
    """The smallest scenario that can be run."""
    return loads(MINIMAL, "minimal.yaml")


@pytest.fixture(scope="session", autouse=True)
def _own_kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled kernels go to a folder of this run, not to the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE_DIR", str(tmp_path_factory.mktemp("kernels")))
        yield

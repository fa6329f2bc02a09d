"""What a run is about, as data: index sets, their links, deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detente.scenario.schema import Agreement, ScenarioFile

Places = npt.NDArray[np.int32]

#: Roles of issues on which states deal by executive agreement, without a legislature.
EXECUTIVE_ROLES = ("societal", "technology")
#: Roles of issues that are high politics; experience from the others may carry over to them.
HIGH_ROLES = ("acute_conflict", "security_regime", "regional", "order", "interference")


@dataclass(frozen=True)
class IndexSet:
    """Entities of one sort, in order, and their links to other index sets.

    Attributes:
        name: such as "dyad".
        keys: what each entity is, in ids of the scenario.
        links: link → (index set, place of the linked entity for each entity).
    """

    name: str
    keys: tuple[str, ...]
    links: Mapping[str, tuple[str, Places]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of entities."""
        return len(self.keys)


@dataclass(frozen=True)
class Deal:
    """A named agreement, or the open slot of a pair on an issue.

    Attributes:
        id: id of the agreement, or `issue:one-other`, or `package:one-other`.
        agreement: the agreement, or None for a slot.
        issues: on what (several for a package).
        parties: who signs.
        thirds: issue → others whose consent is needed on it.
    """

    id: str
    agreement: Agreement | None
    issues: tuple[str, ...]
    parties: tuple[str, ...]
    thirds: Mapping[str, tuple[str, ...]]

    @property
    def is_package(self) -> bool:
        """Whether several issues are bargained as one."""
        return len(self.issues) > 1

    @property
    def required(self) -> tuple[str, ...]:
        """Everybody whose consent is needed, parties first."""
        return (*self.parties, *sorted({a for thirds in self.thirds.values() for a in thirds}))

    def bound(self, issue: str) -> tuple[str, ...]:
        """Return everybody whose consent is needed on one of its issues."""
        return (*self.parties, *self.thirds[issue])


@dataclass(frozen=True)
class Structure:
    """All index sets of a scenario.

    Attributes:
        sets: by name.
        deals: agreements and slots, in the order of the index set "deal".
        left_out: what the model cannot carry, in words.
    """

    sets: Mapping[str, IndexSet]
    deals: tuple[Deal, ...]
    left_out: tuple[str, ...]

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the entities of an index set."""
        return self.sets[name].keys


def owed(content: ScenarioFile, deal: Deal, actor: str, issue: str) -> tuple[str, ...]:
    """Return to whom an actor owes something on an issue of a deal: nobody who is party to it."""
    thirds = content.issues[issue].actors[actor].obligation_to
    return tuple(third for third in thirds if third != actor and third not in deal.parties)

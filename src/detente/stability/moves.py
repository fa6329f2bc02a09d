"""Who can move where: a decision maker's reach is a coset over its own options.

Changing any of its options at once, an owner reaches every feasible state with the same letters
elsewhere, but for irreversible options, which let it go one way only. States that share all letters
except the owner's reversible options form a *group*: from each of a group the same states can be
reached. So reach is kept as groups, and for irreversible options as the groups one group leads to;
never as a matrix over states.

One owner's moves are transitive: what it reaches in two moves it reaches in one, or it is back
where it was. The same holds for its improvements. Hence the rule of legal sequences, that nobody
moves twice in a row, takes nothing away from what opponents together can reach: two moves in a row
by the same opponent can be joined into one, or struck out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.stability.options import Options
from detente.stability.states import Codes

#: Numbers of states or groups, or ranks.
Numbers: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Moves:
    """The reach of every decision maker over the feasible states.

    Groups are numbered through all owners.

    Attributes:
        group: (owner, state) group of each state.
        members: (owner, state) states by group.
        first, end: (group,) where a group begins and ends in its owner's row of `members`.
        target_first, targets: groups that the members of a group can move to, with itself:
            `targets[target_first[g]:target_first[g + 1]]`.
        source_first, sources: the same, whence.
        group_first: (owner + 1,) where an owner's groups begin.
    """

    group: Numbers
    members: Numbers
    first: Numbers
    end: Numbers
    target_first: npt.NDArray[np.int64]
    targets: Numbers
    source_first: npt.NDArray[np.int64]
    sources: Numbers
    group_first: tuple[int, ...]

    def reach(self, owner: int, state: int) -> Numbers:
        """Return the states that an owner can move to from a state, by number, rising."""
        group = self.group[owner, state]
        around = self.targets[self.target_first[group] : self.target_first[group + 1]]
        row = self.members[owner]
        states = np.concatenate([row[self.first[g] : self.end[g]] for g in around])
        return np.sort(states[states != state])

    def highest(self, owner: int, values: Numbers) -> Numbers:
        """Return the highest value among each state and what its owner can reach from it.

        Args:
            owner: who moves.
            values: (…, state).
        """
        begin, stop = self.group_first[owner], self.group_first[owner + 1]
        # Each step works along the last axis; groups lie side by side in `members`.
        grouped = np.take(values, self.members[owner], axis=-1)
        best = np.maximum.reduceat(grouped, self.first[begin:stop], axis=-1)
        low, high = self.target_first[begin], self.target_first[stop]
        if high - low > stop - begin:
            there = np.take(best, self.targets[low:high] - begin, axis=-1)
            best = np.maximum.reduceat(there, self.target_first[begin:stop] - low, axis=-1)
        return np.asarray(np.take(best, self.group[owner] - begin, axis=-1), np.int32)


def moves_between(codes: Codes, known: Options) -> Moves:
    """Work out who can move where.

    Args:
        codes: (state,) feasible states, rising.
        known: owners, options and which are irreversible.
    """
    count = len(codes)
    owners = len(known.owners)
    group = np.empty((owners, count), np.int32)
    members = np.empty((owners, count), np.int32)
    firsts, ends, pairs = [], [], []
    group_first = [0]
    for owner in range(owners):
        own = known.bits_of(owner)
        one_way = own & (known.forward | known.back)
        keys, number = np.unique(codes & ~(own & ~one_way), return_inverse=True)
        begin = group_first[-1]
        group[owner] = number + begin
        members[owner] = np.argsort(number, kind="stable")
        last = np.cumsum(np.bincount(number, minlength=len(keys)))
        ends.append(last)
        firsts.append(np.concatenate([[0], last[:-1]]))
        pairs.append(_leads(keys, one_way, known.back) + begin)
        group_first.append(begin + len(keys))
    return _assembled(group, members, firsts, ends, pairs, group_first)


def _assembled(
    group: Numbers,
    members: Numbers,
    firsts: Sequence[npt.NDArray[np.int64]],
    ends: Sequence[npt.NDArray[np.int64]],
    pairs: Sequence[npt.NDArray[np.int64]],
    group_first: Sequence[int],
) -> Moves:
    """Put together what was worked out owner by owner; pairs say which group leads to which."""
    source, target = np.concatenate(pairs, axis=1)
    forth, back = np.lexsort((target, source)), np.lexsort((source, target))
    groups = np.arange(group_first[-1] + 1)
    return Moves(
        group=group,
        members=members,
        first=np.concatenate(firsts).astype(np.int32),
        end=np.concatenate(ends).astype(np.int32),
        target_first=np.searchsorted(source[forth], groups),
        targets=target[forth].astype(np.int32),
        source_first=np.searchsorted(target[back], groups),
        sources=source[back].astype(np.int32),
        group_first=tuple(group_first),
    )


def _leads(keys: Codes, one_way: int, back: int) -> npt.NDArray[np.int64]:
    """Return which groups lead to which, each to itself, (2, pair).

    Args:
        keys: (group,) letters that the members of a group share, rising.
        one_way: bits of the owner's irreversible options.
        back: bits of options that go Y→N only.
    """
    here = np.arange(len(keys))
    found = [np.stack([here, here])]
    for change in _subsets(one_way):
        # An option that only goes forward can change where it is N; one that only goes back, Y.
        free = ((keys ^ back) & change) == 0
        there = keys[free] ^ change
        place = np.minimum(np.searchsorted(keys, there), len(keys) - 1)
        exists = keys[place] == there
        found.append(np.stack([here[free][exists], place[exists]]))
    return np.concatenate(found, axis=1)


def _subsets(bits: int) -> Sequence[int]:
    """Return every non-empty subset of some bits."""
    subsets, subset = [], bits
    while subset:
        subsets.append(subset)
        subset = (subset - 1) & bits
    return subsets


def moves_of_targets(targets: Sequence[Sequence[Numbers]]) -> Moves:
    """Work out who can move where from lists of what each state leads to.

    Moves must be transitive: whatever is reached from what is reached is in the list as well.

    Args:
        targets: per owner and state, the states reached in one move, with the state itself.
    """
    count = len(targets[0])
    group = np.empty((len(targets), count), np.int32)
    members = np.empty((len(targets), count), np.int32)
    firsts, ends, pairs = [], [], []
    group_first = [0]
    for owner, lists in enumerate(targets):
        # States that reach each other reach the same, and no others do.
        known: dict[bytes, int] = {}
        number = np.array([known.setdefault(np.sort(row).tobytes(), len(known)) for row in lists])
        begin = group_first[-1]
        group[owner] = number + begin
        members[owner] = np.argsort(number, kind="stable")
        last = np.cumsum(np.bincount(number))
        ends.append(last)
        firsts.append(np.concatenate([[0], last[:-1]]))
        one_each = members[owner][firsts[-1]]
        leads = [np.unique(number[lists[state]]) for state in one_each]
        source = np.repeat(np.arange(len(known)), [len(row) for row in leads])
        pairs.append(np.stack([source, np.concatenate(leads)]) + begin)
        group_first.append(begin + len(known))
    return _assembled(group, members, firsts, ends, pairs, group_first)

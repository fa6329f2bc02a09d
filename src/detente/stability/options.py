"""Who controls which yes/no options, and by which names they are addressed.

Option k of the whole list is bit k of a state's code and letter k of its Y/N string.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.scenario.problems import cut, listed, nearest

#: Codes of states are 64-bit numbers, and 2^30 states are more than a machine on a desk can hold.
MOST_OPTIONS = 30  # literal-ok: a size
#: Names that a statement need not put in quotes.
PLAIN = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)?")
#: How an option may be irreversible: only N→Y, or only Y→N.
DIRECTIONS = ("forward", "back")


@dataclass(frozen=True)
class Options:
    """The options of a conflict in the order of a state's letters, owner by owner.

    Attributes:
        owners: the decision makers, in order.
        names: of the options, in order.
        owner_of: number of the owner of each option.
        forward, back: bits of the options that only go N→Y, and only Y→N.
    """

    owners: tuple[str, ...]
    names: tuple[str, ...]
    owner_of: tuple[int, ...]
    forward: int = 0
    back: int = 0

    @property
    def addresses(self) -> dict[str, int]:
        """Return every name that means one option: its own where unique, and `owner.option`."""
        counts = Counter(self.names)
        found = {name: k for k, name in enumerate(self.names) if counts[name] == 1}
        for k, name in enumerate(self.names):
            found[f"{self.owners[self.owner_of[k]]}.{name}"] = k
        return found

    def written(self, number: int) -> str:
        """Return how a statement names an option: as `owner.option` or in quotes if need be."""
        name = self.names[number]
        if self.names.count(name) > 1:
            name = f"{self.owners[self.owner_of[number]]}.{name}"
        return name if PLAIN.fullmatch(name) else f'"{name}"'

    def bits_of(self, owner: int) -> int:
        """Return the bits of one owner's options."""
        return sum(1 << k for k, of in enumerate(self.owner_of) if of == owner)

    def number(self, name: str, where: str) -> int:
        """Return the number of an option by its name, or `owner.option`.

        Raises:
            ValueError: an unknown or ambiguous name, in one line that begins with `where`.
        """
        addresses = self.addresses
        if name in addresses:
            return addresses[name]
        same = [address for address in addresses if address.endswith(f".{name}")]
        if same:
            raise ValueError(
                f"{where}: option '{cut(name)}' belongs to more than one decision maker – "
                f"write {listed(same)}"
            )
        raise ValueError(f"{where}: no option '{cut(name)}'{nearest(name, addresses)}")

    def owner_number(self, owner: str, where: str) -> int:
        """Return the number of a decision maker.

        Raises:
            ValueError: nobody of that name.
        """
        if owner in self.owners:
            return self.owners.index(owner)
        raise ValueError(f"{where}: no decision maker '{cut(owner)}'{nearest(owner, self.owners)}")


def read_options(
    decision_makers: Mapping[str, Sequence[str]], irreversible: Mapping[str, str]
) -> Options:
    """Check the decision makers and their options.

    Args:
        decision_makers: owner → names of its options.
        irreversible: option → `forward` (only N→Y) or `back` (only Y→N).

    Raises:
        ValueError: nobody, an owner without options, a name twice or unusable, more than 30
            options, an unknown option or direction.
    """
    if not decision_makers:
        raise ValueError("decision_makers: nobody is named – give at least one with its options")
    names: list[str] = []
    owner_of: list[int] = []
    for number, (owner, own) in enumerate(decision_makers.items()):
        where = f"decision_makers: {owner}"
        if isinstance(own, str) or not own:
            raise ValueError(f"{where} has no list of options – name at least one")
        for name in own:
            _usable(name, where)
        if twice := [name for name, count in Counter(own).items() if count > 1]:
            raise ValueError(f"{where} has the option '{twice[0]}' twice")
        names += own
        owner_of += [number] * len(own)
    if len(names) > MOST_OPTIONS:
        raise ValueError(
            f"decision_makers: {len(names)} options – at most {MOST_OPTIONS} can be solved in "
            "full; leave out those that decide least"
        )
    bare = Options(tuple(decision_makers), tuple(names), tuple(owner_of))
    bits = dict.fromkeys(DIRECTIONS, 0)
    for name, direction in irreversible.items():
        number = bare.number(name, "irreversible")
        if direction not in DIRECTIONS:
            raise ValueError(
                f"irreversible: {name} is '{direction}' – write forward (only N→Y) or back "
                "(only Y→N)"
            )
        if (bits["forward"] | bits["back"]) >> number & 1:
            raise ValueError(f"irreversible: {name} stands twice, under two names")
        bits[direction] |= 1 << number
    return Options(bare.owners, bare.names, bare.owner_of, bits["forward"], bits["back"])


def _usable(name: Any, where: str) -> None:
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{where}: {name!r} is no name of an option")
    if set(name) <= set("YN-"):
        raise ValueError(f"{where}: an option cannot be called '{cut(name)}': it reads as a state")
    if '"' in name:
        raise ValueError(f"{where}: option '{cut(name)}' has a double quote, which marks names")
    if "." in name:
        raise ValueError(
            f"{where}: option '{cut(name)}' has a full stop, which parts owner and option"
        )

"""The registration of an equation: over which entities it runs, what it reads and writes.

    @term(over="dyad", writes=("trust",))
    def trust_update(trust, reverse__surprise, gain, decay):
        '''Trust moves with the surprise about the other side and decays.'''
        return clip(trust + gain * reverse__surprise - decay * trust, -5.0, 5.0)

The names of the arguments say what is read: `field` of the entity itself, `link__field` of an
entity it is linked to, a plain name that is no field of the own index set is a parameter of the
world, and `month` is the number of the month. The rules for the body stand in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from detente.dynamics.engine.rules import equation, read_signature

__all__ = ["BIG", "MONTH", "OWN_LINKS", "Combine", "Term", "equation", "split_name", "term"]

Combine = Literal["sum", "product", "min", "max"]

#: The reserved argument: the number of the month, 1 … months, and 0 before the first.
MONTH = "month"
#: Links that stay inside the index set. Through any other link the same rule about reading and
#: writing one field is checked row by row, when the program is put together.
OWN_LINKS = ("reverse",)
#: What a field is reset to (with either sign) before a combination by "min" or "max".
BIG = 1e9  # literal-ok: above every value of a model, and exact in float32


@dataclass(frozen=True)
class Term:
    """One equation of the monthly model, not yet tied to rows.

    Attributes:
        name: name of the function.
        over: the index set it runs over.
        reads: names of the arguments.
        writes: names of the fields written, in the order of the values returned.
        combine: how the values of several entities come together in a linked field; None where
            every entity writes its own.
        function: the equation.
    """

    name: str
    over: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    combine: Combine | None
    function: Callable[..., Any]

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Work the equation out directly, on floats or arrays."""
        return self.function(*arguments, **named)


def split_name(name: str) -> tuple[str, str]:
    """Return (link, field) of a name such as `reverse__flow`; the link is empty without one.

    Raises:
        ValueError: there is more than one double underscore, or nothing beside it.
    """
    link, mark, field = name.partition("__")
    if not mark:
        return "", name
    if not link or not field or "__" in field:
        raise ValueError(f"'{name}' is neither a field nor link__field")
    return link, field


def term(
    *, over: str, writes: tuple[str, ...], combine: Combine | None = None
) -> Callable[[Callable[..., Any]], Term]:
    """Return a decorator that registers an equation.

    Args:
        over: the index set it runs over, such as "dyad".
        writes: fields written, in the order of the values returned.
        combine: for writes to linked fields: how values of several entities come together. The
            fields are first reset (to 0, to 1 for "product", to ±1e9 for "min" and "max").

    Raises:
        ValueError: a rule is broken; one line with function, line and reason.
    """

    def register(function: Callable[..., Any]) -> Term:
        signature = read_signature(function, numbers=True)
        name = function.__name__
        reads = tuple(signature.takes)
        try:
            _check_writes(reads, writes, combine)
        except ValueError as problem:
            line = function.__code__.co_firstlineno
            raise ValueError(f"{name}, line {line}: {problem}") from None
        if len(signature.gives) != len(writes):
            raise ValueError(
                f"{name}, line {function.__code__.co_firstlineno}: "
                f"returns {len(signature.gives)} values for {len(writes)} writes"
            )
        if "condition" in signature.gives:
            raise ValueError(
                f"{name}, line {function.__code__.co_firstlineno}: "
                "returns a comparison; write choose(…, 1.0, 0.0)"
            )
        return Term(name, over, reads, writes, combine, function)

    return register


def _check_writes(reads: tuple[str, ...], writes: tuple[str, ...], combine: Combine | None) -> None:
    """Raise one line about what is read and written, if it breaks a rule."""
    if isinstance(writes, str) or not writes:
        raise ValueError("writes must be a tuple of at least one name")
    if combine not in (None, "sum", "product", "min", "max"):
        raise ValueError(f"combine is '{combine}'; it must be sum, product, min or max")
    if len(set(writes)) != len(writes):
        raise ValueError("the same field is written twice")
    read = [split_name(name) for name in reads]
    for name in writes:
        link, field = split_name(name)
        if name == MONTH:
            raise ValueError("the month cannot be written")
        if link and combine is None:
            raise ValueError(f"'{name}' is another entity's field; say how values combine")
        if not link and combine is not None:
            raise ValueError(f"'{name}' is the entity's own field; nothing to combine")
        if combine is None and any(far in OWN_LINKS and seen == field for far, seen in read):
            raise ValueError(
                f"reads '{field}' of another entity and writes '{field}'; "
                "the order of the entities would matter"
            )
        if combine is not None and (link, field) in read:
            raise ValueError(f"reads '{name}', which is reset before the term runs")

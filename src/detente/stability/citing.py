"""Findings that name the works that their method rests on."""

from __future__ import annotations

from typing import ClassVar


class Cited:
    """Something with references."""

    #: Keys of the works that the method rests on, in the library's list of references.
    references: ClassVar[tuple[str, ...]] = ()

    def cite(self) -> tuple[str, ...]:
        """Return the references for the method used."""
        from detente.library.references import reference

        return tuple(str(reference(key)) for key in self.references)

"""What a figure is: headline, table, caption; shared by the figures of the date and the months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from detente.library.conventions import conventions

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from detente.study import Study

Row: TypeAlias = tuple[Any, ...]
Tabulate: TypeAlias = "Callable[[Study], Iterable[Row]]"
Caption: TypeAlias = "Callable[[Study], str]"


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """One kind of picture.

    Attributes:
        id: as on the command line.
        title: the headline.
        meaning: one line on what it shows.
        columns: of its table.
        rows: the numbers of the picture.
        caption: what its ranges are, what they span and what it cannot bear.
        monthly: whether it shows the monthly model, which has to be run for it.
        bargaining: whether it shows the models of bargaining, which have to be asked for it.
        standoffs: whether it shows the declared conflicts, which have to be solved for it.
        claims: whether it shows the declared claims, which have to be tested for it.
    """

    id: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: Tabulate
    caption: Caption
    monthly: bool = False
    bargaining: bool = False
    standoffs: bool = False
    claims: bool = False

    def draw(self, study: Study) -> Figure:
        """Return the picture with its headline, without its caption."""
        # Listing the figures should not wait for matplotlib.
        if self.monthly:
            from detente.report.pictures_months import PICTURES
        else:
            from detente.report.pictures import PICTURES
        return PICTURES[self.id](study, self.title)

    def table(self, study: Study) -> pd.DataFrame:
        """Return the numbers of the picture; an empty table keeps its columns."""
        import pandas as pd

        return pd.DataFrame(list(self.rows(study)), columns=list(self.columns))


def range_words() -> str:
    """Return `the middle 80% of the draws`."""
    return f"the middle {conventions()['interval']:.0%} of the draws"


def columns_of(words: str) -> tuple[str, ...]:
    """Return names of columns; `now:` stands for its low end, median and high end."""
    ends = ("low", "median", "high")
    return tuple(
        name
        for word in words.split()
        for name in ([f"{word[:-1]}_{end}" for end in ends] if word.endswith(":") else [word])
    )

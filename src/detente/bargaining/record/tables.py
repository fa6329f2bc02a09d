"""Tables of text: rows with their line, columns checked, one line for what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.scenario.problems import InvalidInputError, listed, nearest


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        file, line: where it stands.
        cells: column → text, blanks at both ends taken off.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    def problem(self, message: str) -> InvalidInputError:
        """Return the error that names this row."""
        return InvalidInputError.single(message, file=self.file, line=self.line)

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell."""
        return self.cells[column]


def rows_of(path: Path, needed: Sequence[str], *, separator: str = ",") -> Iterator[Row]:
    """Yield the rows of a table in UTF-8 whose first line names the columns.

    Args:
        path: the file.
        needed: columns that must be there; others may be.
        separator: between cells.

    Raises:
        InvalidInputError: the file cannot be read, a column is missing or stands twice, or a row
            has another number of cells than the first line; one line with file and line.
    """
    name = str(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InvalidInputError.single("there is no such file", file=name) from None
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise InvalidInputError.single(f"cannot be read: {why}", file=name) from None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = [column.strip() for column in next(lines, [])]
        _check_columns(columns, needed, name)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                raise InvalidInputError.single(
                    f"the row has {len(cells)} cells; the first line names {len(columns)} columns",
                    file=name,
                    line=lines.line_num,
                )
            stripped = (cell.strip() for cell in cells)
            yield Row(name, lines.line_num, dict(zip(columns, stripped, strict=True)))
    except csv.Error as problem:
        raise InvalidInputError.single(
            f"cannot be read as a table: {problem}", file=name, line=lines.line_num
        ) from None


def _check_columns(columns: Sequence[str], needed: Sequence[str], file: str) -> None:
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise InvalidInputError.single(f"column '{twice[0]}' stands twice", file=file, line=1)
    missing = [column for column in needed if column not in columns]
    if missing:
        hint = nearest(missing[0], columns) if len(missing) == 1 else ""
        raise InvalidInputError.single(
            f"the first line names no column {listed(missing)}{hint}", file=file, line=1
        )

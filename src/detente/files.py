"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from detente.scenario.problems import InvalidInputError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place at once.

    Raises:
        InvalidInputError: the folder is missing or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent or "."
        )
    except OSError as error:
        raise InvalidInputError.single(
            f"cannot be written: {error.strerror}", file=str(path)
        ) from None
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        # mkstemp makes files private; a result is an ordinary file.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        raise InvalidInputError.single(
            f"cannot be written: {error.strerror}", file=str(path)
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, whole or not at all; errors as `write_whole`."""
    write_whole(path, lambda place: place.write_text(text, encoding="utf-8"))

"""Machine code from assembly, kept on disk between runs.

What is kept is named after the text it came from, the processor and the version of LLVM, so a
stale piece is never found. It lies in `$DETENTE_CACHE_DIR`, else `$XDG_CACHE_HOME/detente`, else
`~/.cache/detente`; without a folder to write to, everything is compiled anew in every run.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from detente.dynamics.engine.generating import Module

_LENGTH = hashlib.sha256().digest_size
_lock = Lock()
_addresses: dict[str, int] = {}


def cache_folder() -> Path:
    """Return the folder of compiled kernels, which may not exist yet."""
    chosen = os.environ.get("DETENTE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    shared = os.environ.get("XDG_CACHE_HOME")
    if shared:
        return Path(shared) / "detente"
    try:
        return Path.home() / ".cache" / "detente"
    except RuntimeError:  # an account without a home
        return Path(tempfile.gettempdir()) / "detente"


@lru_cache(maxsize=1)
def _machine() -> Any:
    """Return LLVM's description of this processor."""
    from llvmlite import binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,  # literal-ok: LLVM's highest level
        jit=True,
    )


@lru_cache(maxsize=1)
def _target() -> str:
    """Return a short name for the processor and the compiler."""
    import llvmlite
    from llvmlite import binding as llvm

    facts = (
        llvmlite.__version__,
        llvm.llvm_version_info,
        llvm.get_default_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]  # literal-ok: digits of a name


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Return what keeps the machine code of this process in memory."""
    from llvmlite import binding as llvm

    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())


def _path(module: Module) -> Path:
    return cache_folder() / f"{module.name}-{_target()}.o"


def _parsed(module: Module) -> Any:
    from llvmlite import binding as llvm

    parsed = llvm.parse_assembly(module.text)
    parsed.verify()
    return parsed


def listing(module: Module) -> str:
    """Return the instructions of this processor that a module becomes, as text."""
    return str(_machine().emit_assembly(_parsed(module)))


def _read(path: Path) -> bytes | None:
    """Return machine code from disk, None if it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, code = content[:_LENGTH], content[_LENGTH:]
    return code if hashlib.sha256(code).digest() == digest else None


def _keep(path: Path, code: bytes) -> None:
    """Put machine code on disk, whole or not at all; a folder without room is no error."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)


def is_compiled(module: Module) -> bool:
    """Return whether machine code of a module is at hand, in this process or on disk."""
    return module.name in _addresses or _path(module).exists()


def in_use() -> bool:
    """Return whether this process has loaded machine code already."""
    return bool(_addresses)


def addresses(modules: Iterable[Module]) -> dict[str, int]:
    """Return name → address of the functions of modules, compiling what is not at hand."""
    wanted = {module.name: module for module in modules}
    with _lock:
        missing = [module for name, module in wanted.items() if name not in _addresses]
        if missing:
            _load(missing)
        return {name: _addresses[name] for name in wanted}


def _load(modules: list[Module]) -> None:
    from llvmlite import binding as llvm

    engine = _engine()
    for module in modules:
        path = _path(module)
        code = _read(path)
        if code is None:
            code = _machine().emit_object(_parsed(module))
            _keep(path, code)
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    for module in modules:
        _addresses[module.name] = engine.get_function_address(module.name)

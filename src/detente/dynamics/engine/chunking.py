"""Chunks of worlds on several threads: progress, failure and interruption in one place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait

#: Seconds between two looks at the progress of other threads.
_LOOK = 0.2  # literal-ok: often enough for an eye


class _Line:
    """Hands out chunks in order; after a failure none behind it."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.end = count
        self.next = 0
        self.done = 0
        self.failed: int | None = None
        self.lock = threading.Lock()

    def take(self) -> int | None:
        with self.lock:
            if self.next >= self.end:
                return None
            self.next += 1
            return self.next - 1

    def finish(self, chunk: int, failed: int | None) -> None:
        with self.lock:
            self.done += 1
            if failed is not None:
                self.end = min(self.end, chunk)
                self.failed = failed if self.failed is None else min(self.failed, failed)

    def stop(self) -> None:
        with self.lock:
            self.end = 0


def run_chunks(
    count: int,
    threads: int,
    work: Callable[[int, int], int | None],
    progress: Callable[[float], None] | None = None,
) -> int | None:
    """Run chunks 0 … count − 1 and return the lowest world that failed, if any.

    Which world that is depends neither on threads nor on chunks, if `work` returns the lowest
    failed world of its chunk and chunks hold ascending worlds. An exception, KeyboardInterrupt
    among them, lets the chunks in progress end and is then raised.

    Args:
        count: number of chunks.
        threads: how many run at once.
        work: called with the chunk and the number of the thread (0 … threads − 1).
        progress: called in the calling thread with the share done.
    """
    line = _Line(count)

    def loop(thread: int) -> None:
        while (chunk := line.take()) is not None:
            line.finish(chunk, work(chunk, thread))
            if threads == 1 and progress is not None:
                progress(line.done / count)

    if threads == 1:
        loop(0)
        return line.failed
    with ThreadPoolExecutor(max_workers=threads) as pool:
        try:
            _watch([pool.submit(loop, thread) for thread in range(threads)], line, progress)
        except BaseException:
            line.stop()
            raise
    return line.failed


def _watch(
    running: list[Future[None]], line: _Line, progress: Callable[[float], None] | None
) -> None:
    """Wait for the threads, telling how far they are."""
    pending = set(running)
    told = 0
    while pending:
        finished, pending = wait(pending, timeout=_LOOK, return_when=FIRST_EXCEPTION)
        for one in finished:
            one.result()
        if progress is not None and line.done > told:
            told = line.done
            progress(told / line.count)

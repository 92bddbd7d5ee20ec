"""What processes cost: processor time between two moments, and the most memory that each had in between."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SECONDS = 0.05
MEGABYTE = 1024 * 1024


@dataclass
class Watch:
    """Processes by name. The children of one are told apart: a process that forks for a moment has many."""

    processes: Mapping[str, psutil.Process]
    # The names of those whose children do their work: theirs is counted with it, their memory is not looked at.
    trees: frozenset[str] = frozenset()
    resident: dict[str, int] = field(default_factory=dict)
    proportional: dict[str, int] = field(default_factory=dict)

    def processor_seconds(self) -> dict[str, float]:
        """So far, with what children that have ended took."""
        return {name: self._seconds(name, process) for name, process in self.processes.items()}

    def _seconds(self, name: str, process: psutil.Process) -> float:
        members = [process, *process.children()] if name in self.trees else [process]
        return sum(sum(one.cpu_times()[:4]) for one in members)

    @contextmanager
    def memory(self) -> Iterator[None]:
        """Note the most of each for the length of a `with` block: bytes in memory, and with shared ones divided."""
        is_over = threading.Event()

        def look() -> None:
            while not is_over.wait(SECONDS):
                for name, process in self.processes.items():
                    if name in self.trees:
                        continue
                    self._note(name, process)
                    with suppress(psutil.Error):
                        for child in set(process.children()) - set(self.processes.values()):
                            self._note(f"a child of {name}", child)

        watcher = threading.Thread(target=look, name="watch")
        watcher.start()
        try:
            yield
        finally:
            is_over.set()
            watcher.join()

    def _note(self, name: str, process: psutil.Process) -> None:
        # A child may be gone by now.
        with suppress(OSError, psutil.Error):
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
            sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
            self.resident[name] = max(self.resident.get(name, 0), sizes["Rss"])
            self.proportional[name] = max(self.proportional.get(name, 0), sizes["Pss"])

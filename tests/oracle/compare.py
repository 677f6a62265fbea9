"""Two answers side by side: what differs, and how many values were looked at."""

from typing import Any

NEAR = 1e-12
"""How far apart two floats may be. The design fixes the order in which buckets are folded (3.2),
but not that of the factors in a product, of voices, or of leaving an item out; and libraries differ
in the last bit of a power of two."""


class Comparison:
    """Counts and differences."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.differences: list[str] = []
        self.values = 0
        self.floats = 0
        self.exact = 0
        self.farthest = 0.0

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def value(self, path: str, ours: Any, theirs: Any) -> None:
        """Compares one value, or each of a list or object."""
        if isinstance(ours, dict) and isinstance(theirs, dict):
            for key in sorted(ours.keys() | theirs.keys()):
                self.value(f"{path}.{key}", ours.get(key), theirs.get(key))
            return
        if isinstance(ours, list) and isinstance(theirs, list):
            if len(ours) != len(theirs):
                self.values += max(len(ours), len(theirs))
                for one in [one for one in ours if one not in theirs]:
                    self.differ(path, one, None)
                for one in [one for one in theirs if one not in ours]:
                    self.differ(path, None, one)
                return
            for number, (left, right) in enumerate(zip(ours, theirs)):
                self.value(f"{path}[{number}]", left, right)
            return
        self.values += 1
        if isinstance(ours, float) and isinstance(theirs, (int, float)):
            self.floats += 1
            self.exact += ours == theirs
            apart = abs(ours - theirs)
            if apart > NEAR:
                self.differ(path, ours, theirs)
            else:
                self.farthest = max(self.farthest, apart)
        elif ours != theirs:
            self.differ(path, ours, theirs)

    def differ(self, path: str, ours: Any, theirs: Any) -> None:
        self.differences.append(f"{path}: the oracle says {ours!r}, the gateway {theirs!r}")

    def report(self) -> str:
        parts = [f"{number} {what}" for what, number in self.counts.items()]
        lines = self.differences + [
            f"compared {', '.join(parts)}, {self.values} values",
            f"{self.exact} of {self.floats} floats are equal to the last bit; "
            f"the others are at most {self.farthest:.1e} apart",
            f"{len(self.differences)} differences",
        ]
        return "\n".join(lines)

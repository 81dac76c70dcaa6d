"""What came of every change, file by file, and which of them no test noticed."""

import json
from collections import Counter
from pathlib import Path

from tests.mutation.changes import Mutant

NOTICED = ("killed", "timeout")


class Report:
    """Outcomes by id. With a file they are kept, so that a long run can be taken up again."""

    def __init__(self, file: Path | None, equivalent: int) -> None:
        self._file, self._equivalent = file, equivalent
        self._outcomes: dict[str, str] = json.loads(file.read_text()) if file and file.is_file() else {}

    def knows(self, mutant: Mutant) -> bool:
        return self._outcomes.get(mutant.id) in NOTICED

    def tell(self, mutant: Mutant, outcome: str) -> None:
        self._outcomes[mutant.id] = outcome
        if outcome == "survived":
            print(f"survived  {_shown(mutant)}", flush=True)
        if self._file:
            self._file.write_text(json.dumps(self._outcomes, indent=0, ensure_ascii=False), encoding="utf-8")

    def print(self, mutants: list[Mutant], failed: list[str], stale: list[str]) -> None:
        """The table. Refused where a test fails without any change: it would notice everything."""
        counts = Counter(self._outcomes.get(one.id, "not tried") for one in mutants)
        noticed, tried = sum(counts[one] for one in NOTICED), len(mutants) - counts["not tried"]
        for name in sorted({str(one.file) for one in mutants}):
            own = Counter(self._outcomes.get(one.id, "not tried") for one in mutants if str(one.file) == name)
            print(f"{Path(name).name:32} " + "  ".join(f"{count} {word}" for word, count in sorted(own.items())))
        for one in failed:
            print(f"left out, since it fails without any change: {one}")
        for one in stale:
            print(f"listed as equivalent, but there is no such change: {one}")
        print(
            f"{counts['killed']} killed, {counts['timeout']} timeout, {counts['survived']} survived, "
            f"{self._equivalent} equivalent: {100 * noticed / max(tried, 1):.1f} % of {tried} killed"
        )


def _shown(mutant: Mutant) -> str:
    return f"{mutant.file.name}:{mutant.line}  [{mutant.id}]  {mutant.source}"

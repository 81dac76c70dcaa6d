"""How long a report takes: first in a fresh process, then again, for a usual history and for the longest one."""

import subprocess
import sys
from time import perf_counter, process_time

from models.exchange.report import Paper, policy_named, to_pdf, to_text, treatment_report
from tests.exchange.reports import MADE_AT, long_history, two_drugs_and_talk, view_of
from tests.support.source import ROOT

TARGET = "≤ 2 s"
FRESH = (
    "from time import perf_counter; from tests.exchange.reports import *; begun = perf_counter(); "
    "from models.exchange.report import *; rule = policy_named('ESK_CAREFIRST'); "
    "told = treatment_report(long_history(), 'A', rule); "
    "to_pdf(told, Paper.a4, MADE_AT); print(perf_counter() - begun)"
)


def run() -> list[tuple[str, str, str]]:
    policy = policy_named("ESK_CAREFIRST")
    rows = []
    fresh = subprocess.run([sys.executable, "-c", FRESH], cwd=ROOT, capture_output=True, text=True, check=True)
    rows.append(("report, 30 trials and 300 check-ins, first of a process", f"{float(fresh.stdout):.2f} s", TARGET))
    for name, view in (
        ("3 trials and 52 check-ins", view_of(two_drugs_and_talk())),
        ("30 trials and 300 check-ins", long_history()),
    ):
        to_pdf(treatment_report(view, "A", policy), Paper.a4, MADE_AT)
        begun, used = perf_counter(), process_time()
        told = treatment_report(view, "A", policy)
        gathered = perf_counter() - begun
        made = to_pdf(told, Paper.a4, MADE_AT)
        figure = f"{perf_counter() - begun:.2f} s ({process_time() - used:.2f} s of processor), {len(made) // 1024} KiB"
        rows.append((f"report, {name}", figure, TARGET))
        begun = perf_counter()
        to_text(told)
        rows.append(
            ("  gathered · as text", f"{gathered * 1000:.0f} ms · {(perf_counter() - begun) * 1000:.0f} ms", "")
        )
    return rows


if __name__ == "__main__":
    for row in run():
        print(" | ".join(row))

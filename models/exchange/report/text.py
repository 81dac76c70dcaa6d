"""A report as plain text: the same facts in the same order as on the page, for a record that takes no pages."""

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from models.exchange.report.gathering import Report

WIDE = 100
# Every gap between words but the one at which no line may end.
GAP = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
Row = dict[str, Any]


def to_text(report: Report) -> str:
    """Lines of at most a hundred letters; a name keeps no line break, so that no line can be forged by it."""
    is_plain = report["kind"] == "plain"
    above, told = (_plain_head, _plain) if is_plain else (_head, _treatment)
    return "\n".join([*above(report), *told(report), *_foot(report)]) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield from (*_wrapped(report["clinic"]), "", report["title"].upper())
    if report.get("subtitle"):
        yield from _wrapped(report["subtitle"])
    born = f", born {report['born']}" if report["born"] else ""
    yield from ("", *_wrapped(f"{report['name']}{born}, record {report['record_number']}"))
    yield from (*_wrapped(f"Made {report['made']} with data to the same time, for {report['made_by']}"), "")


def _foot(report: Report) -> Iterator[str]:
    yield from ("", *_wrapped(report["note"]))


def _flat(words: str) -> str:
    return GAP.sub(" ", words).strip()


def _wrapped(words: str, indent: str = "", first: str | None = None) -> list[str]:
    lead = indent if first is None else first
    return textwrap.wrap(_flat(words), WIDE, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False) or [
        lead.rstrip()
    ]


def _heading(words: str) -> list[str]:
    return ["", words.upper(), "-" * len(words)]


def _facts(rows: list[Row], indent: str = "  ") -> Iterator[str]:
    for one in rows:
        mark = "? " if one["unknown"] else ""
        yield from _wrapped(f"{one['label']}: {mark}{one['words']}", f"{indent}  ", indent)


# The treatment history


def _treatment(report: Report) -> Iterator[str]:
    yield from _wrapped(report["headline"])
    yield from _heading("P  The person")
    yield from _facts(report["person"]["facts"])
    if report["rule"]:
        yield from _rule(report["rule"])
    yield from _heading("Episodes")
    for one in report["episodes"]:
        yield one["number"]
        yield from _facts(one["facts"])
    yield from _heading("Treatments")
    for one in report["treatments"]:
        yield from ("", *_wrapped(f"{one['number']}  {one['name']} – {one['status']}", "    ", ""))
        yield from _facts(one["facts"])
    if report["combined"]:
        yield from _wrapped(f"Combined treatment: {'; '.join(report['combined'])}.")
    if report["definitions"]:
        yield from _heading("Definitions of treatment resistance")
        for one in report["definitions"]:
            yield from _wrapped(f"{one['answer']}: {one['name']}. {one['reason']}", "    ", "")
    yield from _scores(report["scores"], report["credits"])
    yield from _sources(report["sources"])
    yield from _signature(report)


def _rule(rule: Row) -> Iterator[str]:
    yield from _heading(f"The rule: {rule['title']} ({rule['id']})")
    for words in (f"{rule['overall']} {rule['counts']}", rule["read"], rule["note"], rule["warning"]):
        yield from _wrapped(words) if words else ()
    for one in rule["criteria"]:
        yield from ("", *_wrapped(f"{one['number']}. {one['text']}", "   ", ""))
        yield from _wrapped(f"{one['sign']} {one['state']}. See {', '.join(one['see'])}", "     ", "   ")
        for way in one["readings"]:
            state = f" – {way['state']}" if way["state"] else ""
            yield from _wrapped(f"Read as: {way['asks']}{state}", "     ", "   ") if way["asks"] else ()
            for each in way["records"]:
                yield from _wrapped(f"{each['sign']} {each['number']}: {each['words']}", "       ", "     ")
            yield from _wrapped(way["observed"], "     ", "   ") if way["observed"] else ()
        yield from _wrapped(one["source"], "     ", "   ")
    if rule["missing"]:
        yield from _heading("What is missing to meet the rule")
        for one in rule["missing"]:
            yield from _wrapped(f"Criterion {one['criterion']}: {one['words']}", "  ", "")


def _scores(tables: list[Row], credits_: list[str]) -> Iterator[str]:
    yield from _heading("Scores")
    for one in tables:
        yield from _wrapped(f"{one['name']}: {one['about']}")
        for row in one["rows"]:
            about = "; ".join(filter(None, (row["band"], row["how"])))
            yield f"  {row['number']:<5}{row['on']:<20}{row['value']:>10}  {about}".rstrip()
    for words in credits_:
        yield from _wrapped(words)


def _sources(rows: list[Row]) -> Iterator[str]:
    yield from _heading("Rules and their sources")
    for one in rows:
        checked = f" Looked up on {one['checked']}." if one["checked"] else ""
        yield from _wrapped(f"{one['name']}: {one['value']}. {one['source']}.{checked}", "  ", "")


def _signature(report: Report) -> Iterator[str]:
    yield from _heading("Statement and signature")
    for one in report["rule"]["attest"] if report["rule"] else ():
        yield from _wrapped(f"{one['number']}: {one['words']}  [ ] yes  [ ] no  [ ] does not apply", "    ", "")
    yield "I have compared this report with the record."
    for label in ("Name and profession", "Licence or provider number", "Signature", "Date"):
        yield f"{label}: {'_' * 40}"


# The patient's own


def _plain_head(report: Report) -> Iterator[str]:
    foot = report["foot"]
    yield from (*_wrapped(report["clinic"]), "", report["title"].upper(), "")
    yield from _wrapped(", ".join(filter(None, (report["name"], foot["born"], foot["record"]))))
    yield from (*_wrapped(foot["made"]), "")


def _plain(report: Report) -> Iterator[str]:
    said = report["headings"]
    yield from _wrapped(report["intro"])
    yield from _heading(said["treatments"])
    if report["none"]:
        yield report["none"]
    for one in report["treatments"]:
        yield from ("", one["name"], *_wrapped(one["when"], "  "), *_wrapped(one["fair"], "  "))
        for effect in one["effects"]:
            domain = f"{effect['domain']}{report['colon']} " if effect["domain"] else ""
            yield from _wrapped(f"{domain}{effect['words']} {effect['numbers']}", "    ", "  ")
    for name, heading in (("ask", said["ask"]), ("words", said["words"])):
        yield from _heading(heading)
        for words in report[name]:
            yield from _wrapped(words, "  ", "- ")
    for words in (*report["undefined"], *report["credits"]):
        yield from _wrapped(words, "  ", "- ")

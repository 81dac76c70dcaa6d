"""Where in a file a field stands, so that whoever wrote it finds the mistake at once."""

import re
from collections.abc import Iterator

Path = tuple[str, ...]
HEADER = re.compile(r"(\[\[?)\s*([^\[\]]+?)\s*\]\]?$")
KEY = re.compile(r"((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|[\w-]+))*)\s*=")
ID = re.compile(r"id\s*=\s*[\"']([^\"']*)")
QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")


def line_of(text: str, place: str) -> int:
    """The line of `place` (such as `scales[1].bands[2].low` or `items.q1.text`), or of what is nearest around it."""
    known, path = _index(text), tuple(place.split("."))
    while path and path not in known:
        path = path[:-1]
    return known.get(path, 1)


def _index(text: str) -> dict[Path, int]:
    """The line of every table and key. A table with an `id` is known by it, too."""
    known: dict[Path, int] = {}
    named: dict[str, Path] = {}
    for path, number, line in _keys(text):
        for length in range(len(path), 0, -1):
            known.setdefault(path[:length], number)
        head = path[0].partition("[")[0]
        own_id = ID.match(line)
        if own_id and len(path) == 2 and "[" in path[0]:
            named[path[0]] = (head, own_id[1])
    for path, number in list(known.items()):
        if path[0] in named:
            known.setdefault(named[path[0]] + path[1:], number)
    return known


def _keys(text: str) -> Iterator[tuple[Path, int, str]]:
    """Path, line number and line of each header, each key, and each table within a list that begins a line."""
    table: Path = ()
    counts: dict[str, int] = {}
    entry: list[str] = []
    depth = entries = 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = QUOTED.sub('""', line).partition("#")[0].strip()
        if depth:
            if depth == 1 and bare.startswith("{"):
                entries += 1
                yield (*entry[:-1], f"{entry[-1]}[{entries}]"), number, line
        elif header := HEADER.match(bare):
            table = _table(header[2].split("."), header[1] == "[[", counts)
            yield table, number, line
        elif key := KEY.match(line.strip()):
            entry, entries = [*table, *_parts(key[1])], 0
            yield tuple(entry), number, line.strip()
        depth = max(0, depth + sum(bare.count(sign) for sign in "[{") - sum(bare.count(sign) for sign in "]}"))
        depth = 0 if HEADER.match(bare) else depth


def _parts(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]


def _table(parts: list[str], is_list: bool, counts: dict[str, int]) -> Path:
    """The path of a header: the third `[[items]]` is `items[3]`, and so `[scales.lookup]` is `scales[2].lookup`."""
    parts = [part.strip() for part in parts]
    name = ".".join(parts)
    if is_list:
        counts[name] = counts.get(name, 0) + 1
    steps = [".".join(parts[: length + 1]) for length in range(len(parts))]
    return tuple(
        part + (f"[{counts[step]}]" if step in counts else "") for part, step in zip(parts, steps, strict=True)
    )

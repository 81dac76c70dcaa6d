"""The bill of materials (CycloneDX 1.6) names exactly what the lock file installs: `python sbom.py LOCK OUT`."""

import json
import re
import subprocess
import sys
from pathlib import Path

MAKER = ("-m", "cyclonedx_py", "requirements", "--output-reproducible", "--spec-version", "1.6")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes of each package of a lock file."""
    found = list(LOCKED.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return {
        each[1]: (each[2], frozenset(HASH.findall(text, each.end(), end)))
        for each, end in zip(found, ends, strict=True)
    }


def listed(bill: dict[str, object]) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes of each component of the bill."""
    components = bill["components"]
    assert isinstance(components, list)
    return {each["name"]: (each["version"], frozenset(_hashes(each))) for each in components}


def _hashes(component: dict[str, list[dict[str, list[dict[str, str]]]]]) -> list[str]:
    return [one["content"] for place in component.get("externalReferences", []) for one in place.get("hashes", [])]


def made(lock: Path) -> dict[str, object]:
    """The bill, without the address of any registry: the hash says what a package is, wherever it comes from."""
    done = subprocess.run([sys.executable, *MAKER, str(lock)], check=True, capture_output=True, text=True)
    bill: dict[str, object] = json.loads(done.stdout)
    return bill


def bare(bill: dict[str, object]) -> dict[str, object]:
    """The bill as it is given away: hashes with each component, and no place of download."""
    components = [
        {name: each[name] for name in ("type", "name", "version", "purl", "bom-ref")}
        | {"hashes": [{"alg": "SHA-256", "content": one} for one in sorted(_hashes(each))]}
        for each in bill["components"]  # type: ignore[attr-defined]
    ]
    return {name: bill[name] for name in ("bomFormat", "specVersion", "version")} | {"components": components}


if __name__ == "__main__":
    lock_file, out = map(Path, sys.argv[1:])
    whole = made(lock_file)
    if listed(whole) != locked(lock_file.read_text(encoding="utf-8")):
        sys.exit(f"{lock_file} and its bill of materials differ")
    out.write_text(json.dumps(bare(whole), indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {len(listed(whole))} packages, as locked")

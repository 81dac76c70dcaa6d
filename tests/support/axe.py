"""The checker of accessibility: fetched with the package client that is here, taken only if it is the one we know."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
MEMBER = "package/axe.min.js"
KEPT = Path(tempfile.gettempdir()) / f"axe-core-{VERSION}-{os.getuid()}.min.js"


@cache
def script() -> str:
    """The checker's source; empty where it cannot be had. AXE names a file that is there already."""
    for file in (os.environ.get("AXE", ""), str(KEPT)):
        if found := _known(Path(file)):
            return found
    return _fetched()


def _known(file: Path) -> str:
    """What stands in the file, if it is exactly the checker that we know."""
    content = file.read_bytes() if file.is_file() else b""
    return content.decode() if hashlib.sha256(content).hexdigest() == SHA256 else ""


def _fetched() -> str:
    client = shutil.which("npm")
    if client is None:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        asked = [client, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", folder]
        try:
            subprocess.run(asked, cwd=folder, capture_output=True, timeout=60, check=True)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
                member = package.extractfile(MEMBER)
                content = member.read() if member else b""
        except (subprocess.SubprocessError, OSError, StopIteration, KeyError, tarfile.TarError):
            return ""
        fresh = Path(folder) / "axe.js"
        fresh.write_bytes(content)
        if found := _known(fresh):
            shutil.copyfile(fresh, KEPT)
            return found
    return ""

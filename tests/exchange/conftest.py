"""The mapping that the documentation shows, and a clinic to import into."""

import re
from pathlib import Path

import pytest

from models import recording
from models.access import Actor, system_actor
from models.recording.inputs import ClinicInput
from tests.support.source import ROOT


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    """The mapping from docs/commands.md, so that what stands there works."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found
    file = tmp_path / "mapping.toml"
    file.write_text(found[1], encoding="utf-8")
    return file


@pytest.fixture
def clinic(sqlite_database: str) -> Actor:
    """The installation itself, acting in one clinic."""
    return system_actor(recording.add_clinic(system_actor(), ClinicInput(name="Trial Office")))

"""The demo, made once for all of these tests, on a day that stands still."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import clock
from models import database as databases
from models.demo import make_if_none
from models.settings import settings
from tests.conftest import SECRET

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def made(file: Path, template: Path) -> str:
    """Make a demo in this file; returns its address."""
    shutil.copyfile(template, file)
    url = f"sqlite:///{file}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRTRIAL_DATABASE_URL", url)
        patch.setenv("FAIRTRIAL_SECRET_KEY", SECRET)
        settings.cache_clear()
        with clock.at(NOON):
            assert make_if_none()
    settings.cache_clear()
    databases.engine_for(url).dispose()
    return url


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    made(file, migrated_file)
    return file


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of the demo that this test's settings name, at noon of its day."""
    file = tmp_path / "demo.sqlite3"
    shutil.copyfile(demo_file, file)
    url = f"sqlite:///{file}"
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()
    with clock.at(NOON):
        yield url
    databases.engine_for(url).dispose()

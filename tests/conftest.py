"""What every test can rely on: settings of its own, an empty data folder, and a fresh database of either kind."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from models import database as databases
from models.settings import Settings, settings
from tests.support import ciphertext, one_at_a_time
from tests.support.catalogue import pytest_collection_finish, pytest_itemcollected
from tests.support.hazards import pytest_runtest_logreport, pytest_sessionfinish, pytest_terminal_summary
from tests.support.postgres import NoServer, Postgres
from tests.support.server import SECRET
from tests.support.source import ROOT

__all__ = [
    "SECRET",
    "pytest_collection_finish",
    "pytest_itemcollected",
    "pytest_runtest_logreport",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
]

KEPT = ("FAIRTRIAL_TEST_DATA", "FAIRTRIAL_SCREENSHOTS")
# What a whole module shares is made before a test has its own settings, and is read by that test.
os.environ.setdefault("FAIRTRIAL_SECRET_KEY", SECRET)
SHARED = tempfile.TemporaryDirectory(prefix="fairtrial-tests-", ignore_cleanup_errors=True)
os.environ.setdefault("FAIRTRIAL_DATA_DIR", SHARED.name)
OWN_FOLDER = ROOT / "fairtrial-data"  # where somebody who tries the program out here has their data
# How long an example takes says how busy the machine is, and nothing about the program.
hypothesis.settings.register_profile("untimed", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("untimed")
event.listen(Engine, "before_cursor_execute", ciphertext.refuse)
event.listen(Pool, "checkout", one_at_a_time.taken)
event.listen(Pool, "checkin", one_at_a_time.given_back)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--campaigns", action="store_true", help="run the long campaigns, and nothing else")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Campaigns take many minutes: they are run when asked for, and then alone."""
    wanted = config.getoption("--campaigns")
    left_out = [item for item in items if (item.get_closest_marker("campaign") is not None) is not wanted]
    if left_out:
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session", autouse=True)
def nothing_left_in_the_checkout() -> Iterator[None]:
    """Tests write nothing into the folder in which somebody tries the program out."""
    before = left_in(OWN_FOLDER)
    yield
    assert left_in(OWN_FOLDER) - before == set()


def left_in(folder: Path) -> set[str]:
    """The anchors of logs, which every installation leaves in its data folder."""
    return {each.name for each in folder.glob("log-anchor-*")}


@pytest.fixture(scope="session")
def data_dirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One path after the other, for data folders; none is made before a test needs it."""
    base = tmp_path_factory.mktemp("installations")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_settings(data_dirs: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No setting of this machine reaches a test; each test starts in demo mode with an empty data folder."""
    for name in os.environ:
        if name.startswith("FAIRTRIAL_") and name not in KEPT:
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("FAIRTRIAL_MODE", "demo")
    data_dir = next(data_dirs)
    monkeypatch.setenv("FAIRTRIAL_DATA_DIR", str(data_dir))
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", SECRET)
    settings.cache_clear()
    yield data_dir
    settings.cache_clear()


@pytest.fixture
def data_dir(own_settings: Path) -> Path:
    """The data folder of this test's installation."""
    own_settings.mkdir(exist_ok=True)
    return own_settings


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this test run, or a skip that says why there is none."""
    server = None
    try:
        server = Postgres()
        server.start()
    except NoServer as reason:
        if server:
            server.stop()
        pytest.skip(f"PostgreSQL: {reason}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the current schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """A PostgreSQL database at the current schema, to be copied."""
    url = postgres.database()
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    databases.migrate(url)
    # Closed for good: a template that someone is connected to can't be copied.
    databases.engine_for(url).dispose()


@pytest.fixture
def sqlite_database(data_dir: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a fresh SQLite database that this test's settings name."""
    file = data_dir / "test.sqlite3"
    shutil.copyfile(migrated_file, file)
    yield from _used(f"sqlite:///{file}", monkeypatch)


@pytest.fixture
def postgres_database(postgres: Postgres, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a fresh PostgreSQL database that this test's settings name."""
    url = postgres.database(template=migrated_postgres)
    yield from _used(url, monkeypatch)
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """A fresh database at the current schema, once of each kind; `models.database.session()` opens it."""
    kind = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    url: str = request.getfixturevalue(kind)
    return url


def _used(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()
    yield url
    databases.engine_for(url).dispose()


@pytest.fixture
def public_data() -> Path:
    """The folder of real, public data sets; a skip where this machine has none."""
    named = os.environ.get("FAIRTRIAL_TEST_DATA")
    if not named or not Path(named).is_dir():
        pytest.skip("FAIRTRIAL_TEST_DATA names no folder of public data sets")
    return Path(named)

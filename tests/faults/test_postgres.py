"""F15: the database's host goes away in the middle and comes back; nothing is claimed, and no restart is needed."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import SQLAlchemyError

from models.database import engine_for, migrate, ready
from models.settings import settings
from tests.support.patients import kept
from tests.support.postgres import NoServer, Postgres
from tests.trust.conftest import Ward, broken, fill_ward

pytestmark = pytest.mark.postgres


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server that may be stopped without anybody else noticing."""
    try:
        server = Postgres()
    except NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")
    server.start()
    url = server.database()
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()
    migrate(url)
    yield server
    engine_for(url).dispose()
    server.stop()


def test_F15_a_host_that_was_away_is_used_again_without_a_restart(host: Postgres) -> None:
    ward: Ward = fill_ward()
    ward.tap("q1", 2)
    for _ in range(2):
        host.go_away()
        with pytest.raises(SQLAlchemyError):
            ward.tap("q2", 3)
        assert not ready().ok
        host.come_back()
        assert ready().ok
        assert kept(ward.asked) == {("phq9", "q1"): 2.0}
    ward.tap("q2", 1)
    assert kept(ward.asked) == {("phq9", "q1"): 2.0, ("phq9", "q2"): 1.0}
    assert broken() == ""

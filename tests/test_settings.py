"""Settings that would put patients at risk stop the program; impossible ones are named."""

import pytest
from pydantic import ValidationError

from models.errors import Unsafe
from models.settings import Settings

GOOD = {"mode": "production", "secret_key": "x" * 32, "base_url": "https://clinic.example"}


def test_good_settings_start() -> None:
    Settings(**GOOD).check()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"secret_key": "not-a-secret"}, "FAIRTRIAL_SECRET_KEY"),
        ({"secret_key": "short"}, "FAIRTRIAL_SECRET_KEY"),
        ({"clock": "2026-11-01T09:00:00Z"}, "FAIRTRIAL_CLOCK"),
        ({"base_url": "http://clinic.example"}, "FAIRTRIAL_BASE_URL"),
        ({"allowed_hosts": ["*"]}, "FAIRTRIAL_ALLOWED_HOSTS"),
        ({"allowed_hosts": ["*.clinic.example"]}, "FAIRTRIAL_ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_what_is_not_safe(changes: dict[str, str], named: str) -> None:
    with pytest.raises(Unsafe, match=named):
        Settings(**{**GOOD, **changes}).check()


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(Unsafe) as refused:
        Settings(mode="production", secret_key="short", base_url="http://clinic.example").check()
    assert "SECRET_KEY" in str(refused.value)
    assert "BASE_URL" in str(refused.value)


def test_the_demo_needs_no_secret() -> None:
    Settings(mode="demo", secret_key="not-a-secret").check()


@pytest.mark.parametrize(
    "changes",
    [{"clock": "2026-11-01T09:00:00"}, {"database_url": "oracle://somewhere"}, {"mode": "test"}, {"link_days": 0}],
)
def test_impossible_settings_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**{**GOOD, **changes})

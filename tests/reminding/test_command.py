"""`fairtrial remind` and the server's own timer, as an installation runs them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.clock import at
from models.commands.entry import run
from models.settings import Settings, settings
from pages import reminding
from tests.reminding.clinic import NOW, make
from tests.support.post import LATER, REFUSES, PostOffice


@pytest.fixture
def due(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reminder is due."""
    with at(NOW):
        make()
    name(monkeypatch, CLOCK="2026-11-02T12:00:00Z")


def name(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for setting, value in changed.items():
        monkeypatch.setenv(f"FAIRTRIAL_{setting}", value)
    settings.cache_clear()


def counts(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    return {what: int(number) for what, number in lines}


def test_sent_once_however_often_it_is_run(
    due: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with PostOffice() as office:
        name(monkeypatch, SMTP_URL=office.url, BASE_URL="https://clinic.example")
        assert run(["remind"]) == 0
        first = counts(capsys)
        assert run(["remind"]) == 0
        second = counts(capsys)
    assert (first["sent"], second["sent"], len(office.letters)) == (1, 0, 1)
    assert str(office.letters[0].parsed["From"]) == "Canal House <no-reply@clinic.example>"
    assert "https://clinic.example/c/" in office.letters[0].text


@pytest.mark.parametrize(("mood", "what"), [(LATER, "queued"), (REFUSES, "bounced")])
def test_what_was_not_taken_shows_in_the_exit_code(
    due: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mood: str, what: str
) -> None:
    with PostOffice(lambda number: mood) as office:
        name(monkeypatch, SMTP_URL=office.url)
        assert run(["remind"]) == 1
    assert counts(capsys)[what] == 1


def test_a_server_that_cannot_be_reached_is_told_without_its_password(
    due: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name(monkeypatch, SMTP_URL="smtp://me:canary-password@127.0.0.1:1")
    assert run(["remind"]) == 1
    told = capsys.readouterr()
    assert "waiting\t1" in told.out
    assert "cannot be used" in told.err
    assert "canary" not in told.out + told.err


def test_without_a_server_nothing_is_claimed(
    due: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["remind"]) == 3
    assert "FAIRTRIAL_SMTP_URL" in capsys.readouterr().err
    with PostOffice() as office:
        name(monkeypatch, SMTP_URL=office.url)
        assert run(["remind"]) == 0
    assert len(office.letters) == 1


def test_nothing_due_and_no_server_is_fine(sqlite_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remind"]) == 0
    assert set(counts(capsys).values()) == {0}


def test_a_database_of_before_is_not_touched(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remind"]) == 3
    assert "fairtrial migrate" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://x", "smtp:///x", "mail.example", "smtp://x:port", "smtp://x:99999"])
def test_what_is_no_mail_server_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name(monkeypatch, SMTP_URL=url)
    assert run(["remind"]) == 3
    told = capsys.readouterr().err
    assert "FAIRTRIAL_SMTP_URL" in told
    assert url not in told


def test_the_timer_is_off_unless_it_is_wanted() -> None:
    assert Settings().remind_every_minutes == 0


def test_the_servers_timer_sends_at_once_and_ends_with_the_server(due: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve() -> None:
        async with reminding.timer():
            for _ in range(200):
                await asyncio.sleep(0.05)
                if office.letters:
                    return

    with PostOffice() as office:
        name(monkeypatch, SMTP_URL=office.url, REMIND_EVERY_MINUTES="1")
        with ThreadPoolExecutor(1) as aside:  # a browser of another test may keep this thread's loop
            aside.submit(asyncio.run, serve()).result()
    assert len(office.letters) == 1


def test_a_round_that_breaks_does_not_end_the_timer(
    due: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary: Ada Ro")

    monkeypatch.setattr(reminding, "a_round", broken)
    reminding.one_round()
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text

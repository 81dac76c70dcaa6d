"""Another time range draws the course anew and not the whole page; what has changed meanwhile draws the whole page."""

from collections.abc import Iterator

import pytest

from models import history, recording
from models.clock import today
from models.recording import EventNoteInput
from models.settings import settings
from pages.visit import cookie_name
from tests.support.server import Server
from tests.support.websocket import Visitor, perform

ELSEWHERE = "Ravi Menon"  # his patients are left alone by the other tests


@pytest.fixture
def token(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The secret of a visit, and this process's doors open onto the served database."""
    for name, value in server.settings.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    person = next(each for each in history.demo_people() if each.name == ELSEWHERE)
    yield recording.sign_in_demo(person.person_id).token
    settings.cache_clear()


def test_a_tap_on_the_course(server: Server, token: str) -> None:
    """Alone: few messages. After a change elsewhere: the whole page. After signing out: nobody's record."""
    actor = history.actor_of(token)
    assert actor is not None
    patient = history.caseload(actor).rows[0].patient_id
    reach, told = f"reach-{patient}", "Moved to another town"

    async def scene() -> tuple[int, int]:
        async with Visitor(server.url, cookies={cookie_name(): token}) as visitor:
            whole = await visitor.run("patient", f"id={patient}")
            assert told not in visitor.text
            alone = await visitor.choose(reach, "6 months")
            assert not visitor.errors()
            assert "Trials in this episode" in visitor.text, "the rest of the page stays"
            note = EventNoteInput.of(happened_on=today(), kind="other", words=told)
            recording.note_event(actor, patient, note)
            await visitor.choose(reach, "All")
            await visitor.settle()
            assert told in visitor.text, "the whole page is drawn anew"
            recording.sign_out(token)
            await visitor.choose(reach, "6 months")
            await visitor.settle()
            assert "Please sign in" in visitor.text
            assert told not in visitor.text
            return whole.messages, alone.messages

    whole, alone = perform(scene())
    assert alone < whole / 3

"""When taps double, lines break, tabs compete and the server dies: exactly one check-in, or an honest no."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from models import history, recording
from models.access import system_actor
from models.database import engine_for, migrate
from models.recording import AnswerState
from tests.support.nursery import Nursling
from tests.support.patients import (
    Asked,
    answer_through_the_door,
    ask_patient,
    kept,
    make_clinic,
    rows,
    served_clinic,
    share,
)
from tests.support.server import Server
from tests.support.websocket import Visitor, perform

LATER = (0.02, 0.1, 0.2, 0.45, 0.7)
THINKING = 0.45  # longer than a double tap
KILLS = 30
SEED = 20261122


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served_clinic(tmp_path_factory.mktemp("interference")) as server:
        yield server


@pytest.fixture(autouse=True)
def same_database(served: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    share(served, monkeypatch)


@pytest.fixture
def answered(asked: Asked) -> Asked:
    """A check-in that lies ready to be sent."""
    answer_through_the_door(asked, 1, 2, 3, 0, 1, 2, 3, 0, 0)
    return asked


_cookies: dict[str, dict[str, str]] = {}


def tab(server: Server, asked: Asked) -> Visitor:
    """A tab of the browser in which this patient has opened the link."""
    if asked.check_in_id not in _cookies:
        _cookies[asked.check_in_id] = asked.come_in()
    return Visitor(server.url, cookies=_cookies[asked.check_in_id])


def received(asked: Asked) -> bool:
    return history.open_check_in(system_actor(), asked.check_in_id).received_at is not None


def assert_exactly_one(asked: Asked) -> None:
    """One check-in of this occasion, scored once."""
    assert rows("SELECT count(*) FROM check_in WHERE id = ? AND submitted_at IS NOT NULL", asked.check_in_id) == [(1,)]
    assert rows("SELECT count(*) FROM check_in WHERE patient_id = ?", asked.patient_id) == [(1,)]
    assert rows("SELECT count(*) FROM score WHERE check_in_id = ? AND scale = 'total'", asked.check_in_id) == [(1,)]


async def said(server: Server, asked: Asked) -> str:
    """What the page says to somebody who opens it now."""
    async with tab(server, asked) as visitor:
        await visitor.run("check-in")
        return visitor.text


def assert_told_the_truth(server: Server, asked: Asked, text: str) -> None:
    """The page says "received" exactly where the database has it, and "not sent" where it has not."""
    assert ("Thank you. Received at" in text) is received(asked)
    assert ("Not sent yet" in text) is not received(asked)


# Send


@pytest.mark.parametrize("later", LATER)
def test_a_second_tap_on_send(served: Server, answered: Asked, later: float) -> None:
    """F06."""

    async def scene() -> str:
        async with tab(served, answered) as visitor:
            await visitor.run("check-in")
            send = visitor.find("send", "button")
            await visitor.press("send", wait=False)
            await asyncio.sleep(later)
            await visitor._rerun(send, WidgetState(id=send.proto.id, trigger_value=True), wait=False)
            await visitor.settle()
            return visitor.text

    text = perform(scene())
    assert "Thank you. Received at" in text
    assert_exactly_one(answered)


@pytest.mark.parametrize("later", [0.0, 0.02, 0.05, 0.1, 0.3])
@pytest.mark.parametrize("other", ["switch-layout", "change-phq9-q2", "back"])
def test_another_widget_right_after_send(served: Server, answered: Asked, other: str, later: float) -> None:
    """F04."""

    async def scene() -> str:
        async with tab(served, answered) as visitor:
            await visitor.run("check-in")
            widget = visitor.find(other, "button")
            await visitor.press("send", wait=False)
            await asyncio.sleep(later)
            await visitor._rerun(widget, WidgetState(id=widget.proto.id, trigger_value=True), wait=False)
            await visitor.settle()
            return visitor.text

    text = perform(scene())
    if received(answered):
        assert "Thank you. Received at" in text
        assert_exactly_one(answered)
    else:
        assert "Thank you" not in text
        assert_told_the_truth(served, answered, perform(said(served, answered)))


@pytest.mark.parametrize("later", [0.0, 0.02, 0.05, 0.2])
def test_the_line_breaks_right_after_send(served: Server, answered: Asked, later: float) -> None:
    """F05."""

    async def scene() -> str:
        async with tab(served, answered) as visitor:
            await visitor.run("check-in")
            await visitor.press("send", wait=False)
            await asyncio.sleep(later)
            visitor.abort()
        await asyncio.sleep(0.5)
        return await said(served, answered)

    assert_told_the_truth(served, answered, perform(scene()))
    if received(answered):
        assert_exactly_one(answered)


def test_two_tabs_send_at_the_same_moment(served: Server, answered: Asked) -> None:
    """F07."""

    async def scene() -> list[str]:
        async with tab(served, answered) as one, tab(served, answered) as other:
            await one.run("check-in")
            await other.run("check-in")
            await asyncio.gather(one.press("send"), other.press("send"))
            await asyncio.gather(one.settle(), other.settle())
            return [one.text, other.text]

    for text in perform(scene()):
        assert "Thank you. Received at" in text
    assert_exactly_one(answered)


def test_two_tabs_with_different_answers(served: Server, answered: Asked) -> None:
    """F07, F08: Who sends what somebody else has changed in the meantime sees it first."""

    async def scene() -> tuple[str, str]:
        async with tab(served, answered) as one, tab(served, answered) as other:
            await one.run("check-in")
            await other.run("check-in")
            await other.press("change-phq9-q1")
            await other.choose(f"{answered.check_in_id}:phq9:q1", "Nearly every day")
            await one.press("send")
            await one.settle()
            first = one.text
            await one.press("send")
            await one.settle()
            return first, one.text

    first, second = perform(scene())
    assert "changed in another window" in first
    assert "Thank you. Received at" in second
    assert kept(answered)["phq9", "q1"] == 3.0
    assert_exactly_one(answered)


def test_a_tab_that_is_late_changes_nothing(served: Server, answered: Asked) -> None:
    """F08, B19."""

    async def scene() -> str:
        async with tab(served, answered) as late:
            await late.run("check-in")
            await late.press("change-phq9-q1")
            recording.send_check_in(system_actor(), answered.check_in_id)
            await late.choose(f"{answered.check_in_id}:phq9:q1", "Nearly every day")
            await late.settle()
            return late.text

    assert "Thank you. Received at" in perform(scene())
    assert kept(answered)["phq9", "q1"] == 1.0
    assert_exactly_one(answered)


# Answers


@pytest.mark.parametrize("later", [0.02, 0.1, 0.2])
def test_a_double_tap_answers_one_question(served: Server, asked: Asked, later: float) -> None:
    """The second half lands on the next question, which nobody has read."""

    async def scene() -> str:
        async with tab(served, asked) as visitor:
            await visitor.run("check-in")
            await visitor.choose(f"{asked.check_in_id}:phq9:q1", "Several days")
            await asyncio.sleep(later)
            await visitor.choose(f"{asked.check_in_id}:phq9:q2", "Several days")
            return visitor.text

    assert "2 of 9" in perform(scene())
    assert kept(asked) == {("phq9", "q1"): 1.0}


@pytest.mark.parametrize("later", LATER)
def test_a_quick_change_of_mind_keeps_the_last_choice_and_skips_no_question(
    served: Server, asked: Asked, later: float
) -> None:
    async def scene() -> str:
        async with tab(served, asked) as visitor:
            await visitor.run("check-in")
            question = visitor.find(f"{asked.check_in_id}:phq9:q1", "button_group")
            await visitor.choose(question.key, "Several days", wait=False)
            await asyncio.sleep(later)
            state = WidgetState(id=question.proto.id)
            state.string_array_value.data.append("Nearly every day")
            await visitor._rerun(question, state, wait=False)
            await visitor.settle()
            return visitor.text

    assert "2 of 9" in perform(scene())
    assert kept(asked)["phq9", "q1"] == 3.0
    assert len(kept(asked)) == 1


@pytest.mark.parametrize("later", [0.0, 0.005, 0.02, 0.05, 0.1])
def test_a_full_redraw_right_after_an_answer(served: Server, asked: Asked, later: float) -> None:
    """F04: Streamlit may abandon a run at each of its own calls; the answer is kept, or is shown as not given."""

    async def scene() -> Visitor:
        async with tab(served, asked) as visitor:
            await visitor.run("check-in")
            await visitor.choose(f"{asked.check_in_id}:phq9:q1", "Several days", wait=False)
            await asyncio.sleep(later)
            await visitor.run("check-in", wait=False)
            await visitor.settle()
            return visitor

    text = perform(scene()).text
    has_it = kept(asked) == {("phq9", "q1"): 1.0}
    assert ("2 of 9" in text) is has_it
    assert ("1 of 9" in text) is not has_it


def test_the_line_breaks_between_answers(served: Server, asked: Asked) -> None:
    """F01, F05: Twenty broken lines, a ledger of all that was shown as taken: the ledger and the rows agree."""
    ledger: dict[tuple[str, str], float] = {}
    chance = random.Random(SEED)

    async def scene() -> None:
        for _ in range(20):
            async with tab(served, asked) as visitor:
                await visitor.run("check-in")
                for _ in range(chance.randrange(1, 3)):
                    await asyncio.sleep(THINKING)
                    await answer_one(visitor, ledger, chance)
                question = next(iter(visitor.elements("button_group")), None)
                if question is not None:
                    await visitor.choose(question.key, chance.choice(question.options), wait=False)
                    await asyncio.sleep(chance.uniform(0, 0.15))
                visitor.abort()

    perform(scene())
    there = kept(asked)
    assert {question: there.get(question) for question in ledger} == ledger


async def answer_one(visitor: Visitor, ledger: dict[tuple[str, str], float], chance: random.Random) -> None:
    """Answer what is on the screen; once the screen shows it as taken, it stands in the ledger."""
    questions = visitor.elements("button_group")
    if not questions:
        return
    question = questions[0]
    _, instrument, item = question.key.split(":")
    value = chance.randrange(4)
    await visitor.choose(question.key, question.options[value])
    now = {each.key for each in visitor.elements("button_group")}
    if question.key not in now or "✓ Saved" in visitor.text:
        ledger[instrument, item] = float(value)
    if question.key in now and "Next" in visitor.buttons():
        await asyncio.sleep(THINKING)
        await visitor.press("Next")


# The server dies


class Sitter:
    """Somebody who answers until the line breaks, and writes down what the screen showed as kept."""

    def __init__(self, ask: Callable[[], Asked], chance: random.Random) -> None:
        self.ask, self.chance = ask, chance
        self.asked = ask()
        self.ledgers: dict[Asked, dict[tuple[str, str], float]] = {self.asked: {}}
        self.sent: set[Asked] = set()

    async def sit(self, server: Server) -> None:
        try:
            async with tab(server, self.asked) as visitor:
                await visitor.run("check-in")
                while True:
                    await asyncio.sleep(self.chance.uniform(THINKING, 0.6))
                    await self._go_on(visitor)
                    if self.asked in self.sent:
                        return
        except (ConnectionClosed, OSError, EOFError, TimeoutError):
            return

    async def _go_on(self, visitor: Visitor) -> None:
        if "Thank you. Received at" in visitor.text:
            self.sent.add(self.asked)
        elif "Send" in visitor.buttons():
            await visitor.press("send")
            await visitor.settle(0.1)
        else:
            await answer_one(visitor, self.ledgers[self.asked], self.chance)

    def next_patient(self) -> None:
        if self.asked in self.sent:
            self.asked = self.ask()
            self.ledgers[self.asked] = {}


@pytest.mark.slow
def test_thirty_kills_lose_nothing_that_was_shown_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """F01, F02."""
    chance = random.Random(SEED)
    with nursling(tmp_path) as server:
        share(server, monkeypatch)
        clinic = make_clinic()
        sitters = [Sitter(lambda: ask_patient(clinic), random.Random(n)) for n in range(4)]
        for kill in range(KILLS):
            perform(_sit_until_killed(server, sitters, chance.uniform(0.6, 2.6)))
            server.start()
            for sitter in sitters:
                _assert_nothing_lost(sitter, kill)
                sitter.next_patient()
    acknowledged = sum(len(ledger) for sitter in sitters for ledger in sitter.ledgers.values())
    sent = sum(len(sitter.sent) for sitter in sitters)
    with capsys.disabled():
        print(f"\n{KILLS} kills, {acknowledged} answers and {sent} check-ins acknowledged, none lost, none doubled")
    assert acknowledged > KILLS


@contextmanager
def nursling(folder: Path) -> Iterator[Server]:
    """A served clinic whose server comes back within a second."""
    url = f"sqlite:///{folder / 'served.sqlite3'}"
    migrate(url)
    engine_for(url).dispose()
    with Nursling(folder, {"FAIRTRIAL_DATABASE_URL": url}) as server:
        yield server


async def _sit_until_killed(server: Server, sitters: list[Sitter], after: float) -> None:
    scenes = [asyncio.create_task(sitter.sit(server)) for sitter in sitters]
    await asyncio.sleep(after)
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*scenes)


def _assert_nothing_lost(sitter: Sitter, kill: int) -> None:
    for asked, ledger in sitter.ledgers.items():
        there = kept(asked)
        lost = {question: value for question, value in ledger.items() if there.get(question) != value}
        assert not lost, f"after kill {kill + 1}: {lost}"
        if asked in sitter.sent:
            assert_exactly_one(asked)
    assert rows("PRAGMA integrity_check") == [("ok",)]


def test_an_answer_from_a_hand_made_client_is_checked_again(served: Server, asked: Asked) -> None:
    """B02: Limits in a form are only drawn there; the door checks every value."""
    with pytest.raises(Exception, match="q1"):
        recording.save_answer(system_actor(), asked.check_in_id, "phq9", "q1", AnswerState.answered, 4.0)
    assert kept(asked) == {}

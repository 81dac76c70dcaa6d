"""B77 to B83: a link is worth exactly one check-in, and no guess is worth anything."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import func, select

from models import history, recording
from models.access import Actor
from models.database import session
from models.errors import Refusal
from models.records import CheckIn, Score, Visit
from tests.support.patients import actor_of, answer_through_the_door, ask_patient, make_clinic


def count(table: type[CheckIn] | type[Score] | type[Visit]) -> int:
    with session() as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_B81_a_link_on_eight_devices_at_once_is_one_check_in(database: str) -> None:
    asked = ask_patient(make_clinic())
    answer_through_the_door(asked, 1, 1, 1, 1, 1, 1, 1, 1, 0)
    start = Barrier(8)

    def send(_: int) -> str:
        actor: Actor = actor_of(asked.come_in())
        start.wait()
        try:
            recording.send_check_in(actor, asked.check_in_id)
        except Refusal as refused:
            return type(refused).__name__
        return "received"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(send, range(8)))
    assert "received" in told
    with session() as db:
        sent = db.exec(select(CheckIn).where(CheckIn.submitted_at.is_not(None))).all()  # type: ignore[union-attr]
        scores = db.exec(select(Score).where(Score.check_in_id == asked.check_in_id, Score.scale == "total")).all()
    assert [one.id for one in sent] == [asked.check_in_id]
    assert len(scores) == 1


def test_B78_B83_no_guess_is_worth_anything_and_all_are_told_the_same(sqlite_database: str) -> None:
    asked = ask_patient(make_clinic())
    near = [asked.token[:-1], asked.token + "A", asked.token[::-1], asked.token.swapcase(), "", "x" * 10_000]
    guesses = [*near, *(secrets.token_urlsafe(32) for _ in range(2000))]
    before, told = count(Visit), set()
    for token in guesses:
        with pytest.raises(Refusal) as refused:
            recording.redeem_link(token)
        told.add(str(refused.value))
    assert len(told) == 1
    assert count(Visit) == before
    assert history.actor_of(asked.token) is None, "a link is no cookie"

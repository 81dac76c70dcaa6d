"""What a patient tells beside the questions: notes, sessions to confirm, safety plan, what is shared and offered."""

from datetime import date, timedelta

import pytest

from models import history, recording
from models.access import Actor
from models.clock import at
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import AnswerState, SessionInput, ShareInput, TrialInput
from models.words import Modality, TherapyFormat
from tests.recording.conftest import NOW, World

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


def view(world: World) -> history.PatientView:
    return history.patient_view(world.clinician, world.patient_id)


def begin_therapy(world: World) -> str:
    trial = TrialInput.of(
        modality=Modality.psychotherapy,
        therapy="CBT",
        format=TherapyFormat.individual,
        started_on=TODAY - timedelta(days=30),
    )
    return recording.record_trial(world.system, world.patient_id, trial)


def tell(world: World, answer: int | None, *, send: bool = True) -> str:
    check_in = recording.issue_check_in(world.clinician, world.patient_id)
    if answer is not None:
        recording.save_answer(world.patient, check_in, "session_yesterday", "took_place", AnswerState.answered, answer)
    if send:
        recording.send_check_in(world.patient, check_in)
    return check_in


def held(world: World, trial_id: str) -> list[date]:
    trial = view(world).case.trial_by_id[trial_id]
    return [one.on for one in trial.sessions if one.attended and one.on is not None]


class TestSessions:
    def test_a_yes_is_a_proposal_and_counts_only_once_confirmed(self, world: World) -> None:
        trial_id = begin_therapy(world)
        tell(world, 1)
        proposed = view(world).proposals
        assert [(one.trial_id, one.held_on) for one in proposed] == [(trial_id, YESTERDAY)]
        assert held(world, trial_id) == []
        recording.settle_session(world.clinician, proposed[0].id, True)
        recording.settle_session(world.clinician, proposed[0].id, True)
        assert held(world, trial_id) == [YESTERDAY]
        assert view(world).proposals == ()

    def test_what_did_not_take_place_is_not_recorded(self, world: World) -> None:
        trial_id = begin_therapy(world)
        tell(world, 1)
        (proposed,) = view(world).proposals
        recording.settle_session(world.clinician, proposed.id, False)
        assert held(world, trial_id) == []
        with pytest.raises(Conflict):
            recording.settle_session(world.clinician, proposed.id, True)

    @pytest.mark.parametrize("answer", [0, None])
    def test_a_no_or_nothing_proposes_nothing(self, world: World, answer: int | None) -> None:
        begin_therapy(world)
        tell(world, answer)
        assert view(world).proposals == ()

    def test_a_day_that_is_recorded_is_not_proposed_again(self, world: World) -> None:
        trial_id = begin_therapy(world)
        recording.record_session(world.clinician, trial_id, SessionInput(held_on=YESTERDAY, attended=True))
        tell(world, 1)
        assert view(world).proposals == ()

    def test_nothing_is_proposed_before_the_check_in_is_sent(self, world: World) -> None:
        begin_therapy(world)
        tell(world, 1, send=False)
        assert view(world).proposals == ()

    def test_a_patient_confirms_nothing(self, world: World) -> None:
        begin_therapy(world)
        tell(world, 1)
        with pytest.raises(NotPermitted):
            recording.settle_session(world.patient, view(world).proposals[0].id, True)


class TestNotes:
    def test_a_note_is_kept_once_and_read_by_name(self, world: World) -> None:
        first = recording.write_note(world.patient, world.patient_id, "  The new tablets make me sleepy.  ")
        assert recording.write_note(world.patient, world.patient_id, "The new tablets make me sleepy.") == first
        (note,) = view(world).notes
        assert (note.words, note.read_at) == ("The new tablets make me sleepy.", None)
        recording.mark_note_read(world.clinician, first)
        (note,) = view(world).notes
        assert note.read_at == NOW
        assert note.read_by

    @pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
    def test_nothing_and_too_much_are_refused(self, world: World, words: str) -> None:
        with pytest.raises(Invalid):
            recording.write_note(world.patient, world.patient_id, words)
        assert view(world).notes == ()

    def test_a_note_brings_the_patient_back_to_the_list(self, world: World) -> None:
        recording.mark_reviewed(world.clinician, world.patient_id, NOW)
        with at(NOW + timedelta(hours=1)):
            recording.write_note(world.patient, world.patient_id, "Could you call me?")
            assert view(world).review is None


def test_the_newest_safety_plan_holds_until_it_is_ended(world: World) -> None:
    recording.write_safety_plan(world.clinician, world.patient_id, "Call Jo.")
    with at(NOW + timedelta(hours=1)):
        recording.write_safety_plan(world.clinician, world.patient_id, "Call Jo.\nGo to the park.")
        plan = history.own_safety_plan(world.patient, world.patient_id)
        assert plan is not None
        assert plan.words == "Call Jo.\nGo to the park."
    with at(NOW + timedelta(hours=2)):
        recording.write_safety_plan(world.clinician, world.patient_id, " ")
        assert history.own_safety_plan(world.patient, world.patient_id) is None
    with pytest.raises(NotPermitted):
        recording.write_safety_plan(world.patient, world.patient_id, "mine")
    with pytest.raises(Invalid):
        recording.write_safety_plan(world.clinician, world.patient_id, "x" * 4001)


class TestOffered:
    def answer(self, world: World, value: float) -> str:
        check_in = recording.issue_check_in(world.clinician, world.patient_id)
        recording.save_answer(world.patient, check_in, "phq9", "q9", AnswerState.answered, value)
        return check_in

    def test_more_is_offered_after_the_suicide_item_and_asked_next(self, world: World) -> None:
        check_in = self.answer(world, 1)
        before = history.open_check_in(world.patient, check_in)
        assert before.offers == ("sidas",)
        assert recording.ask_more(world.patient, check_in) == ("sidas",)
        after = history.open_check_in(world.patient, check_in)
        assert after.instruments[: after.instruments.index("sidas")] == ("phq9",)
        assert (after.offers, after.form_languages["sidas"]) == ((), "en")
        assert recording.ask_more(world.patient, check_in) == ()

    def test_nothing_is_offered_without_such_an_answer(self, world: World) -> None:
        check_in = self.answer(world, 0)
        assert history.open_check_in(world.patient, check_in).offers == ()
        assert recording.ask_more(world.patient, check_in) == ()

    def test_a_sent_check_in_asks_no_more(self, world: World) -> None:
        check_in = self.answer(world, 2)
        recording.send_check_in(world.patient, check_in)
        assert history.open_check_in(world.patient, check_in).offers == ()
        with pytest.raises(Conflict):
            recording.ask_more(world.patient, check_in)


class TestSharing:
    def share(self, world: World, *domains: str, **more: object) -> str:
        wanted = ShareInput.of(shared_with="my sister", domains=domains, **more)
        return recording.offer_share(world.patient, world.patient_id, wanted).rsplit("/", 1)[1]

    def measured(self, world: World) -> None:
        measured = recording.MeasurementInput(on=TODAY, instrument="phq9", answers={f"q{n}": 1.0 for n in range(1, 10)})
        recording.record_measurement(world.system, world.patient_id, measured)

    def test_only_what_was_chosen_is_there(self, world: World) -> None:
        self.measured(world)
        symptoms = history.open_shared(self.share(world, "symptoms"))
        assert symptoms is not None
        assert {one.instrument for one in symptoms.own.scores} == {"phq9"}
        assert (symptoms.own.safety_answers, symptoms.own.check_ins, symptoms.own.header.record_number) == ((), (), "")
        other = history.open_shared(self.share(world, "purpose"))
        assert other is not None
        assert other.own.scores == ()

    def test_it_ends_by_itself_and_at_once_when_it_is_ended(self, world: World) -> None:
        token = self.share(world, "symptoms", days=7)
        with at(NOW + timedelta(days=7)):
            assert history.open_shared(token) is None
        (there,) = history.shares_of(world.patient, world.patient_id)
        recording.revoke_share(world.patient, there.id)
        recording.revoke_share(world.patient, there.id)
        assert history.open_shared(token) is None
        assert history.shares_of(world.patient, world.patient_id) == []

    def test_every_look_is_in_the_patients_list(self, world: World) -> None:
        assert history.open_shared(self.share(world, "symptoms")) is not None
        acts = [each.act for each in history.looks_of(world.patient, world.patient_id)]
        assert "open_shared" in acts

    @pytest.mark.parametrize("actor", ["clinician", "system"])
    def test_nobody_else_consents(self, world: World, actor: str) -> None:
        wanted = ShareInput(shared_with="a cousin", domains=("symptoms",))
        who: Actor = getattr(world, actor)
        with pytest.raises(NotPermitted):
            recording.offer_share(who, world.patient_id, wanted)

    @pytest.mark.parametrize(
        "wrong", [{"domains": ()}, {"domains": ("safety",)}, {"days": 0}, {"days": 91}, {"shared_with": " "}]
    )
    def test_what_makes_no_sense_is_refused(self, world: World, wrong: dict[str, object]) -> None:
        with pytest.raises(Invalid):
            wanted = ShareInput.of(**{"shared_with": "my sister", "domains": ("symptoms",), **wrong})
            recording.offer_share(world.patient, world.patient_id, wanted)

    def test_an_unknown_link_shows_nothing(self, world: World) -> None:
        assert history.open_shared("0" * 43) is None

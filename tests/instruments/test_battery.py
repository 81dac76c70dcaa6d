"""What every instrument on the shelf must pass, whoever wrote its definition."""

import itertools
import json
import math
import re
import tomllib

import pytest

from instruments import Direction, Status, score_one, shelf
from instruments.catalogue import DEFINITIONS
from instruments.consistency import MUST_CALL
from instruments.description import describe
from tests.instruments.forms import IDS, IN_THE_MIDDLE, SCALES, WORDED, counts, extreme, items_of, plain_score, scored

BAND = {True: {"low", "high"}}  # of a band, these are scores


def test_the_shelf_is_full() -> None:
    """58 published measures, and our own that nobody has validated."""
    own = [name for name, one in shelf().items() if not one.validated]
    assert own == [
        *("doses_missed", "session_feedback", "session_yesterday"),
        *("side_effects", "treatment_preference", "what_matters"),
    ]
    assert len(shelf()) == 58 + len(own)
    assert set(MUST_CALL) <= set(shelf())


@pytest.mark.parametrize("name, scale_id", [pair for pair in SCALES if pair != IN_THE_MIDDLE])
def test_lowest_and_highest_answers_give_the_ends_of_the_range(name: str, scale_id: str) -> None:
    instrument, scale = shelf()[name], shelf()[name].scale(scale_id)
    low, high = (score_one(instrument, extreme(instrument, highest, scale)) for highest in (False, True))
    assert (low[scale_id].value, high[scale_id].value) == scale.range


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_every_single_answer_counts_what_it_should(name: str, scale_id: str) -> None:
    instrument = shelf()[name]
    scale, lowest = instrument.scale(scale_id), extreme(instrument, highest=False)
    for item in instrument.items:
        for value in item.values:
            answers = {**lowest, item.id: value}
            score = score_one(instrument, answers)[scale_id]
            assert score.value == pytest.approx(plain_score(instrument, scale, answers))
            assert (score.answered, score.status) == (len(items_of(instrument, scale)), Status.complete)


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_no_score_is_a_sum_over_what_is_there(name: str, scale_id: str) -> None:
    """Any one or two answers missing, and then more and more: the rule decides, and a gap never counts as nothing."""
    instrument = shelf()[name]
    scale = instrument.scale(scale_id)
    highest, items = extreme(instrument, True, scale), [item.id for item in items_of(instrument, scale)]
    gaps = [*itertools.combinations(items, 1), *itertools.combinations(items, 2)]
    gaps += [tuple(items[:count]) for count in range(3, len(items) + 1)]
    for gap in gaps:
        answers = {key: value for key, value in highest.items() if key not in gap}
        score, expected = score_one(instrument, answers)[scale_id], plain_score(instrument, scale, answers)
        assert score.answered == len(items) - len(gap)
        if expected is None:
            assert (score.value, score.status, score.band) == (None, Status.not_scored, None)
        else:
            is_whole = all(any(name in pair for pair in scale.either) for name in gap)
            assert score.status is (Status.complete if is_whole else Status.prorated)
            assert score.value == pytest.approx(expected) == scale.range[1]


@pytest.mark.parametrize("name", IDS)
def test_nothing_answered_is_nothing_scored(name: str) -> None:
    for score in score_one(shelf()[name], {}).values():
        assert (score.value, score.answered, score.status, score.band) == (None, 0, Status.not_scored, None)


@pytest.mark.parametrize("name", IDS)
def test_reverse_items_are_turned_round(name: str) -> None:
    for item in shelf()[name].items:
        points = [item.points(value) for value in item.values]
        assert points == [counts(item, value) for value in item.values]
        assert points in (sorted(points), sorted(points, reverse=True))
        if not item.recode:
            assert points == sorted(item.values, reverse=item.reverse)


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_bands_have_no_gap_and_no_overlap(name: str, scale_id: str) -> None:
    """Every score of the range, half and tenth points included, has the one band that it has after rounding half up."""
    scale = shelf()[name].scale(scale_id)
    low, high = scale.range
    for tenth in range(round(low * 10), round(high * 10) + 1):
        rounded = round(math.floor(tenth / 10 / scale.band_step + 0.5) * scale.band_step, 6)
        inside = [band.name for band in scale.bands if band.low <= rounded <= band.high]
        assert inside == ([scale.band_of(tenth / 10)] if scale.bands else [])


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_band_lines_lie_between_whole_scores(name: str, scale_id: str) -> None:
    scale = shelf()[name].scale(scale_id)
    assert all(line % 1 == 0.5 for line in scale.band_lines if scale.band_step == 1)
    assert len(scale.band_lines) == max(len(scale.bands) - 1, 0)


@pytest.mark.parametrize("name, scale_id", [pair for pair in SCALES if pair != IN_THE_MIDDLE])
def test_more_points_never_lower_a_score(name: str, scale_id: str) -> None:
    """So that no worse answer improves a score, and no better one makes it worse."""
    instrument = shelf()[name]
    scale = instrument.scale(scale_id)
    for start in (extreme(instrument, False, scale), extreme(instrument, True, scale)):
        for item in items_of(instrument, scale):
            ordered = sorted(item.values, key=lambda value, item=item: counts(item, value, scale))
            found = [score_one(instrument, {**start, item.id: value})[scale_id].value for value in ordered]
            assert found == sorted(found, key=lambda value: value if value is not None else math.nan)


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_the_floor_is_where_improvement_goes(name: str, scale_id: str) -> None:
    scale = shelf()[name].scale(scale_id)
    assert scale.floor == (min if scale.direction is Direction.lower_better else max)(scale.range)
    if scale.remission is not None:
        assert scale.remission.holds(scale.floor)
        assert not scale.remission.holds(sum(scale.range) - scale.floor)


@pytest.mark.parametrize("name", IDS)
def test_safety_items_fire_from_their_threshold_on(name: str) -> None:
    instrument = shelf()[name]
    for rule in instrument.safety:
        if rule.of == "item":
            for value in instrument.item(rule.item).values:
                assert (rule in instrument.fired({rule.item: value})) is (value >= rule.value)
            assert instrument.fired({rule.item: None}) == ()
    assert instrument.fired({}) == ()


@pytest.mark.parametrize("name", [name for name in MUST_CALL if name in shelf()])
def test_an_instrument_that_asks_about_suicide_calls_somebody(name: str) -> None:
    worst = extreme(shelf()[name], highest=True)
    assert {rule.item for rule in shelf()[name].fired(worst)} >= set(MUST_CALL[name])
    assert shelf()[name].fired(extreme(shelf()[name], highest=False)) == ()


@pytest.mark.parametrize("name", IDS)
def test_every_offered_language_is_complete(name: str) -> None:
    instrument = shelf()[name]
    assert instrument.languages[:1] == (("en",) if name in WORDED else ())
    for lang in instrument.languages:
        texts = [item.text(lang) for item in instrument.items]
        texts += [choice.label(lang) for item in instrument.items for choice in item.choices or ()]
        texts += [text for text in (instrument.stem(lang), instrument.recall_text(lang)) if text is not None]
        assert all(text.strip() == text != "" for text in texts)
        assert not [text for text in texts if re.search(r"[<>]|\s\s|\[[VMP]", text)]
        assert len({(item.lead(lang), item.text(lang)) for item in instrument.items}) == len(instrument.items)


@pytest.mark.parametrize("name", WORDED)
def test_the_recall_period_can_be_kept_in_sight(name: str) -> None:
    assert shelf()[name].recall_text("en")


@pytest.mark.parametrize("name", IDS)
def test_wording_is_there_by_right(name: str) -> None:
    licence = shelf()[name].licence
    assert licence.ship_text is (licence.cls in "AB")
    assert licence.attribution or not licence.ship_text
    assert licence.sources or not shelf()[name].validated
    assert (licence.needs_statement, licence.needs_wording, licence.total_only) == {
        "A": (False, False, False),
        "B": (False, False, False),
        "C": (True, True, False),
        "D": (False, True, False),
        "E": (False, False, True),
    }[licence.cls]


@pytest.mark.parametrize("name", [name for name in IDS if name not in WORDED])
def test_no_wording_of_others_is_in_the_definition(name: str) -> None:
    """The file has no key in which words of a form stand: `text` only beside a mark, where a source is named."""
    tables = [tomllib.loads((DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8"))]
    for table in tables:
        assert not {"stem", "recall_text", "leads", "label", "low", "high"} & set(table) - BAND.get(
            "name" in table, set()
        )
        assert "text" not in table or "mark" in table
        inner = [one for value in table.values() for one in (value if isinstance(value, list) else [value])]
        tables += [one for one in inner if isinstance(one, dict)]


@pytest.mark.parametrize("name", IDS)
def test_every_item_has_a_label_short_enough_for_a_column(name: str) -> None:
    shorts = [item.short for item in shelf()[name].items]
    assert len(set(shorts)) == len(shorts)
    assert max(map(len, shorts)) <= 36


@pytest.mark.parametrize("name", IDS)
def test_every_figure_says_where_it_was_read(name: str) -> None:
    for scale in shelf()[name].scales:
        named = (scale.reliable_change, scale.mcid, scale.mcid_patient_rated, *scale.reliability)
        for figure in (one for one in named if one is not None):
            assert figure.source
            assert figure.checked_on is not None
        assert all(norm.source for norm in scale.norms)


@pytest.mark.parametrize("name", IDS)
def test_it_can_be_told_as_json_and_back(name: str) -> None:
    told = describe(shelf()[name])
    assert json.loads(json.dumps(told)) == told
    assert told["id"] == name


@pytest.mark.parametrize("name", IDS)
def test_a_file_gives_the_scores_of_its_forms(name: str) -> None:
    """Round trip: the same form by its answers and by a CSV file, lowest, highest and with each item missing."""
    instrument = shelf()[name]
    forms = [extreme(instrument, highest=False), extreme(instrument, highest=True)]
    forms += [{**forms[1], item.id: None} for item in instrument.items]
    lines = [",".join(f"{name}_{item.id}" for item in instrument.items)]
    lines += [",".join("" if value is None else f"{value:g}" for value in form.values()) for form in forms]
    for form, row in zip(forms, scored(name, "\n".join([*lines, ""]).replace("\n\n", '\n""\n')), strict=True):
        for scale_id, score in score_one(instrument, form).items():
            assert (float(row[scale_id]) if row[scale_id] else None) == score.value
            assert row[f"{scale_id}_answered"] == str(score.answered)
            assert row[f"{scale_id}_status"] == score.status
            assert row[f"{scale_id}_band"] == (score.band or "")
        assert row["flags"] == ";".join(dict.fromkeys(rule.flag for rule in instrument.fired(form)))

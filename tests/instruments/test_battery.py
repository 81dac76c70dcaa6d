"""What every instrument on the shelf must pass, whoever wrote its definition."""

import itertools
import json
import math
import re

import pytest

from instruments import Direction, Status, score_one, shelf
from instruments.consistency import MUST_CALL
from instruments.description import describe
from tests.instruments.forms import IDS, SCALES, extreme, plain_score, scored


@pytest.mark.parametrize("name", IDS)
def test_lowest_and_highest_answers_give_the_ends_of_the_range(name: str) -> None:
    instrument = shelf()[name]
    low, high = (score_one(instrument, extreme(instrument, highest)) for highest in (False, True))
    for scale in instrument.scales:
        if scale.id == "other_depressive_syndrome":
            continue  # is met in the middle only
        assert (low[scale.id].value, high[scale.id].value) == scale.range


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_every_single_answer_counts_what_it_should(name: str, scale_id: str) -> None:
    instrument = shelf()[name]
    scale, lowest = instrument.scale(scale_id), extreme(instrument, highest=False)
    for item in instrument.items:
        for value in item.values:
            answers = {**lowest, item.id: value}
            score = score_one(instrument, answers)[scale_id]
            assert score.value == pytest.approx(plain_score(instrument, scale, answers))
            assert (score.answered, score.status) == (len(scale.items), Status.complete)


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_no_score_is_a_sum_over_what_is_there(name: str, scale_id: str) -> None:
    """Any one or two answers missing, and then more and more: the rule decides, and a gap never counts as nothing."""
    instrument = shelf()[name]
    scale, highest = instrument.scale(scale_id), extreme(instrument, highest=True)
    gaps = [*itertools.combinations(scale.items, 1), *itertools.combinations(scale.items, 2)]
    gaps += [scale.items[:count] for count in range(3, len(scale.items) + 1)]
    for gap in gaps:
        answers = {key: value for key, value in highest.items() if key not in gap}
        score, left = score_one(instrument, answers)[scale_id], len(scale.items) - len(gap)
        assert score.answered == left
        if left < scale.missing.needed:
            assert (score.value, score.status, score.band) == (None, Status.not_scored, None)
        else:
            assert score.status is Status.prorated
            assert score.value == pytest.approx(plain_score(instrument, scale, answers)) == scale.range[1]


@pytest.mark.parametrize("name", IDS)
def test_nothing_answered_is_nothing_scored(name: str) -> None:
    for score in score_one(shelf()[name], {}).values():
        assert (score.value, score.answered, score.status, score.band) == (None, 0, Status.not_scored, None)


@pytest.mark.parametrize("name", IDS)
def test_reverse_items_are_turned_round(name: str) -> None:
    for item in shelf()[name].items:
        points = [item.points(value) for value in item.values]
        assert points == sorted(points, reverse=item.reverse)
        assert set(points) == set(item.values) or item.recode


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_bands_have_no_gap_and_no_overlap(name: str, scale_id: str) -> None:
    """Every score of the range, half and tenth points included, has the one band that it has after rounding half up."""
    scale = shelf()[name].scale(scale_id)
    low, high = scale.range
    for tenth in range(round(low * 10), round(high * 10) + 1):
        rounded = math.floor(tenth / 10 / scale.band_step + 0.5) * scale.band_step
        inside = [band.name for band in scale.bands if band.low <= rounded <= band.high]
        assert inside == ([scale.band_of(tenth / 10)] if scale.bands else [])


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_band_lines_lie_between_whole_scores(name: str, scale_id: str) -> None:
    scale = shelf()[name].scale(scale_id)
    assert all(line % 1 == 0.5 for line in scale.band_lines if scale.band_step == 1)
    assert len(scale.band_lines) == max(len(scale.bands) - 1, 0)


@pytest.mark.parametrize("name, scale_id", [pair for pair in SCALES if pair[1] != "other_depressive_syndrome"])
def test_more_points_never_lower_a_score(name: str, scale_id: str) -> None:
    """So that no worse answer improves a score, and no better one makes it worse."""
    instrument = shelf()[name]
    scale = instrument.scale(scale_id)
    for start in (extreme(instrument, highest=False), extreme(instrument, highest=True)):
        for item in map(instrument.item, scale.items):
            ordered = sorted(item.values, key=item.points)
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
    assert instrument.languages[0] == "en"
    for lang in instrument.languages:
        texts = [item.text(lang) for item in instrument.items]
        texts += [choice.label(lang) for item in instrument.items for choice in item.choices or ()]
        texts += [text for text in (instrument.stem(lang), instrument.recall_text(lang)) if text is not None]
        assert all(text.strip() == text != "" for text in texts)
        assert not [text for text in texts if re.search(r"[<>]|\s\s|\[[VMP]", text)]
        assert len({item.text(lang) for item in instrument.items}) == len(instrument.items)


@pytest.mark.parametrize("name", IDS)
def test_the_recall_period_can_be_kept_in_sight(name: str) -> None:
    assert shelf()[name].recall_text("en")


@pytest.mark.parametrize("name", IDS)
def test_wording_is_there_by_right(name: str) -> None:
    licence = shelf()[name].licence
    assert licence.cls in "AB"
    assert licence.ship_text
    assert licence.attribution
    assert licence.sources


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
            assert row[scale_id] == ("" if score.value is None else f"{score.value:.10g}")
            assert row[f"{scale_id}_answered"] == str(score.answered)
            assert row[f"{scale_id}_status"] == score.status
            assert row[f"{scale_id}_band"] == (score.band or "")
        assert row["flags"] == ";".join(dict.fromkeys(rule.flag for rule in instrument.fired(form)))

"""Words on the screen: trouble tells nothing of a patient, numbers can be dialled, words stay words."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import crisis, say

SECRET = "what the patient wrote"


def _broken() -> None:
    from pages.parts import trouble

    with trouble.caught():
        raise ValueError("what the patient wrote")


def _broken_callback_free() -> None:
    import streamlit as st

    from models.errors import NotPermitted
    from pages.parts import trouble

    with trouble.caught():
        st.text("before")
        raise NotPermitted("what the patient wrote")


def _stopping() -> None:
    import streamlit as st

    from pages.parts import trouble

    with trouble.caught():
        st.stop()
    st.text("never")


def _all(page: AppTest) -> str:
    kinds = (page.text, page.error, page.warning, page.subheader, page.exception, page.markdown)
    html = [each.proto.body for each in page.get("html")]
    return "\n".join([*(str(each.value) for kind in kinds for each in kind), *html])


def test_a_broken_page_gives_a_reference_and_help(caplog: pytest.LogCaptureFixture) -> None:
    """F30, P15, S03."""
    page = AppTest.from_function(_broken).run(timeout=20)
    words = _all(page)
    reference = words.split("Reference ")[1][:8]
    assert "tel:988" in words
    assert SECRET not in words
    assert reference in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_what_is_not_permitted_does_not_exist() -> None:
    words = _all(AppTest.from_function(_broken_callback_free).run(timeout=20))
    assert "Not found" in words
    assert SECRET not in words


def test_streamlits_own_signal_to_stop_is_no_trouble() -> None:
    page = AppTest.from_function(_stopping).run(timeout=20)
    assert _all(page) == ""


@pytest.mark.parametrize(
    "number, address",
    [
        ("988", "tel:988"),
        ("+44 (0)20 7946-0018", "tel:+442079460018"),
        ("116 123", "tel:116123"),
        ("javascript:alert(1)", ""),
        ("", ""),
        ("call us", ""),
        ("988<script>", ""),
    ],
)
def test_only_a_number_can_be_dialled(number: str, address: str) -> None:
    """S04, B94."""
    assert crisis.call_address(number) == address


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "javascript:alert(1)", 'tel:1" onclick="x']
)
def test_our_words_link_to_nowhere_else(address: str) -> None:
    assert "<a" not in say._anchor("words", address)


def test_words_for_a_label_are_escaped_on_one_line() -> None:
    assert say.literal("a*b*\n[c](d)") == r"a\*b\* \[c\](d)", "brackets stay: a screen reader says each backslash"
    assert "\u2060" in say.literal(":smile:")
    assert say.literal("2026-01-02 at 9") == r"2026\-01\-02 at 9"


def test_a_chip_says_its_meaning_in_word_icon_and_colour() -> None:
    assert say.chip_words("adequate", kind="good") == ":green-badge[✓ adequate]"
    assert say.chip_words("item 9 above zero", kind=say.Kind.danger) == ":red-badge[● item 9 above zero]"
    with pytest.raises(ValueError):
        say.chip_words("x", kind="pretty")

"""The front page, before anybody has said who they are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("visitor", ["phone", "desk"])
def test_a_stranger_is_asked_to_sign_in(
    request: pytest.FixtureRequest, visitor: str, shot: Callable[[Page, str], None]
) -> None:
    page: Page = request.getfixturevalue(visitor)
    page.goto("/")
    expect(page.locator("body")).to_contain_text("sign in", ignore_case=True)
    shot(page, f"start_{visitor}")

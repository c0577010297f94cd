"""A place's three signatories sign in order from their e-mails, however they use a browser."""

import pytest
from playwright.sync_api import Browser

from tests.browser.asked_place import AskedPlace
from tests.browser.journey import Use, all_sign
from tests.browser.ways import ByKeyboard, ByMouse


@pytest.mark.parametrize(
    ("use", "scripts"),
    [(ByMouse, True), (ByKeyboard, True), (ByMouse, False)],
    ids=["by mouse", "by keyboard alone", "without JavaScript"],
)
def test_three_signatories_sign_in_order_from_their_letters(
    browser: Browser, place: AskedPlace, use: Use, scripts: bool
) -> None:
    all_sign(browser, place, use, scripts=scripts)

"""Debian's Chromium without a window, driven by Playwright."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 30_000
"""How long a page may take to say what is expected of it: machines of tests are busy."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser until the block ends."""
    assert CHROMIUM.exists(), "Chromium is missing. On Debian: apt-get install chromium"
    # Chromium's sandbox does not work for root, who owns nothing worth keeping in a test's machine.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = ["--disable-dev-shm-usage", *root]
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()

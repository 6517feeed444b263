"""A real Chromium before a running demo. One of each for all tests here, a new visitor for each test."""

import os
import shutil
import time as wall
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.center import Center, running_center
from tests.browser.witness import Witness

HERE = Path(__file__).parent
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HEIGHTS = {360: 780, 1280: 900}
TABLET = {820: 1180}
PATIENCE_MS = 20_000
HALF_HOUR_SECONDS = 30 * 60
JOURNEY_SECONDS = 40
Visit = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder, before xdist reads the groups; one worker runs them all before one demo."""
    for test in items:
        if HERE in test.path.parents:
            test.add_marker(pytest.mark.browser)
            test.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=SWITCHES)
        yield chromium
        chromium.close()


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    sentence = "There is no Chromium on this machine: install the package chromium to run the browser tests."
    if os.environ.get("CENTER_NO_SKIP") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="package")
def center(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """The demo, started once, and only where there is a browser for it."""
    with running_center(tmp_path_factory.mktemp("demo")) as running:
        yield running


@contextmanager
def visitor(
    browser: Browser,
    center: Center,
    *,
    width: int = 360,
    language: str = "ko",
    contrast: str = "normal",
    script: bool = True,
    statuses: Collection[int] = (),
) -> Iterator[Page]:
    """Somebody's browser; at its end nothing may have gone wrong in it. Abroad, for the pages tell Seoul's time."""
    witness = Witness(center.url, frozenset(statuses))
    context = browser.new_context(
        base_url=center.url,
        viewport={"width": width, "height": {**HEIGHTS, **TABLET}[width]},
        locale="ko-KR" if language == "ko" else "en-GB",
        timezone_id="America/New_York",
        java_script_enabled=script,
    )
    context.set_default_timeout(PATIENCE_MS)
    prefer(context, center, language=language, contrast=contrast)
    witness.watch(context)
    yield context.new_page()
    context.close()
    assert witness.faults == []


def prefer(context: BrowserContext, center: Center, *, language: str, contrast: str) -> None:
    """Let a browser remember a language and a contrast."""
    values = {"center_language": language, "center_contrast": contrast}
    context.add_cookies([{"name": name, "value": value, "url": center.url} for name, value in values.items()])


@pytest.fixture
def visit(browser: Browser, center: Center) -> Iterator[Visit]:
    """Makes visitors: `visit(width=1280, language="en")` gives an empty page of a browser of its own."""
    with ExitStack() as stack:
        yield lambda **wishes: stack.enter_context(visitor(browser, center, **wishes))


@pytest.fixture
def _no_notice_ends() -> None:
    """Wait over a half hour that is about to strike: the nearest free time may stop being bookable then."""
    left = HALF_HOUR_SECONDS - wall.clock_gettime(wall.CLOCK_REALTIME) % HALF_HOUR_SECONDS
    if left < JOURNEY_SECONDS:
        wall.sleep(left + 1)

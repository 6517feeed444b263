"""Somebody who uses the keyboard only, and must see at every stop where they are."""

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STOPS = 120
SCROLL_LOOKS = 40
WHERE = """() => {
  const at = document.activeElement;
  const isDrawn = (style) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)";
  const label = at.labels?.[0];
  const styles = [[at], [at, "::before"], [at, "::after"], ...(label ? [[label]] : [])];
  const isInView = ({ width, height, top, bottom, left, right }) =>
    width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return {
    what: at.outerHTML.split(">")[0] + ">",
    isPage: at === document.body,
    isMarked: styles.some((style) => isDrawn(getComputedStyle(...style))),
    isInView: [at, label].some((one) => one && isInView(one.getBoundingClientRect())),
  };
}"""


class Keyboard:
    """Presses keys; every stop of the Tab key is looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str, *, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write into the field that has the focus."""
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator) -> None:
        """Go on by Tab until the target has the focus; each stop on the way must show where one is."""
        for _ in range(MOST_STOPS):
            self.press("Tab")
            stop = self._stop()
            assert not stop["isPage"], f"the page ended before {target}"
            assert stop["isMarked"], f"no visible focus at {stop['what']}"
            assert stop["isInView"], f"out of view: {stop['what']}"
            if target.evaluate("(one) => one === document.activeElement"):
                return
        raise AssertionError(f"{target} was not reached")

    def _stop(self) -> Any:
        """Where one is; the page scrolls there a moment after the key."""
        stop = self.page.evaluate(WHERE)
        for _ in range(SCROLL_LOOKS):
            if stop["isInView"] or stop["isPage"]:
                break
            self.page.wait_for_timeout(50)
            stop = self.page.evaluate(WHERE)
        return stop

    def type_into(self, target: Locator, text: str) -> None:
        """Go to a field and write into it."""
        self.tab_to(target)
        self.type(text)

    def tick(self, target: Locator) -> None:
        """Go to a box and tick it."""
        self.tab_to(target)
        self.press("Space")

    def follow(self, target: Locator) -> None:
        """Go to a link or a button and press Enter; the next page is loaded then."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.press("Enter")

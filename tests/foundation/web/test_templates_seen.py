"""The components in a browser: for every reader, at every width, in light and dark."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.seeing import overflow, violations
from tests.foundation.gallery import PAGES, make_gallery

TEXT_SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'button, .btn, .tabbar a, .nav a, select, summary, .choice, input:not([type=radio], [type=checkbox], [type=hidden])'
  )].filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1)
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(([, height]) => height < 43.5)"""
FOCUS = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  const shown = e.matches('.choice input') ? e.closest('.choice') : e; const style = getComputedStyle(shown);
  const r = e.getBoundingClientRect();
  const bar = e.closest('.topbar, .tabbar, .answerbar, .skip') || r.height < 2;
  const heights = [r.top + 3, (r.top + r.bottom) / 2, r.bottom - 3].map(y => Math.max(1, Math.min(innerHeight - 2, y)));
  const seen = bar || heights.some(y => { const at = document.elementFromPoint(r.left + r.width / 2, y);
    return at && !at.closest('.topbar, .tabbar, .answerbar'); });
  return [e.outerHTML.slice(0, 80), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, Boolean(seen)]; }"""

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser: Browser) -> Iterator["Opened"]:
    """Opens pages of the gallery and closes them afterwards."""
    opened = Opened(browser)
    yield opened
    opened.close()


class Opened:
    """Pages answered by the application itself, without a server."""

    def __init__(self, browser: Browser) -> None:
        """Remember what was said in the console."""
        self._browser = browser
        self._client = make_gallery().test_client()
        self._pages: list[Page] = []
        self.console: list[str] = []

    def page(self, path: str, width: int, *, dark: bool = False, strict: bool = False) -> Page:
        """Open a page; only a `strict` one keeps its content security policy, which refuses axe."""
        page = self._browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="ko-KR",
            bypass_csp=not strict,
        )
        self._pages.append(page)
        page.on("console", lambda said: self.console.append(said.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.route("**/*", self._answer)
        page.goto(f"https://ieum.test{path}")
        return page

    def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        with self._client.get(url.path, query_string=url.query) as response:
            headers = dict(response.headers)
            route.fulfill(status=response.status_code, headers=headers, body=response.data)

    def close(self) -> None:
        """Close every page."""
        for page in self._pages:
            page.close()


@pytest.mark.wide
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_every_reader_can_use_it(opened: Opened, path: str, width: int, *, dark: bool) -> None:
    assert violations(opened.page(path, width, dark=dark)) == []


@pytest.mark.wide
@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_over_the_edge(opened: Opened, path: str) -> None:
    narrow = opened.page(path, 320)
    large = opened.page(path, 390)
    large.add_style_tag(content="html{font-size:200%}")
    spaced = opened.page(path, 390)
    spaced.add_style_tag(content=TEXT_SPACING)

    assert (overflow(narrow), overflow(large), overflow(spaced)) == (0, 0, 0)


@pytest.mark.wide
@pytest.mark.parametrize("path", PAGES)
def test_a_thumb_can_hit_everything(opened: Opened, path: str) -> None:
    assert opened.page(path, 390).evaluate(SMALL_TARGETS) == []


@pytest.mark.wide
@pytest.mark.parametrize("path", PAGES)
def test_the_focus_is_always_seen(opened: Opened, path: str) -> None:
    page = opened.page(path, 390)
    bad: list[object] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            break
        if not (stop[1] and stop[2]):
            bad.append(stop)

    assert bad == []


@pytest.mark.parametrize("path", PAGES)
def test_the_strict_policy_leaves_the_console_empty(opened: Opened, path: str) -> None:
    opened.page(path, 1440, strict=True)

    assert [said for said in opened.console if "(Unprocessable Entity)" not in said] == []


def test_a_part_that_asks_for_it_is_fetched_again(opened: Opened) -> None:
    page = opened.page("/", 1440, strict=True)
    page.wait_for_selector("#run[data-done]", timeout=8000)

    assert page.locator("#run").inner_text() == "초안이 준비됐어요"
    assert page.locator("symbol#i-shield").count() == 1

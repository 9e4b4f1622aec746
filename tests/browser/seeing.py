"""What a machine can see of a page: its structure, its words, its edges, its accessibility."""

import re
from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]  ships none
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Text that a reader meets, without what is marked as being in another language.
WORDS = """() => {
  const lang = document.documentElement.lang, found = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (parent.closest('script, style') || parent.closest('[lang]').lang !== lang) continue;
    if (node.data.trim()) found.push(node.data.trim());
  }
  for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    if (e.closest('[lang]').lang === lang)
      found.push(...['aria-label', 'title', 'placeholder'].map(n => e.getAttribute(n)).filter(Boolean));
  return found; }"""
HANGUL = re.compile(r"[가-힣]")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ ,]+[A-Za-z][A-Za-z'’]*){2,}")


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong: the rule and the first place."""
    axe: Any = Axe()  # its results are plain JSON
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    answer = axe.run(page, options=options).response
    assert len(answer["passes"]) > 10
    return [(v["id"], v["nodes"][0]["html"]) for v in answer["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def foreign_words(page: Page, language: str, names: Iterable[str]) -> list[str]:
    """Korean on an English page or English sentences on a Korean one, apart from names."""
    pattern = HANGUL if language == "en" else ENGLISH
    found: list[str] = []
    for text in page.evaluate(WORDS):
        rest = text
        for name in names:
            rest = rest.replace(name, "")
        if pattern.search(rest):
            found.append(text)
    return found

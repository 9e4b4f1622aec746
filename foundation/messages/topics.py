"""Kinds of news, by which somebody asks for a daily summary and the office for alerts; packages register theirs."""

from collections.abc import Mapping

from foundation.text.message import LazyText

# Each by its key, in the order of pages.
TOPICS: dict[str, LazyText] = {}


def register_topics(topics: Mapping[str, LazyText]) -> None:
    """Make kinds of news known; the domain of a package calls this on import."""
    TOPICS.update(topics)

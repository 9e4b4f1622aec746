"""What a browser is called on a list, so that its owner knows it again."""

# Of the browsers that say several of these the first that fits is the right one.
_BROWSERS = {
    "KAKAOTALK": "KakaoTalk",
    "Edg": "Edge",
    "SamsungBrowser": "Samsung Internet",
    "Whale": "Whale",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")


def browser_name(agent: str) -> str:
    """Browser and system, such as “Chrome · Android”, from what a browser says of itself; empty if it says neither."""
    browser = next((name for said, name in _BROWSERS.items() if said in agent), "")
    system = next((each for each in _SYSTEMS if each in agent), "")
    return " · ".join(part for part in (browser, system) if part)

"""The name of a file as it is kept and given away: no path, no sign that hides another, the ending of what it is."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_STEM = 120
FORBIDDEN = re.compile(r'[<>:"|?*;%]')


def safe_name(given: str, ending: str) -> str:
    """A name for a file that is `ending` by its content, whatever it was called."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    # Signs that turn the direction of writing make “…fdp.exe” look like “…exe.pdf”.
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = FORBIDDEN.sub(" ", PurePosixPath(plain).stem)
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_STEM].strip(". ")
    return f"{stem or 'document'}.{ending}"

"""XML of strangers, read piece by piece: nothing is fetched, nothing is expanded, no tree is built."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from foundation.files.faults import FileFault

DEEPEST = 256
PIECE = 65_536

Start = Callable[[str, Mapping[str, str]], None]


class BadXml(Exception):
    """Not well formed, nested without end, or with definitions of its own, in which bombs are hidden."""

    def __init__(self, fault: FileFault) -> None:
        """Say which of them."""
        super().__init__(fault.value)
        self.fault = fault


def read_xml(
    stream: IO[bytes],
    *,
    start: Start,
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Read a stream and tell of each element and each text; names are local, without their namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(*_: object) -> int:
        raise BadXml(FileFault.UNSAFE)

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadXml(FileFault.UNSAFE)
        start(local(name), {local(key): value for key, value in attributes.items()})

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(local(name))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003  expat takes no keyword
    except expat.ExpatError as error:
        raise BadXml(FileFault.BROKEN) from error


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]

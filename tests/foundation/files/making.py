"""Documents made by the tests: whole ones of each kind, and the pieces that broken and malicious ones are made of."""

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
XML_TYPE = '<Default Extension="xml" ContentType="application/xml"/>'
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
Parts = Mapping[str, str | bytes]
IDLE_SCRIPT = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n"


def link(kind: str, target: str, *, mode: str = "External") -> str:
    return LINKS % (
        f'<Relationship Id="r1" Type="{OFFICE}{kind}" Target="{target}" TargetMode="{mode}"/>'
    )


def zipped(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def docx_parts(*paragraphs: str, body: str = "") -> dict[str, str | bytes]:
    text = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    return {
        "[Content_Types].xml": TYPES % XML_TYPE,
        "word/document.xml": f"<w:document {W}><w:body>{text}{body}</w:body></w:document>",
    }


def docx(*paragraphs: str, body: str = "", more: Parts | None = None) -> bytes:
    return zipped({**docx_parts(*paragraphs, body=body), **(more or {})})


def xlsx(*texts: str, formula: str = "", more: Parts | None = None) -> bytes:
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    cell = f'<c r="A2"><f>{formula}</f><v>1</v></c>' if formula else ""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES % XML_TYPE,
        "xl/workbook.xml": f"<workbook {S}><sheets/></workbook>",
        "xl/sharedStrings.xml": f"<sst {S}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData><row>{cell}</row></sheetData></worksheet>",
    }
    return zipped({**parts, **(more or {})})


def hwpx(*paragraphs: str, more: Parts | None = None) -> bytes:
    text = "".join(f"<hp:p><hp:run><hp:t>{words}</hp:t></hp:run></hp:p>" for words in paragraphs)
    parts: dict[str, str | bytes] = {
        "mimetype": "application/hwp+zip",
        "Contents/section0.xml": f"<hp:sec {HP}>{text}</hp:sec>",
        "Scripts/sourceScripts": IDLE_SCRIPT.encode("utf-16"),
    }
    return zipped({**parts, **(more or {})})


def pdf_writer(*pages: str) -> PdfWriter:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    for text in pages:
        page = writer.add_blank_page(595, 842)
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(drawn)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return writer


def written(writer: PdfWriter) -> bytes:
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def pdf(*pages: str) -> bytes:
    return written(pdf_writer(*pages))


def pdf_of_objects(*objects: str | bytes) -> bytes:
    """A PDF whose objects are written by hand: the first is the catalogue."""
    out, places = BytesIO(), list[int]()
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        raw = body.encode() if isinstance(body, str) else body
        out.write(f"{number} 0 obj\n".encode() + raw + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def pdf_with(catalogue: str = "", *more: str | bytes, page: str = "") -> bytes:
    """A PDF of one page with something in its catalogue, its page, or beside them (objects 4 and on)."""
    return pdf_of_objects(
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>",
        *more,
    )


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(comment: bytes = b"") -> bytes:
    told = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + told + b"\xff\xd9"
    )


SECTOR, END, FREE, FAT, SHORTEST = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 4096


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams; one folder deep, all of them in whole sectors."""
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", 5, b"", [])]
    folders: dict[str, int] = {}
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        parent = 0
        if folder:
            if folder not in folders:
                folders[folder] = len(entries)
                entries[0][3].append(len(entries))
                entries.append((folder, 1, b"", []))
            parent = folders[folder]
        entries[parent][3].append(len(entries))
        # What is shorter would lie in a stream of streams.
        entries.append((name, 2, content.ljust(SHORTEST, b"\0"), []))
    table: list[int] = []
    body, starts = b"", list[int]()
    for _, kind, content, _ in entries:
        count = -(-len(content) // SECTOR) if kind == 2 else 0
        starts.append(len(table) if count else END)
        table += [*range(len(table) + 1, len(table) + count), END] if count else []
        body += content.ljust(count * SECTOR, b"\0")
    directory = b"".join(
        _entry(entry, starts[number], _sibling(entries, number))
        for number, entry in enumerate(entries)
    )
    count = -(-len(directory) // SECTOR)
    first = len(table)
    table += [*range(first + 1, first + count), END]
    body += directory.ljust(count * SECTOR, b"\0")
    fats = 1
    while (len(table) + fats) * 4 > fats * SECTOR:
        fats += 1
    fat_at = len(table)
    table += [FAT] * fats
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    head = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 0, 0, fats, first, 0, SHORTEST, END, 0, END, 0,
    )  # fmt: skip
    double = [*range(fat_at, fat_at + fats)] + [FREE] * (109 - fats)
    return head + struct.pack("<109L", *double) + body + struct.pack(f"<{len(table)}L", *table)


def _sibling(entries: Sequence[tuple[str, int, bytes, list[int]]], number: int) -> int:
    for _, _, _, children in entries:
        if number in children:
            place = children.index(number)
            return children[place + 1] if place + 1 < len(children) else FREE
    return FREE


def _entry(entry: tuple[str, int, bytes, list[int]], start: int, sibling: int) -> bytes:
    name, kind, content, children = entry
    raw = name.encode("utf-16-le")
    child = children[0] if children else FREE
    return struct.pack(
        "<64sHBBLLL16sLQQLLL", raw, len(raw) + 2, kind, 1, FREE, sibling, child, b"", 0, 0, 0,
        start if kind == 2 else (END if kind == 5 else 0), len(content), 0,
    )  # fmt: skip


def packed(raw: bytes) -> bytes:
    maker = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return maker.compress(raw) + maker.flush()


def hwp(*paragraphs: str, flags: int = 1, script: str = IDLE_SCRIPT, more: Mapping[str, bytes] | None = None) -> bytes:  # fmt: skip
    records = b""
    for words in paragraphs:
        text = (words + "\r").encode("utf-16-le")
        records += struct.pack("<I", 67 | (0xFFF << 20)) + struct.pack("<I", len(text)) + text
    told = script.encode("utf-16-le")
    scripts = struct.pack("<I", 0) + struct.pack("<I", len(told) // 2) + told + b"\xff\xff\xff\xff"
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    return compound(
        {
            "FileHeader": header.ljust(256, b"\0"),
            "DocInfo": packed(b"\0" * 16),
            "BodyText/Section0": packed(records),
            "Scripts/DefaultJScript": packed(scripts),
            **(more or {}),
        }
    )

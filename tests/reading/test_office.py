"""LibreOffice: what it makes of doc, rtf and odt reads like the docx, and its failures are said."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

import docx as python_docx
import pytest
from word_package import package

from extractor.errors import UnreadableReport
from extractor.reading import read_bytes
from extractor.reading.kinds import Kind, kind_of
from extractor.reading.limits import DEFAULT
from extractor.reading.office import available, converted, read_doc, read_xml

PROGRAM = available()
needs_office = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def report() -> bytes:
    made = python_docx.Document()
    made.add_heading("一、基本情况", 1)
    made.add_paragraph("全年预算数1,234.50万元，执行率96.68%。")
    grid = made.add_table(3, 3)
    for at, said in enumerate(
        ("产出", "办结率", "95%", "", "走访数", "28家", "效益", "满意度", "≥90%")
    ):
        if said:
            grid.cell(at // 3, at % 3).text = said
    grid.cell(0, 0).merge(grid.cell(1, 0))
    made.add_paragraph("填报人：张三")  # Word ends no document with a table
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@needs_office
@pytest.mark.parametrize(
    ("suffix", "kind"), [("doc", Kind.DOC), ("rtf", Kind.RTF), ("odt", Kind.ODT)]
)
def test_old_and_other_formats_read_as_the_docx(report: bytes, suffix: str, kind: Kind) -> None:
    data = converted(report, "r.docx", DEFAULT, suffix="docx", to=suffix)
    assert kind_of(data) is kind
    document, original = read_bytes(data, f"r.{suffix}"), read_bytes(report, "r.docx")
    assert document.text == original.text
    assert document.origins == original.origins
    assert document.tables == original.tables
    assert (document.format, document.notes) == (suffix, ())
    assert document.sha256 == hashlib.sha256(data).hexdigest()


@needs_office
def test_what_libreoffice_cannot_open_is_said() -> None:
    # A header that begins like RTF and a package that is none: it ends with 0 all the same.
    with pytest.raises(UnreadableReport) as caught:
        converted(b"PK\x03\x04" + b"\x00" * 200, "r.docx", DEFAULT, suffix="docx", to="docx")
    assert "cannot open" in caught.value.in_("en")


@needs_office
def test_a_document_does_not_reach_outside(asked: list[str]) -> None:
    """Text and pictures of another host: nothing is asked for, and the rest is read."""
    fields = "".join(
        rf"{{\field{{\*\fldinst {kind} \"{asked[0]}/{kind}\" \\d}}{{\fldrslt kept}}}}"
        for kind in ("INCLUDETEXT", "INCLUDEPICTURE", "LINK Word.Document")
    )
    document = read_bytes(rf"{{\rtf1\ansi Before {fields} after\par}}".encode(), "r.rtf")
    assert "Before" in document.text and "after" in document.text
    html = f'<html><body><p>Before</p><img src="{asked[0]}/a.png"></body></html>'
    converted(html.encode(), "r.html", DEFAULT, suffix="html", to="odt")
    assert asked[1:] == []


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """[address, *connections] of a server on this machine."""
    asked: list[str] = []

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            asked.append("a connection")

    with TCPServer(("127.0.0.1", 0), Handler) as server:
        asked.append(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


def _program(folder: Path, script: str) -> None:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_a_program_that_does_not_end_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, f'sleep 60 & echo $! > "{tmp_path}/child"; wait')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    start = time.monotonic()
    with pytest.raises(UnreadableReport) as caught:
        read_bytes_within(1.0)
    assert time.monotonic() - start < 20
    assert "more than 1 seconds" in caught.value.in_("en")
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _alive(child):
            break
        time.sleep(0.05)
    assert not _alive(child)


def read_bytes_within(seconds: float) -> None:
    read_doc(b"anything", "r.doc", replace(DEFAULT, seconds=seconds))


def _alive(process: int) -> bool:
    """Whether it runs; one that has ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "exit code 0"),
        ("exit 77", "exit code 77"),
        ('while [ "$1" != --outdir ]; do shift; done; mkdir "$2"; echo x > "$2/report.docx"', "code 0"),
    ],
    ids=["silent", "failing", "not-a-docx"],
)  # fmt: skip
def test_success_is_a_docx_and_not_an_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    _program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UnreadableReport) as caught:
        read_doc(b"anything", "r.doc", DEFAULT)
    assert said in caught.value.in_("en")


def test_without_libreoffice_the_hint_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if available() is not None:
        pytest.skip("LibreOffice stands in the usual place of macOS")
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(rb"{\rtf1 x}", "r.rtf")
    assert "LibreOffice" in caught.value.in_("en")
    assert "apt install libreoffice-writer-nogui" in caught.value.advice.en


def test_locked_documents_are_said_to_be() -> None:
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": b"\x00" * 20,
        }
    )
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(data, "r.odt")
    assert "password" in caught.value.in_("en")
    assert "password" in caught.value.advice.en


@needs_office
def test_a_doc_with_the_bit_for_encryption_is_locked(report: bytes) -> None:
    data = bytearray(converted(report, "r.docx", DEFAULT, suffix="docx", to="doc"))
    at = data.index(b"\xec\xa5")  # wIdent, [MS-DOC] 2.5.2; the flags are the word at offset 10
    data[at + 11] |= 0x01
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(bytes(data), "r.doc")
    assert "password" in caught.value.in_("en")


@needs_office
def test_two_at_once_do_not_meet() -> None:
    data = []
    for said in ("甲", "乙"):
        made = python_docx.Document()
        made.add_paragraph(said)
        out = io.BytesIO()
        made.save(out)
        data.append(out.getvalue())
    with ThreadPoolExecutor(2) as pool:
        odt = list(pool.map(lambda d: converted(d, "r", DEFAULT, suffix="docx", to="odt"), data))
        texts = list(pool.map(lambda d: read_bytes(d, "r.odt").text, odt))
    assert texts == ["甲\n", "乙\n"]


WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
    "<w:p><w:r><w:t>一、基本情况</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>执行率96.68%。</w:t></w:r></w:p></w:body></w:wordDocument>"
)
EXCEL_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="自评表"><Table>'
    '<Row><Cell><Data ss:Type="String">办结率</Data></Cell><Cell><Data ss:Type="Number">95</Data>'
    '</Cell></Row><Row><Cell><Data ss:Type="String">走访数</Data></Cell><Cell>'
    '<Data ss:Type="Number">28</Data></Cell></Row></Table></Worksheet></Workbook>'
)


@needs_office
@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (WORD_2003, "一、基本情况\n执行率96.68%。\n"),
        (EXCEL_2003, "自评表\n办结率\t95\n走访数\t28\n"),
    ],
    ids=["word", "excel"],
)
def test_xml_of_2003_is_read(xml: str, text: str) -> None:
    document = read_bytes(xml.encode(), "r.doc")
    assert document.text.removeprefix("自评表\n") == text.removeprefix("自评表\n")
    assert (document.format, document.notes) == ("xml", ())
    assert document.sha256 == hashlib.sha256(xml.encode()).hexdigest()


def test_xml_that_defines_entities_is_refused() -> None:
    head, rest = WORD_2003.split("?>", 1)
    bomb = f'{head}?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{rest}'
    with pytest.raises(UnreadableReport, match="实体"):
        read_xml(bomb.encode(), "r.doc", DEFAULT)

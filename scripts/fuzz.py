"""`make fuzz`: damaged files of every format against the readers. Only `UnreadableReport` may come.

    python -m scripts.fuzz [--seconds 60] [--format html,docx] [--start N] [--limit 10] [--memory 4096]
    python -m scripts.fuzz --file FILE…

Seeds are small real files, made by the libraries that others use. Each run damages one of them by
its number alone, so a finding can be made again: bytes anywhere, members inside a zip that is
packed anew (else a checksum keeps damage from the XML), tokens of mark-up, objects of PDF. It is
read in a process of its own, which lives from run to run, with a limit of memory. A finding is any
other error, a document that does not hold, a crash, or more than `--limit` seconds of processor
time. What was read is saved in .build/fuzz, one file a place in the code. Exit status 1 then.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from extractor.errors import UnreadableReport
from extractor.reading import READERS, read_bytes
from extractor.reading.kinds import kind_of
from extractor.records import Document, Table

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / ".build" / "fuzz"
_WALL = 6  # times the limit, of the clock, until a process that does not answer is ended
_LINES = ("某县水利局2023年度绩效自评报告", "一、基本情况", "全年预算数1,234.50万元,执行率96.68%。")
_ROWS = (
    ("指标名称", "目标值", "完成值"),
    ("河道整治长度", "≥10公里", "12公里"),
    ("满意度", "", "95.5%"),
)


# Seeds


def _html(codec: str = "utf-8") -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _ROWS)
    lines = "".join(f"<p style='text-indent:2em'><span>{line}</span></p>" for line in _LINES)
    menu = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(5))
    return (
        f'<!DOCTYPE html><html><head><meta charset="{codec}"><style>p{{}}</style></head><body>'
        f'<ul class="nav">{menu}</ul><div id="zoom"><h1>报告</h1>{lines}<ol start=2><li>甲</li></ol>'
        f'<table border="1"><caption>表1</caption><thead></thead>{rows}<tr><td colspan="2" rowspan="2">'
        f"合计<br>m<sup>2</sup></td><td>1</td></tr></table><pre>a\tb\nc\td</pre></div>"
        f"<div class='footer'>版权所有 ICP备1号</div></body></html>"
    ).encode(codec)


def _mhtml() -> bytes:
    whole = MIMEMultipart("related", type="text/html")
    frame = '<html><body><iframe src="cid:a"></iframe></body></html>'
    for name, page in (("<i>", frame), ("<a>", _html().decode())):
        part = MIMEText(page, "html", "utf-8")
        part["Content-ID"] = name
        whole.attach(part)
    return whole.as_bytes()


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading(_LINES[0], 1)
    for line in _LINES[1:]:
        document.add_paragraph(line, style="List Number")
    table = document.add_table(len(_ROWS), 3)
    for row, cells in enumerate(_ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    return _saved(document.save)


def _xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (*_ROWS, ("合计", 1234.5, 0.9668)):
        sheet.append(row)  # type: ignore[union-attr]  # a new book has a sheet
    sheet["C4"].number_format = "0.00%"  # type: ignore[index]
    sheet.merge_cells("A1:B1")  # type: ignore[union-attr]
    return _saved(book.save)


def _xls() -> bytes:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook()
    sheet = book.add_sheet("自评表")
    for row, cells in enumerate(_ROWS):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    sheet.write_merge(3, 3, 0, 1, 0.9668, xlwt.easyxf(num_format_str="0.00%"))
    return _saved(book.save)


def _pdf() -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("report", fontName="STSong-Light")
    grid = Table(
        _ROWS,
        style=[("GRID", (0, 0), (-1, -1), 1, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light")],
    )

    def build(file: io.BytesIO) -> None:
        made = SimpleDocTemplate(file, pagesize=A4, pageCompression=0)
        made.build([*(Paragraph(line, style) for line in _LINES), grid])

    return _saved(build)


def _image(format_: str) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("L", (160, 60), 255)
    ImageDraw.Draw(picture).text((10, 20), "96.68%  12.5", fill=0)
    return _saved(lambda file: picture.save(file, format_))


def _zip() -> bytes:
    inner = _packed({"乙.txt": "\n".join(_LINES).encode()})
    return _packed({"甲/r.zip": inner, "说明.exe": b"MZ"})


def _doc() -> bytes:
    """By LibreOffice, where it is; b"" elsewhere."""
    office = shutil.which("soffice")
    if office is None:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "r.docx")
        source.write_bytes(_docx())
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [
            office,
            profile,
            "--headless",
            "--convert-to",
            "doc",
            "--outdir",
            folder,
            str(source),
        ]
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        made = source.with_suffix(".doc")
        return made.read_bytes() if made.exists() else b""


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()


def _packed(files: dict[str, bytes]) -> bytes:
    def pack(file: io.BytesIO) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

    return _saved(pack)


_TEXT = "\n".join(
    (*_LINES, *("\t".join(row) for row in _ROWS), "| a | b |", "|---|---|", "<p>完</p>")
)
# Format, as `--format` names it -> files to damage. A file of a kind without a reader is left out.
SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "text": (_TEXT.encode, lambda: _TEXT.encode("gb18030"), lambda: _TEXT.encode("utf-16")),
    "csv": (lambda: "\r\n".join(",".join(row) for row in _ROWS).encode("gb18030"),),
    "html": (_html, lambda: _html("gb18030"), lambda: b"<table>" + _html()[300:]),
    "mhtml": (_mhtml,),
    "zip": (_zip, lambda: _packed({"r.txt": _TEXT.encode()})),
    "docx": (_docx,),
    "doc": (_doc,),
    "rtf": (lambda: b"{\\rtf1\\ansi\\ansicpg936 \\trowd\\cellx99 96.68%\\cell\\row \\u39044?}",),
    "xlsx": (_xlsx,),
    "xls": (_xls,),
    "pdf": (_pdf,),
    "image": tuple(partial(_image, one) for one in ("PNG", "JPEG", "BMP", "TIFF", "GIF")),
}


# Damage

Mutation = Callable[[bytes, random.Random], bytes]
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_VALUES = (b"", b"0", b"-1", b"1", b"99999999", b"4294967296", b"1e999", b"NaN", b"A1:XFD1048576")
_MORE_VALUES = (b"../../x", b"\xff\xfe", b"&#0;", b"&#x110000;", b"&a;", b"%s", "万".encode() * 99)
_TOKENS = re.compile(rb"<[^<>]{0,2000}>|[^<]+|<")
_VALUE = re.compile(rb"=\s*(?:\"[^\"]{0,400}\"|'[^']{0,400}'|[^\s>]{1,99})")
_OBJECTS = re.compile(rb"(?=\d{1,9} \d{1,5} obj\b)")
_NUMBER = re.compile(rb"\d{1,9}")


def _flip(data: bytes, dice: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 32))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def _overwrite(data: bytes, dice: random.Random) -> bytes:
    size = dice.choice((1, 2, 4))
    number = (dice.choice(_NUMBERS) & ((1 << 8 * size) - 1)).to_bytes(
        size, dice.choice(("little", "big"))
    )
    at = dice.randrange(len(data))
    return data[:at] + number + data[at + size :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def _drop(data: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(data, dice)
    return data[:start] + data[end:]


def _double(data: bytes, dice: random.Random) -> bytes:
    start, end = _stretch(data, dice)
    at = dice.randrange(len(data))
    return data[:at] + data[start:end] * dice.choice((1, 1, 2, 50)) + data[at:]


def _stretch(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data))
    return start, start + dice.choice((1, 4, 64, 1_024, 8_192))


def _tokens(data: bytes, dice: random.Random) -> bytes:
    """Elements, text and attributes of mark-up: dropped, doubled, moved, nested, changed."""
    tokens = _TOKENS.findall(data)
    if not tokens:
        return data
    for _ in range(dice.choice((1, 2, 4, 16))):
        at, other = dice.randrange(len(tokens)), dice.randrange(len(tokens))
        what = dice.randrange(7)
        if what == 0:
            tokens[at] = b""
        elif what == 1:
            tokens[at] = tokens[at] * dice.choice((2, 3, 400))
        elif what == 2:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif what == 3:
            tokens[at] += tokens[other]
        elif what == 4:
            tokens[at] = dice.choice((*_VALUES, *_MORE_VALUES))
        elif what == 5:
            start, end = sorted((at, other))
            tokens[end:end] = tokens[start : start + 400]
        else:
            value = b'="' + dice.choice((*_VALUES, *_MORE_VALUES)) + b'"'
            tokens[at] = _VALUE.sub(value.replace(b"\\", b""), tokens[at], count=1)
    return b"".join(tokens)


def _members(data: bytes, dice: random.Random) -> bytes:
    """Members of a zip: their bytes or mark-up, names and presence; packed anew."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # damaged before, by another mutation
        return data
    if not files:
        return data
    for _ in range(dice.choice((1, 1, 2, 4))):
        name = dice.choice([*files])
        what = dice.randrange(12)
        if what == 0:
            files.pop(name)
        elif what == 1:
            files[name] = files[dice.choice([*files])]
        elif what == 2:
            files[dice.choice((name.upper(), "../" + name, name + "/", "x"))] = files[name]
        elif files[name]:
            marked = files[name].lstrip()[:1] == b"<"
            change = _tokens if marked and dice.random() < 0.8 else _anyhow(dice, inside=True)
            files[name] = change(files[name], dice)
        if not files:
            break
    return _packed(files)


def _objects(data: bytes, dice: random.Random) -> bytes:
    """Objects of a PDF: dropped, doubled, moved; numbers in them changed (lengths, references)."""
    parts = _OBJECTS.split(data)
    at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    what = dice.randrange(4)
    if what == 0:
        parts[at] = b""
    elif what == 1:
        parts[at] += parts[other]
    elif what == 2:
        parts[at], parts[other] = parts[other], parts[at]
    else:
        numbers = [*_NUMBER.finditer(parts[at])]
        if numbers:
            found = dice.choice(numbers)
            said = dice.choice((b"0", b"1", b"-1", b"99999999", b"4294967296", b"%d" % (at + 1)))
            parts[at] = parts[at][: found.start()] + said + parts[at][found.end() :]
    return b"".join(parts)


_ANYHOW: tuple[Mutation, ...] = (_flip, _overwrite, _cut, _drop, _double)


def _anyhow(dice: random.Random, *, inside: bool = False) -> Mutation:
    return dice.choice(_ANYHOW[:2] + _ANYHOW[3:] if inside else _ANYHOW)


def damaged(seed: bytes, dice: random.Random) -> bytes:
    """`seed` with one to three damages, most of them such as its format has."""
    own: list[Mutation] = []
    if seed.startswith(b"PK"):
        own.append(_members)
    elif b"%PDF-" in seed[:9]:
        own.append(_objects)
    elif seed.count(b"<") > 9:
        own.append(_tokens)
    made = seed
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        if made:
            change = own[0] if own and dice.random() < 0.7 else _anyhow(dice)
            made = change(made, dice)
    return made


# Reading


class Answer(NamedTuple):
    outcome: str  # read, refused, failed, slow, crashed
    detail: str = ""
    place: str = ""  # where in the code, by which findings are told apart
    seconds: float = 0.0  # of processor time


def answer_of(data: bytes) -> Answer:
    """What comes of reading `data` in this process."""
    started = time.process_time()
    try:
        _hold(read_bytes(data, "fuzzed"))
        outcome = ("read", "", "")
    except UnreadableReport as error:
        outcome = ("refused", error.message.en, "")
    except BaseException as error:  # the point of it all
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if f"{os.sep}extractor{os.sep}" in frame.filename]
        last = (ours or frames)[-1]
        place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        outcome = ("failed", "".join(traceback.format_exception(error))[-4_000:], place)
    return Answer(*outcome, time.process_time() - started)


def _hold(document: Document) -> None:
    """Spans are in order and say what they say: what every room after takes for granted."""
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text), block
        end = block.span.end
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row.cells:
                assert cell.span.of(document.text) == cell.text, cell
    end = 0
    for origin in document.origins:
        assert end <= origin.span.start < origin.span.end <= len(document.text), origin
        end = origin.span.end
    document.text.encode("utf-8")  # halves of surrogate pairs would raise


def _serve(pipe: Connection, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send(answer_of(data))


@dataclass(slots=True)
class Reader:
    """A process that reads; a new one after a crash or where it does not come back."""

    limit: float
    memory: int
    process: multiprocessing.process.BaseProcess | None = None
    pipe: Connection | None = None

    def read(self, data: bytes) -> Answer:
        pipe = self.pipe or self._start()
        started = time.monotonic()
        try:
            pipe.send_bytes(data)
            if not pipe.poll(self.limit * _WALL):
                self.close()
                return Answer("slow", "no answer", "no answer", time.monotonic() - started)
            answer: Answer = pipe.recv()
        except (EOFError, OSError):
            code = self.close()
            return Answer("crashed", f"exit status {code}", f"exit status {code}")
        if answer.seconds > self.limit and answer.outcome != "failed":
            return answer._replace(outcome="slow", place=f"slow, {answer.outcome}")
        return answer

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.memory), daemon=True)
        self.process.start()
        theirs.close()
        return self.pipe

    def close(self) -> int | None:
        process, self.process, self.pipe = self.process, None, None
        if process is None:
            return None
        process.join(1)
        code = process.exitcode
        process.kill()
        process.join()
        return code


@dataclass(slots=True)
class Tally:
    name: str
    runs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def __str__(self) -> str:
        said = " ".join(f"{outcome} {count}" for outcome, count in sorted(self.outcomes.items()))
        return f"{self.name:6} {self.runs:6} runs: {said}; slowest {self.slowest:.1f} s"


def fuzz(
    name: str, seeds: Sequence[bytes], seconds: float, start: int, reader: Reader, out: Path
) -> Tally:
    """Damage and read for `seconds`; what fails is saved in `out`, once a place."""
    tally = Tally(name)
    until = time.monotonic() + seconds
    number = start
    while time.monotonic() < until:
        dice = random.Random(f"{name} {number}")
        data = damaged(dice.choice(seeds), dice)
        answer = reader.read(data)
        tally.runs += 1
        tally.outcomes[answer.outcome] += 1
        tally.slowest = max(tally.slowest, answer.seconds)
        if answer.outcome not in {"read", "refused"}:
            if not tally.findings[answer.place]:
                out.mkdir(parents=True, exist_ok=True)
                (out / f"{name}-{number}").write_bytes(data)
                print(f"  {name}-{number}: {answer.outcome}: {answer.place}\n{answer.detail}")
            tally.findings[answer.place] += 1
        number += 1
    return tally


def _seeds(names: Sequence[str]) -> Iterator[tuple[str, list[bytes]]]:
    for name in names:
        made = [seed for seed in (make() for make in SEEDS[name]) if seed]
        known = [seed for seed in made if kind_of(seed) in READERS]
        if known:
            yield name, known
        else:
            print(f"{name:6} no reader, or no file of it can be made here")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    reader = Reader(limit=options.limit, memory=options.memory)
    try:
        if options.file:
            return _again(options.file, reader)
        unknown = [name for name in options.format if name not in SEEDS]
        if unknown:
            print(f"--format: got {', '.join(unknown)}, expected some of {', '.join(SEEDS)}")
            return 2
        chosen = [*_seeds(options.format)]
        found = 0
        for name, seeds in chosen:
            tally = fuzz(
                name, seeds, options.seconds / len(chosen), options.start, reader, options.out
            )
            print(tally, flush=True)
            for place, count in tally.findings.most_common():
                print(f"       {count:6} {place}")
            found += len(tally.findings)
    finally:
        reader.close()
    return 1 if found else 0


def _again(files: Sequence[Path], reader: Reader) -> int:
    worst = 0
    for file in files:
        answer = reader.read(file.read_bytes())
        print(f"{file.name}: {answer.outcome} in {answer.seconds:.1f} s {answer.detail}")
        worst |= answer.outcome not in {"read", "refused"}
    return worst


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.fuzz", description=__doc__)
    words = tuple(SEEDS)
    parser.add_argument("--seconds", type=float, default=60.0, help="for all formats together")
    parser.add_argument(
        "--format", type=lambda said: tuple(said.split(",")), default=words, help=",".join(words)
    )
    parser.add_argument("--start", type=int, default=0, help="number of the first run")
    parser.add_argument(
        "--limit", type=float, default=10.0, help="seconds of processor time a file"
    )
    parser.add_argument("--memory", type=int, default=4096, help="megabytes of the reading process")
    parser.add_argument("--out", type=Path, default=OUT, help="where findings are saved")
    parser.add_argument("--file", type=Path, nargs="+", help="read these files instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())

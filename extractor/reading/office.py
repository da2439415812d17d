"""Formats that LibreOffice reads for us: doc, rtf, odt and XML of 2003 become a docx or xlsx, read as any other.

LibreOffice runs without a window, in a profile and a folder of its own that are gone afterwards,
within a time limit. Its settings here: no macros, no links followed, and a proxy on a port where
nothing listens, so that a document cannot make it fetch anything.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from extractor.errors import UnreadableReport
from extractor.reading.docx import draft_docx
from extractor.reading.draft import finish
from extractor.reading.kinds import Kind, kind_of
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip, read_member
from extractor.reading.text import digest
from extractor.records import Document, Text

_PROGRAMS = ("soffice", "libreoffice")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_ENCRYPTED = 0x0100  # fEncrypted of FibBase, [MS-DOC] 2.5.2; the word at offset 10
_FLAGS = slice(10, 12)
# org.openoffice.Office: levels of macro security go to 3 (very high), updates of links to 2 (never).
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),  # RFC 863: discards, where it is there at all
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_KINDS = {
    **{"docx": Kind.DOCX, "doc": Kind.DOC, "rtf": Kind.RTF, "odt": Kind.ODT},
    **{"xlsx": Kind.XLSX, "xls": Kind.XLS, "ods": Kind.ODS, "pdf": Kind.PDF},
}
_SAVE_AS = Text(
    "请用 Word 或 WPS 另存为 docx 后再运行", "save it as docx in Word or WPS and run again"
)
_UNLOCK = Text("请先去掉密码再运行", "remove the password and run again")


def available() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    found = next((path for program in _PROGRAMS if (path := shutil.which(program))), None)
    return found or (str(_MAC) if _MAC.is_file() else None)


def read_doc(data: bytes, name: str, limits: Limits) -> Document:
    """Word 97 to 2003 and what WPS calls wps."""
    if _is_encrypted(data):
        raise _locked(name)
    return _read(data, name, limits, "doc")


def read_rtf(data: bytes, name: str, limits: Limits) -> Document:
    return _read(data, name, limits, "rtf")


def read_odt(data: bytes, name: str, limits: Limits) -> Document:
    with checked_zip(data, name, limits) as archive:
        try:
            manifest = read_member(archive, "META-INF/manifest.xml", name)
        except KeyError:
            manifest = b""
    if b"encryption-data" in manifest:  # ODF 1.3 part 2, 4.8.4
        raise _locked(name)
    return _read(data, name, limits, "odt")


def read_xml(data: bytes, name: str, limits: Limits) -> Document:
    """Word's and Excel's XML of 2003, and Word's package in one XML file."""
    from extractor.reading.docx import read_docx
    from extractor.reading.sheets.xlsx import read_xlsx

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableReport(
            Text(
                f"{name}: XML 中有实体定义(DOCTYPE),不读",
                f"{name}: the XML defines entities, not read",
            ),
            hint=_SAVE_AS,
        )
    workbook = b"office:spreadsheet" in data[:4_000]
    to, read = ("xlsx", read_xlsx) if workbook else ("docx", read_docx)
    document = read(converted(data, name, limits, suffix="xml", to=to), name, limits)
    return replace(document, format="xml", sha256=digest(data))


def converted(data: bytes, name: str, limits: Limits, *, suffix: str, to: str) -> bytes:
    """`data`, a file of the kind that `suffix` says, in the format `to`: a key of `_KINDS`.

    Raises `UnreadableReport` where LibreOffice is absent, fails, or takes too long.
    """
    program = available()
    if program is None:
        raise UnreadableReport(
            Text(
                f"{name}: 读取 {suffix} 需要 LibreOffice,没有找到",
                f"{name}: reading {suffix} needs LibreOffice, which is not found",
            ),
            hint=Text(
                "Debian、Ubuntu: apt install libreoffice-writer-nogui;或用 Word、WPS 另存为 docx",
                "Debian, Ubuntu: apt install libreoffice-writer-nogui; or save it as docx in Word or WPS",
            ),
        )
    with tempfile.TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        source, profile, out = work / f"report.{suffix}", work / "profile", work / "out"
        source.write_bytes(data)
        _write_settings(profile)
        options = ("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault")
        command = [
            *(program, f"-env:UserInstallation={profile.as_uri()}", *options, "--nologo"),
            *("--convert-to", to, "--outdir", str(out), str(source)),
        ]
        code = _run(command, work, name, limits)
        made = out / f"report.{to}"
        size = made.stat().st_size if made.is_file() else 0
        if size > limits.size:
            raise UnreadableReport(
                Text(
                    f"{name}: 转换后 {size:,} 字节,最多 {limits.size:,} 字节",
                    f"{name}: {size:,} bytes when converted, expected at most {limits.size:,}",
                ),
                hint=Text("请把文件拆成单份报告", "split the file into single reports"),
            )
        # It ends with 0 for files that it could not load as well.
        result = made.read_bytes() if size else b""
        if kind_of(result) is not _KINDS[to]:
            raise UnreadableReport(
                Text(
                    f"{name}: LibreOffice 打不开这个 {suffix} 文件(退出码 {code})",
                    f"{name}: LibreOffice cannot open this {suffix} file (exit code {code})",
                ),
                hint=_SAVE_AS,
            )
        return result


def _read(data: bytes, name: str, limits: Limits, suffix: str) -> Document:
    draft = draft_docx(converted(data, name, limits, suffix=suffix, to="docx"), name, limits)
    return finish(replace(draft, format=suffix), data, name)


def _run(command: list[str], work: Path, name: str, limits: Limits) -> int:
    """Run to the end or to the limit; what it has started ends with it."""
    posix = sys.platform != "win32"
    kept = {key: said for key in ("PATH", "LANG", "SYSTEMROOT") if (said := os.environ.get(key))}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=work,
            env={**kept, "HOME": str(work), "TMPDIR": str(work)},
            start_new_session=posix,
        )
    except OSError as error:
        raise UnreadableReport(
            Text(
                f"{name}: LibreOffice 启动不了:{command[0]}: {error.strerror}",
                f"{name}: LibreOffice does not start: {command[0]}: {error.strerror}",
            ),
            hint=_SAVE_AS,
        ) from error
    try:
        return process.wait(limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableReport(
            Text(
                f"{name}: LibreOffice 转换超过 {limits.seconds:g} 秒,已停止",
                f"{name}: LibreOffice took more than {limits.seconds:g} seconds and was stopped",
            ),
            hint=_SAVE_AS,
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, unless all is over: what is started is a script that starts others."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{prop}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, prop, value in _SETTINGS
    )
    folder = profile / "user"
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _is_encrypted(data: bytes) -> bool:
    import io

    import olefile  # 0.1 s to import

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            head = container.openstream("WordDocument").read(32)
    except Exception:  # damaged containers raise errors of many classes; LibreOffice says the rest
        return False
    return bool(int.from_bytes(head[_FLAGS], "little") & _ENCRYPTED)


def _locked(name: str) -> UnreadableReport:
    return UnreadableReport(
        Text(f"{name}: 文件有密码,打不开", f"{name}: has a password, cannot be opened"),
        hint=_UNLOCK,
    )

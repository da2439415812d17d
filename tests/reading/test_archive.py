"""Zip folders: their reports become jobs with safe and stable keys, and no zip can fill memory."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from docx import Document as word
from hypothesis import given
from hypothesis import strategies as st

from extractor.engines.finding import find
from extractor.engines.local import run_rules
from extractor.errors import UnreadableReport
from extractor.reading import Limits, read, read_bytes
from extractor.reading.archive import member_bytes, members

REPORT = "某县水利局2023年度绩效自评报告\n全年完成河道整治12公里,执行率96.68%。\n".encode()


def _zip(files: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _gbk(files: dict[str, bytes]) -> bytes:
    """As Windows packs: names in GBK, no flag of UTF-8. Stand-ins of the same length are replaced."""
    stand_ins = {f"{n:0{len(name.encode('gbk'))}}": name for n, name in enumerate(files)}
    data = _zip({stand_in: files[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name.encode("gbk"))
    return data


def _names(data: bytes, limits: Limits | None = None) -> list[str]:
    return [one.name for one in members(data, "a.zip", limits or Limits())]


def test_what_counts_as_a_report() -> None:
    files = {
        "2023年/报告.txt": REPORT,
        "2023年/": b"",
        "说明.exe": b"MZ",
        "__MACOSX/2023年/._报告.txt": b"x",
        ".hidden.txt": REPORT,
        ".git/a.txt": REPORT,
        "2023年/~$报告.txt": b"lock",
        "b.HTML": REPORT,
    }
    assert _names(_zip(files)) == ["2023年/报告.txt", "b.HTML"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("../../etc/报告.txt", "etc/报告.txt"),
        ("/abs/报告.txt", "abs/报告.txt"),
        ("C:\\用户\\报告.txt", "C_/用户/报告.txt"),
        ("a//./b/报告.txt", "a/b/报告.txt"),
        ("行\n断\u2028.txt", "行_断_.txt"),
        ("长" * 300 + ".txt", "长" * 116 + ".txt"),
    ],
)
def test_names_are_made_safe(written: str, read_as: str) -> None:
    data = _zip({written: REPORT})
    assert _names(data) == [read_as]
    assert member_bytes(data, "a.zip", read_as, Limits()) == REPORT


def test_names_of_windows_and_macos() -> None:
    names = ["绩效自评/2023年部门报告.txt", "绩效自评/財務(一)·總表.txt", "plain.txt"]
    assert _names(_gbk(dict.fromkeys(names, REPORT))) == names
    utf8 = "绩效报告.txt".encode()
    stand_in = "0" * (len(utf8) - 4) + ".txt"
    assert _names(_zip({stand_in: REPORT}).replace(stand_in.encode(), utf8)) == ["绩效报告.txt"]


def test_equal_names_are_told_apart() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for text in (b"one", b"two", b"three"):
            archive.writestr("a/r.txt", text)
    data = made.getvalue()
    assert _names(data) == ["a/r.txt", "a/r (2).txt", "a/r (3).txt"]
    assert member_bytes(data, "a.zip", "a/r (2).txt", Limits()) == b"two"


def test_zips_in_zips() -> None:
    inner = _gbk({"丙.txt": REPORT})
    deep = _zip({"乙/二.zip": _zip({"三.zip": _zip({"四.zip": inner})}), "甲.txt": REPORT})
    assert _names(deep, Limits(depth=3)) == ["乙/二.zip/三.zip/四.zip/丙.txt", "甲.txt"]
    assert _names(deep) == ["乙/二.zip/三.zip/四.zip", "甲.txt"]
    name = "乙/二.zip/三.zip/四.zip/丙.txt"
    assert member_bytes(deep, "a.zip", name, Limits(depth=3)) == REPORT
    assert _names(_zip({"坏.zip": b"PK\x03\x04bad", "好.txt": REPORT})) == ["坏.zip", "好.txt"]


def test_an_office_document_is_not_a_folder(tmp_path: Path) -> None:
    made = io.BytesIO()
    word().save(made)
    assert members(made.getvalue(), "r.docx", Limits()) == ()
    (tmp_path / "r.zip").write_bytes(made.getvalue())
    assert [job.key for job in find([str(tmp_path)])] == ["r.zip"]
    assert _names(_zip({"r.zip": made.getvalue()})) == ["r.zip"]


def test_jobs_of_folders_and_zips(tmp_path: Path) -> None:
    data = _zip({"甲/r.txt": REPORT, "乙.txt": b""})
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "f.zip").write_bytes(data)
    (tmp_path / "f.zip").write_bytes(data)
    (tmp_path / "broken.zip").write_bytes(data[:-9])
    jobs = find([str(tmp_path)])
    keys = ["broken.zip", "f.zip/甲/r.txt", "f.zip/乙.txt", "x/f.zip/甲/r.txt", "x/f.zip/乙.txt"]
    assert [job.key for job in jobs] == keys
    outcomes = run_rules(jobs, workers=1, max_chars=10_000, on_outcome=lambda _: None)
    said = [one.extraction.document.name if one.extraction else None for one in outcomes]
    assert said == [None, keys[1], None, keys[3], None]
    errors = [one.error.zh for one in outcomes if one.error]
    assert "zip" in errors[0]
    assert "空文件" in errors[1]
    assert "f.zip/乙.txt" in errors[1]
    twice = find([str(tmp_path / "f.zip"), str(tmp_path / "x" / "*.zip")])
    folder = tmp_path.name
    assert [job.key for job in twice] == [
        f"{folder}/f.zip/甲/r.txt",
        f"{folder}/f.zip/乙.txt",
        "x/f.zip/甲/r.txt",
        "x/f.zip/乙.txt",
    ]


def test_a_member_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    path.write_bytes(_zip({"甲/r.txt": REPORT}))
    document = read(path, "f.zip/甲/r.txt", member="甲/r.txt")
    assert document.text == REPORT.decode()
    assert document.name == "f.zip/甲/r.txt"
    with pytest.raises(UnreadableReport, match="里面没有"):
        read(path, member="乙.txt")


def test_a_zip_of_one_report_is_that_report() -> None:
    assert (
        read_bytes(_zip({"说明.doc.url": b"x", "r.txt": REPORT}), "r.zip").text == REPORT.decode()
    )
    for files, said in (({}, "no report"), ({"a.txt": REPORT, "b.txt": REPORT}, "2 reports")):
        data = _zip({"n.url": b"x", **files})
        with pytest.raises(UnreadableReport) as caught:
            read_bytes(data, "r.zip")
        assert said in caught.value.in_("en")
        assert "run" in caught.value.hint
    nested = REPORT
    for _ in range(5):
        nested = _zip({"r.txt": nested})  # a zip called .txt, five times over
    with pytest.raises(UnreadableReport):
        read_bytes(nested, "r.zip")


def _claiming(data: bytes, offset: int, value: int) -> bytes:
    """`data` with a four-byte field of its only directory entry set."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


ONE = _zip({"r.txt": REPORT})
LOCKED = ONE.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
    b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
)


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (LOCKED, Limits(), "password"),
        (_zip({"r.txt": b"0" * 4_000_000}), Limits(ratio=100), "packed"),
        (_zip({"r.txt": b"0" * 2_000}), Limits(size=1_000), "2,000 bytes"),
        (_zip({f"{n}.txt": b"0" * 999 for n in range(9)}), Limits(unpacked=5_000), "unpacked"),
        (_zip({f"{n}.txt": b"" for n in range(9)}), Limits(members=8), "9 files"),
        (_zip({"a.zip": _zip({f"{n}.txt": b"" for n in range(9)})}), Limits(members=9), "10 files"),
        (_claiming(ONE, 24, 10), Limits(), "damaged"),  # claims less than it unpacks to
        (_claiming(ONE, 16, 1), Limits(), "damaged"),  # a wrong checksum
        (_claiming(ONE, 10, 99), Limits(), "damaged"),  # no such method
        (ONE[:-30], Limits(), "damaged as a zip"),
        (b"PK\x03\x04", Limits(), "damaged as a zip"),
    ],
    ids=(
        [
            "locked",
            "ratio",
            "size",
            "unpacked",
            "members",
            "nested-members",
            "less",
            "sum",
            "method",
            "cut",
            "stub",
        ]
    ),
)
def test_what_is_locked_damaged_or_a_bomb_is_said(data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        for one in members(data, "a.zip", limits):
            member_bytes(data, "a.zip", one.name, limits)
    assert said in caught.value.in_("en")
    assert "a.zip" in caught.value.in_("zh")
    assert caught.value.hint


def test_a_folder_that_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "f.zip").mkdir()
    with pytest.raises(UnreadableReport, match="读不了"):
        members(tmp_path / "f.zip", "f.zip", Limits())


def test_a_name_that_begins_with_a_null() -> None:
    data = _zip({"xr.txt": REPORT}).replace(b"xr.txt", b"\0r.txt")
    assert _names(data) == ["_r.txt"]


@given(st.integers(0, len(ONE) - 1), st.binary(max_size=6))
def test_any_damage_is_read_or_refused(at: int, put: bytes) -> None:
    data = ONE[:at] + put + ONE[at + len(put) :]
    try:
        read_bytes(data, "r.zip")
    except UnreadableReport:
        return

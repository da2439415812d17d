"""Number formats: as LibreOffice shows them, and where it differs from Excel, as Excel does."""

from __future__ import annotations

import csv
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.sheets.format_codes import BUILTIN, sections_of
from extractor.reading.sheets.number_formats import general, shown, shown_text

# What LibreOffice 7.4 made of a workbook of these values under these formats, saved as csv; white
# space in a row folded. Left out are the cases below, in which it does not do as Excel does.
_TABLE = Path(__file__).parents[1] / "data" / "number_formats.tsv"


def _as_shown() -> list[tuple[str, list[tuple[float, str]]]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [
        (code, [(float(value), text) for _, value, text in group])
        for code, group in groupby(rows, key=lambda row: row[0])
    ]


@pytest.mark.parametrize(("code", "cases"), _as_shown())
def test_numbers_are_shown_as_libreoffice_shows_them(
    code: str, cases: list[tuple[float, str]]
) -> None:
    assert [" ".join(shown(value, code).split()) for value, _ in cases] == [t for _, t in cases]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.9668000000000001, "0.00%", "96.68%"),
        (18570.21, "#,##0.00", "18,570.21"),
        # General: eleven characters; LibreOffice shows fifteen digits
        (1234567.891234, "General", "1234567.891"),
        (1 / 3, "General", "0.333333333"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012.34, "General", "1.23457E+11"),
        (12345678901, "General", "12345678901"),
        (0.00012345678912, "General", "0.000123457"),
        (0.00001, "General", "0.00001"),
        (0.0000123456, "General", "1.23456E-05"),
        (-1234567.891234, 'General"万"', "-1234567.891万"),
        (12.5, "G/通用格式", "12.5"),
        # a small negative number keeps its sign
        (-0.001, "0.00", "-0.00"),
        # ! before a character as \ is, in Excel for Chinese
        (12345, '0!.0,"万"', "1.2万"),
        (123456, '[>=10000]0!.0,"万";0', "12.3万"),
        (9999, '[>=10000]0!.0,"万";0', "9999"),
        (1.5e8, '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "1.50亿"),
        # a condition that does not speak of negative numbers keeps the sign of those it takes
        (-5, '[>=10000]0.0,"千";0.00', "-5.00"),
        (-5, '[=0]"无";0.0', "-5.0"),
        (-5, '[<0]"亏"0.0;0.0', "亏5.0"),
        (-5, "[>=0]0.0;(0.0)", "(5.0)"),
        # rounding by decimal digits, not by the binary number
        (1.005, "0%", "101%"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        # days of 1900 up to the 29 February that never was
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (60, "yyyy-mm-dd", "1900-02-29"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (3e9, "yyyy-mm-dd", "3000000000"),
        (45000, "[$-F800]dddd, mmmm dd, yyyy", "2023年3月15日"),
        (45000.75, "[$-F400]h:mm:ss AM/PM", "18:00:00"),
        (45000.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (45000, "aaaa", "星期三"),
        (45000, "[$-804]e/m/d", "2023/3/15"),
        (1.0416666, "h:mm", "1:00"),
        (36526.123456, "hh:mm:ss", "02:57:47"),
        # Chinese numerals
        (45275, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二三年十二月十五日"),
        (12, "[DBNum1][$-804]General", "一十二"),
        (100010001, "[DBNum2][$-804]General", "壹亿零壹万零壹"),
        (12345.6, "[DBNum2]General", "壹万贰仟叁佰肆拾伍.陆"),
        (2023, "[DBNum1]0", "二〇二三"),
        # fractions beyond nine digits, which LibreOffice gives up
        (12345678901.5, "# ?/?", "12345678901 1/2"),
        (0.996, "# ?/?", "1"),
        (3.1, "?/?", "28/9"),
        # nothing is shown
        (5, ";;;", ""),
        (0, "0;-0;;@", ""),
        (float("nan"), "0", ""),
        # no code at all, and codes out of their grammar
        (1.5, "", "1.5"),
        (1.5, "x" * 256, "1.5"),
        (5, '"', ""),
        (5, "[", "["),
        (5, "0[>=", "5[>="),
    ],
)
def test_numbers_are_shown_as_excel_shows_them(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("General", "合计"),
        ("@", "合计"),
        ("0.00", "合计"),
        ('0;-0;0;"【"@"】"', "【合计】"),
        ('"项目："@', "项目：合计"),
        ("0;;;", ""),
        ("@@", "合计合计"),
    ],
)
def test_texts_are_shown_by_the_section_for_texts(code: str, text: str) -> None:
    assert shown_text("合计", code) == text


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"
    assert shown(45000 - 1462, "yyyy-mm-dd", from_1904=True) == shown(45000, "yyyy-mm-dd")


def test_every_code_without_a_record_is_a_code() -> None:
    assert shown(45000, BUILTIN[14]) == "2023/3/15"
    assert shown(-1234.5, BUILTIN[40]) == "(1,234.50)"
    assert all(len(sections_of(code)) <= 4 for code in BUILTIN.values())


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9),
    st.sampled_from(["0", "0.00", "#,##0.0", '0.000"元"', "¥#,##0.00"]),
)
def test_what_is_shown_is_the_number_rounded(value: float, code: str) -> None:
    text = shown(value, code).strip("¥元").replace("¥", "").replace(",", "")
    places = len(text.partition(".")[2])
    half = Decimal(1).scaleb(-places) / 2
    assert abs(Decimal(text) - Decimal(value)) <= half + Decimal("1E-6")  # of the 16th digit on


@given(
    st.floats(), st.text(alphabet='0#?.,%/@;[]<>="!\\_*eE+-ymdhsaAPM/GnrlDBNum123$万 ', max_size=24)
)
def test_no_code_is_too_odd(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
    assert isinstance(shown_text("文", code), str)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_general_is_short_and_near(value: float) -> None:
    text = general(Decimal(f"{value:.15g}"))
    assert len(text.lstrip("-")) <= 12  # 1.23457E-300
    assert float(text) == pytest.approx(value, rel=1e-5, abs=1e-300)

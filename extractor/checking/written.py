"""implausible, by how a number is written: 5,3277.4, 38.2户, 989分 of 100.

A decimal point or a comma that has slipped leaves such marks whatever the number is checked against: commas
part groups of three digits (GB/T 15835-2011, 5.1.3), people and households are whole, and points of
a self-evaluation end at 100 (财预〔2020〕10号).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking import cards, lexicon
from extractor.checking.layout import Figure, Lines, Run, Sheet
from extractor.checking.places import at_line
from extractor.checking.tabled import MOST_ROWS, words_of
from extractor.checking.tolerance import decimals
from extractor.folding import fold
from extractor.records import Check, Evidence, Op, Rule, Severity, Span, Text, Verdict

# 5,3277.4 and ２０，７５８２: of a full-width comma the digits beside it are full-width, too, or it ends a
# clause. A group of one or two digits may be an item of a list (1,2号楼), four digits before 年 are a year.
_COMMA = r"(?:,|(?<=[０-９])，(?=[０-９]))"
_MISGROUPED = re.compile(
    rf"(?<![0-9０-９A-Za-z.．,，/-])[0-9０-９]{{1,3}}(?:{_COMMA}[0-9０-９]{{3}})*{_COMMA}[0-9０-９]{{4,9}}"
    r"(?:[.．][0-9０-９]{1,4})?(?![0-9０-９A-Za-z,]| ?[年-])"
)
# What is a mean or an index may be a part of a thing: 人均16.2株, 每万人18.5件, 万人发案率13.48起, 年周转39.6次.
_MEAN = re.compile(
    r"[每均]|周转|等级|指数|密度|强度|频次|折合|折算|当量|相当于|率|(?<![\d.])[十百千万](?:[一-鿿]{0,4})[人名位户张床辆起件]|[/／]"
)
_BROKEN = re.compile(
    r"[≥≤><]?\d{1,7}\.\d{1,3}(?:"
    + "|".join(sorted(map(re.escape, lexicon.words("counters")), key=len, reverse=True))
    + ")"
)

_POINTS = re.compile(r"(?:得|自评|评|总|综合|考核)分[一-鿿]{0,4}$|得$")
_FULL = re.compile(r"满分[^，,。；;\d]{0,6}(\d{3,4})")
_HUNDRED = 100


def written(sheet: Sheet) -> Iterator[Check]:
    yield from _misgrouped(sheet)
    full = _full(sheet)
    for run in sheet.runs.values():
        for figure in run.figures:
            if _broken(run, figure):
                yield _part_of_a_thing(figure.evidence())
            elif _too_many_points(run, figure, full):
                yield _points(figure, full)
    yield from _broken_cells(sheet)


def _misgrouped(sheet: Sheet) -> Iterator[Check]:
    text = sheet.case.document.text
    lines = Lines(text)
    for found in _MISGROUPED.finditer(text):
        span = Span(*found.span())
        place = at_line(lines.number(span.start), Text("数字写法", "how it is written"))
        said = cards.clip(found.group())
        yield cards.check(
            Rule.IMPLAUSIBLE,
            Verdict.REVIEW,
            Text(
                f"{said}的千分位逗号不在三位处，小数点或位数疑有误",
                f"the commas of {said} part no groups of three: a slip of the point or a digit",
            ),
            cards.both(f"{said}：{'、'.join(_groups(said))}"),
            (Evidence(span=span, text=found.group(), name="", where=place),),
            severity=Severity.MEDIUM,
        )


def _groups(said: str) -> list[str]:
    """The groups after the first, each with how many digits it has."""
    return [
        f"{group} = {len(group)}位"
        for group in fold(said).replace("，", ",").split(".")[0].split(",")[1:]
    ]


def _broken(run: Run, figure: Figure) -> bool:
    """A part of a person, a household or a piece, where nothing says that it is a mean."""
    value, size = figure.quantity.value, figure.size
    if size.dimension != "count" or size.per or value is None or not decimals(value):
        return False
    if figure.quantity.op in (Op.ABOUT, Op.OVER, Op.RANGE):
        return False
    said = figure.name.text + run.text[run.sentence(figure).start : figure.at.start]
    return fold(figure.quantity.unit) in lexicon.words("counters") and not _MEAN.search(said)


def _broken_cells(sheet: Sheet) -> Iterator[Check]:
    """Cells are read by their own text: 38.2户 alone may as well begin a numbered heading."""
    for table in sheet.case.document.tables:
        for row in table.rows[:MOST_ROWS]:
            broken = [cell for cell in row.cells if _BROKEN.fullmatch(cell.text)]
            if broken and not _MEAN.search(words_of(row)):
                place = at_line(row.line, Text("表格", "table"))
                for cell in broken:
                    yield _part_of_a_thing(
                        Evidence(span=cell.span, text=cell.text, name="", where=place)
                    )


def _part_of_a_thing(place: Evidence) -> Check:
    said = cards.clip(place.text)
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.REVIEW,
        Text(
            f"{said}不是整数，人、户、件等应为整数，小数点疑有误",
            f"{said} is no whole number, as people, households and pieces are: a slip of the point",
        ),
        Text(f"{said} 不是整数", f"{said} is not whole"),
        (place,),
        severity=Severity.MEDIUM,
    )


def _full(sheet: Sheet) -> int:
    """The greatest full mark that the report names; 100 where it names none."""
    named = (int(found) for found in _FULL.findall(fold(sheet.case.document.text)))
    return max((_HUNDRED, *named))


def _too_many_points(run: Run, figure: Figure, full: int) -> bool:
    if figure.size.dimension != "score" or figure.size.per:
        return False
    return figure.size.interval.low > full and _POINTS.search(run.lead(figure)) is not None


def _points(figure: Figure, full: int) -> Check:
    said = cards.shown(figure)
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.CONFLICT,
        Text(
            f"得分{said}超过满分{full}分，小数点疑有误",
            f"{said} exceed the full mark of {full}: a slip of the point",
        ),
        cards.both(f"{said} > {full}"),
        (figure,),
        severity=Severity.HIGH,
    )

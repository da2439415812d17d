"""What held, and what nobody could compare: the checks that agree, and the figures by coverage.

Two lines say how many; the lists behind them are long and only printed when asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rich.table import Table as RichTable
from rich.text import Text as Rich

from extractor.checking.coverage import Coverage, Covered, Origin, Share
from extractor.origins import described, origins_of
from extractor.records import Check, Document, Lang, Text, Verdict
from extractor.review.plain import clean_line
from extractor.review.words import word

_CONTEXT = 12  # characters of the line on each side of a figure
_MOST_TEXT = 60  # characters of a cell that is prose
_AGREEING = Text("核对一致", "Checks that agree")
_ALONE = Text("单独成立未核对", "Standing alone, unchecked")
_HELD_COLUMNS = (Text("规则", "rule"), Text("验算", "formula"))
_ALONE_COLUMNS = (
    Text("行", "line"),
    Text("出处", "where"),
    Text("指标", "indicator"),
    Text("原文", "in the text"),
)


def agreeing_line(found: Coverage, lang: Lang, *, listed: bool) -> Rich:
    """核对一致 12 项：比率计算 8、合计与分项 4, and how to see them unless they are `listed`."""
    number = sum(many for _, many in found.agreeing)
    between = "、" if lang == "zh" else ", "
    rules = between.join(f"{word(rule, lang)} {many}" for rule, many in found.agreeing)
    said = Text(f"核对一致：{number} 项", f"Checks that agree: {number}").in_(lang)
    if rules:
        said += f"（{rules}）" if lang == "zh" else f" ({rules})"
    return _line(said, "--held" if number and not listed else "", lang)


def coverage_line(found: Coverage, lang: Lang, *, listed: bool) -> Rich:
    """核对覆盖：文字指标 80/96、表格数 40/44 有核对；单独成立未核对 20 个."""
    prose, table = (found.share(origin) for origin in (Origin.PROSE, Origin.TABLE))
    alone = len(found.alone)
    said = Text(
        f"核对覆盖：文字指标 {_of(prose)}、表格数 {_of(table)} 有核对；单独成立未核对 {alone} 个",
        f"Coverage: {_of(prose)} indicators in prose and {_of(table)} figures in tables are "
        f"checked; {alone} stand alone, unchecked",
    )
    return _line(said.in_(lang), "--alone" if alone and not listed else "", lang)


def _line(said: str, flag: str, lang: Lang) -> Rich:
    line = Rich(said)
    if flag:
        line.append(Text(f"  逐条：{flag}", f"  to list them: {flag}").in_(lang), style="dim")
    return line


def _of(share: Share) -> str:
    return f"{share.checked}/{share.of}"


def agreeing_table(checks: Sequence[Check], lang: Lang) -> RichTable:
    """Every check of `checks` that agrees, with its formula."""
    held = [check for check in checks if check.verdict is Verdict.AGREE]
    table = _table(_AGREEING, len(held), _HELD_COLUMNS, lang)
    for check in held:
        says = check.formula.in_(lang) or check.message.in_(lang)
        table.add_row(word(check.rule, lang), Rich(clean_line(says)))
    return table


def alone_table(found: Coverage, document: Document, lang: Lang) -> RichTable:
    """The figures that no check touches, with their line and the words around them."""
    text = document.text
    lines = tuple(_line_starts(text))
    table = _table(_ALONE, len(found.alone), _ALONE_COLUMNS, lang)
    for figure in found.alone:
        line = bisect_right(lines, figure.span.start)
        where = word(figure.origin, lang)
        if figure.field is not None:
            where += f"·{word(figure.field, lang)}"
        if place := described(origins_of(document, figure.span)):
            where = f"{clean_line(place.in_(lang))}·{where}"
        table.add_row(str(line), where, Rich(clean_line(figure.name)), _quoted(figure, text))
    return table


def _line_starts(text: str) -> Iterator[int]:
    start = 0
    for line in text.split("\n"):
        yield start
        start += len(line) + 1


def _quoted(figure: Covered, text: str) -> Rich:
    start, end = figure.span
    before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    shown = Rich(clean_line(before), style="dim")
    words = clean_line(figure.text)
    shown.append(words if len(words) <= _MOST_TEXT else words[:_MOST_TEXT] + "…", "bold not dim")
    return shown.append(clean_line(after))


def _table(title: Text, number: int, columns: Sequence[Text], lang: Lang) -> RichTable:
    table = RichTable(title=Rich(f"{title.in_(lang)} ({number})"), title_justify="left")
    for column in columns:
        table.add_column(column.in_(lang), overflow="fold")
    return table

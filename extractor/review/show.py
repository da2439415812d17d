"""One report on a terminal: its text with what was found marked in it, and the results below.

Indicators are underlined, other quantities coloured; the numbers of a finding have the
colour of its verdict, its number in brackets behind them, and again in the margin.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as Rich

from extractor.checking.coverage import coverage
from extractor.origins import origins_of, short
from extractor.records import (
    Check,
    Document,
    Extraction,
    Fact,
    Lang,
    Quote,
    Span,
    Text,
    Verdict,
)
from extractor.review.covering import agreeing_line, agreeing_table, alone_table, coverage_line
from extractor.review.plain import clean, clean_line
from extractor.review.terminal import STYLES, at_stake
from extractor.review.words import word
from extractor.review.wrapping import Folded
from extractor.store.values import Decision

_QUANTITY = "cyan"
_TAB = "  │ "  # between the cells of a row, as reading leaves them
_FINDINGS = Text("发现", "Findings")
_FACTS = Text("表内指标", "Indicators in tables")
_REJECTIONS = Text("未采纳的回答", "Rejected answers")
_NUMBERS = Text("数字情况", "Numbers")
_FINDING_COLUMNS = (Text("号", "no."), Text("结论", "verdict"), Text("规则", "rule"))
_SAYS = Text("说明与验算", "what and why")
_FACT_COLUMNS = (
    Text("行", "line"),
    Text("指标", "indicator"),
    Text("目标值", "target"),
    Text("完成值", "actual"),
    Text("权重", "weight"),
    Text("得分", "score"),
    Text("数额", "value"),
)


def render_report(
    extraction: Extraction,
    console: Console,
    lang: Lang,
    *,
    decisions: Mapping[str, Decision] | None = None,
    held: bool = False,
    alone: bool = False,
) -> None:
    """Print all of it; `decisions` by check id, as in `Kept`.

    Of the checks that agree and the figures that no check touches the number is told; `held`
    lists the former, `alone` the latter.
    """
    findings = [c for c in extraction.checks if c.verdict is not Verdict.AGREE]
    agreeing = [c for c in extraction.checks if c.verdict is Verdict.AGREE]
    console.print(_title(extraction, lang))
    console.print(_marked_text(extraction, findings, agreeing, lang))
    if findings:
        console.print(_findings(findings, lang, decisions or {}))
    if extraction.facts:
        console.print(_facts(extraction.facts, lang))
    if extraction.rejections:
        console.print(_rejections(extraction, lang))
    console.print(_numbers(extraction, lang))
    covered = coverage(extraction)
    if held and agreeing:
        console.print(agreeing_table(agreeing, lang))
    if alone and covered.alone:
        console.print(alone_table(covered, extraction.document, lang))
    console.print(Folded(agreeing_line(covered, lang, listed=held)))
    console.print(Folded(coverage_line(covered, lang, listed=alone)))


def _title(extraction: Extraction, lang: Lang) -> Rich:
    document = extraction.document
    title = Rich(clean_line(document.name), style="bold")
    facts = (document.title, document.organisation, str(document.year or ""))
    for fact in filter(None, map(clean_line, facts)):
        title.append(f" · {fact}", style="not bold")
    title.append(f" · {word(extraction.status, lang)}", style="not bold")
    for note in (*document.notes, *extraction.notes):
        title.append(f"\n! {clean_line(note.in_(lang))}", style="yellow not bold")
    return title


def _marked_text(
    extraction: Extraction, findings: list[Check], agreeing: list[Check], lang: Lang
) -> RichTable:
    document = extraction.document
    text = document.text
    styles = _styles(extraction, findings, agreeing)
    tags: dict[int, list[tuple[int, str]]] = defaultdict(list)  # by the end of a quote
    for number, check in enumerate(findings, 1):
        for end in {evidence.span.end for evidence in check.evidence}:
            tags[end].append((number, STYLES[check.verdict]))
    grid = RichTable.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", style="dim", no_wrap=True)
    if document.origins:
        grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for line, span in enumerate(_lines(text), 1):
        marked, numbers = _marked_line(text, span, styles, tags)
        margin = Rich(",".join(str(number) for number in sorted(numbers)), style="bold")
        place = [_place(document, span, lang)] if document.origins else []
        grid.add_row(margin, str(line), *place, Folded(marked))
    return grid


def _place(document: Document, line: Span, lang: Lang) -> Rich:
    """Where a line stands in a file that is not its own text."""
    found = origins_of(document, line)
    return Rich(clean_line(short(found[0]).in_(lang)) if found else "")


def _styles(extraction: Extraction, findings: list[Check], agreeing: list[Check]) -> list[str]:
    """A style for every character of the text; later ones take precedence."""
    colours = [""] * len(extraction.document.text)
    _paint(colours, (q.span for q in extraction.quantities if q.kind.measures), _QUANTITY)
    for verdict in (Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT):
        checks = (c for c in (*agreeing, *findings) if c.verdict is verdict)
        _paint(colours, (e.span for c in checks for e in c.evidence), STYLES[verdict])
    underlined = [""] * len(colours)
    _paint(underlined, (i.quantity.span for i in extraction.indicators), " underline")
    return [colour + line for colour, line in zip(colours, underlined, strict=True)]


def _paint(characters: list[str], spans: Iterable[Span], style: str) -> None:
    for start, end in spans:
        characters[start:end] = [style] * len(characters[start:end])


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _marked_line(
    text: str, line: Span, styles: list[str], tags: Mapping[int, list[tuple[int, str]]]
) -> tuple[Rich, set[int]]:
    """A line with its marks, and the numbers of the findings that it has."""
    marked = Rich()
    numbers: set[int] = set()

    def tag(end: int) -> None:
        for number, style in tags.get(end, ()):
            marked.append(f"[{number}]", style=style)
            numbers.add(number)

    tag(line.start)
    inner = (i for i in range(line.start + 1, line.end) if i in tags)
    for start, end in pairwise(sorted({line.start, *inner, line.end})):
        for style, run in groupby(range(start, end), styles.__getitem__):
            piece = clean("".join(text[i] for i in run)).replace("\t", _TAB)
            marked.append(piece.replace("\n", " "), style=style.strip())
        tag(end)
    return marked, numbers


def _findings(findings: list[Check], lang: Lang, decisions: Mapping[str, Decision]) -> RichTable:
    table = _table(_FINDINGS, lang, len(findings))
    for column in (*_FINDING_COLUMNS, _SAYS):
        table.add_column(column.in_(lang), overflow="fold")
    for number, check in enumerate(findings, 1):
        verdict = Rich(word(check.verdict, lang), style=STYLES[check.verdict])
        verdict.append(f"\n{word(check.severity, lang)}", style="not bold")
        says = Rich(clean(check.message.in_(lang)))
        says.append(f"\n{clean(check.formula.in_(lang))}", style="bold")
        if amount := at_stake(check, lang):
            says.append(f"\n{amount}")
        for evidence in check.evidence:
            where = clean_line(evidence.where.in_(lang))
            says.append(f"\n{clean_line(evidence.text)}  {where}", style="dim")
        if decision := decisions.get(check.id):
            says.append(
                f"\n{word(decision.status, lang)} {clean_line(decision.decided_by)} "
                f"{clean_line(decision.comment)}",
                style="italic",
            )
        table.add_row(str(number), verdict, word(check.rule, lang), says)
    return table


def _facts(facts: tuple[Fact, ...], lang: Lang) -> RichTable:
    table = _table(_FACTS, lang, len(facts))
    for column in _FACT_COLUMNS:
        table.add_column(column.in_(lang), overflow="fold")
    for fact in facts:
        quotes = (fact.target, fact.actual, fact.weight, fact.score, fact.value)
        name = Rich(clean_line(fact.name))
        table.add_row(str(fact.place.line), name, *[_quoted(quote) for quote in quotes])
    return table


def _quoted(quote: Quote | None) -> Rich:
    return Rich(clean_line(quote.text) if quote else "")


def _rejections(extraction: Extraction, lang: Lang) -> RichTable:
    table = _table(_REJECTIONS, lang, len(extraction.rejections))
    table.add_column()
    table.add_column(overflow="fold")
    for rejection in extraction.rejections:
        says = Rich(clean_line(rejection.detail))
        if rejection.answer:
            says.append(f"  {clean_line(rejection.answer)[:200]}", style="dim")
        table.add_row(word(rejection.reason, lang), says)
    return table


def _numbers(extraction: Extraction, lang: Lang) -> RichTable:
    """Each figure is a part of the one above it, or says of what it is a part."""
    quantities = extraction.quantities
    measured = {q.span for q in quantities if q.kind.measures}
    named = {i.quantity.span for i in extraction.indicators}
    kinds = Counter(quantity.kind for quantity in quantities)
    rows = (
        (Text("数字", "quantities"), len(quantities)),
        (Text("其中可作指标", "that can be indicators"), len(measured)),
        (Text("已取得名称", "that have a name"), len(measured & named)),
        (Text("表内指标", "indicators in tables"), len(extraction.facts)),
        (Text("核对", "checks"), len(extraction.checks)),
    )
    table = _table(_NUMBERS, lang, None)
    table.add_column()
    table.add_column(justify="right")
    for name, number in rows:
        table.add_row(name.in_(lang), str(number))
    for kind, number in kinds.most_common():
        table.add_row(f"  {word(kind, lang)}", str(number))
    return table


def _table(title: Text, lang: Lang, number: int | None) -> RichTable:
    shown = title.in_(lang) + ("" if number is None else f" ({number})")
    return RichTable(title=Rich(shown), title_justify="left", show_header=number is not None)

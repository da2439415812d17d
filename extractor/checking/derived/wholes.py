"""What a share is of where the words before it name it, or where a share beside it has shown it.

占常住人口的26.09%, with 常住人口38.6万人 in another paragraph; 为计划的82.5% in a row that has its target;
电气故障514起，占41.25%；用火不慎302起，占24.24%, of which one is borne out and tells what the other is of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extractor.checking.derived.cues import Formula, clause, intended, is_points, plain
from extractor.checking.derived.parts import SUPPOSED
from extractor.checking.derived.search import Kind, Way
from extractor.checking.layout import Figure, Run, Sheet, nearest
from extractor.records import Role, SectionKind

_SAYS = re.compile(
    r"(?:占|相当于)[到了]?(?P<whole>[一-鿿]{2,14}?)(?:的|的?比[重例])?[了约为达到仅近超是]*$"
)
_PLANNED = re.compile(
    r"(?:完成|为|占|达到?|实现)[^，,。；;：:#]{0,6}(?:计划|目标|任务|指标)[数值量]{0,2}的$"
)
# What says how much of a thing is meant, and what only says that all of it is.
_WIDE = re.compile(
    r"^(?:全[国省市县区镇乡旗州街盟部]|本[级年]|[本该其]|当年|全年|年度|同期|年末|[区县市镇]级?)+"
)
_MUCH = re.compile(r"(?:总[数量额值]|[人户件]数|数量|数|总体|合计)$")
_LEADING = re.compile(r"[了约为达到至共计有是近超过余多：:（(，,、\s]+$")
_EARLIER = re.compile(r"(?:上年|去年|上期|同期|年初|比|较)[^，,。；;：:]{0,16}$")
_SHORTEST = 2  # characters of a name
_WORDS = 16  # characters before a figure that may name it
_AROUND = 40  # figures of one name on either side
_MOST = 6  # figures that may be meant
_OWN = 10_000  # characters: what stands in the paragraph itself comes first
_LIST = 12  # characters before a share that must be those before its neighbour's


class Wholes:
    """The figures of a report by the last two characters of what names them."""

    def __init__(self, sheet: Sheet) -> None:
        self._held: defaultdict[str, list[tuple[Figure, str]]] = defaultdict(list)
        for figure in sheet.figures:
            if plain(figure) and not figure.size.percent and figure.role is not Role.TARGET:
                for words in (_words(sheet, figure), _thing(sheet, figure)):
                    if len(words) >= _SHORTEST:
                        self._held[words[-_SHORTEST:]].append((figure, words))
        self._targets: defaultdict[object, list[Figure]] = defaultdict(list)
        for view in sheet.facts:
            for target in view.targets:
                self._targets[target.region].append(target)

    def named(self, run: Run, figure: Figure) -> list[Way]:
        """The shares that `figure` may be by its words, the nearest first."""
        part = _part(run, figure)
        if part is None:
            return []
        said = clause(run, figure)
        if _PLANNED.search(said):
            row = self._targets.get(figure.region, []) if figure.region[0] == "row" else []
            like = [target for target in row if target.size.same_unit(part.size)]
            return [_share(part, like[0])] if len(like) == 1 else []
        found = _SAYS.search(said)
        called = "" if found is None else _MUCH.sub("", _WIDE.sub("", found["whole"]))
        if len(called) < _SHORTEST:
            return []
        near = sorted(self._called(called, part), key=lambda whole: _distance(figure, whole))
        return [_share(part, whole) for whole in near[:_MOST]]

    def _called(self, called: str, part: Figure) -> Iterator[Figure]:
        held = self._held.get(called[-_SHORTEST:], [])
        for whole, words in nearest(held, part.span, _AROUND, lambda item: item[0].span):
            if words.endswith(called) and whole is not part and _one_kind(part, whole):
                yield whole


def wholes(sheet: Sheet) -> Wholes:
    return sheet.once(wholes, lambda: Wholes(sheet))


def beside(run: Run, figure: Figure, known: Mapping[Figure, Way]) -> Way | None:
    """A share of what the nearest share of the list, said in the same words, is of."""
    part = _part(run, figure)
    if part is None:
        return None
    at, said = run.index(figure), _said(run, figure)
    for other in sorted(known, key=lambda one: abs(run.index(one) - at)):
        way = known[other]
        if way.kind is Kind.RATIO and way.top is _part(run, other) and _said(run, other) == said:
            fits = part.size.same_unit(way.bottom.size) and way.bottom is not part
            return _share(part, way.bottom) if fits else None
    return None


def _share(part: Figure, whole: Figure) -> Way:
    return Way(Formula.SHARE, part, whole, Kind.RATIO, SUPPOSED)


def _said(run: Run, figure: Figure) -> str:
    before = run.lead(figure)
    return before if "占" in before and len(before) <= _LIST else str(figure.at)


def _part(run: Run, figure: Figure) -> Figure | None:
    """The figure right before a share, in its sentence."""
    at = run.index(figure)
    part = run.figures[at - 1] if at else None
    if part is None or part.size.percent or not plain(part) or is_points(part):
        return None
    return part if run.sentence(figure).holds(part.at) and not intended(run, figure) else None


def _words(sheet: Sheet, figure: Figure) -> str:
    """What names `figure`: of a cell its row, in prose what stands before it; "" where it is of another year."""
    run = sheet.run(figure)
    if run is None or figure.tabular:
        return _MUCH.sub("", figure.name.text)
    lead = run.lead(figure)[-_WORDS:]
    if run.passage.section is SectionKind.MEASURE or _EARLIER.search(lead):
        return ""
    return _MUCH.sub("", _LEADING.sub("", lead))


def _thing(sheet: Sheet, figure: Figure) -> str:
    """小区 of 146个小区: what a count is of, where it stands behind."""
    run = sheet.run(figure)
    if run is None or figure.tabular or figure.size.dimension != "count":
        return ""
    return run.text[figure.at.end : figure.at.end + _SHORTEST]


def _one_kind(part: Figure, whole: Figure) -> bool:
    counts = part.size.dimension == whole.size.dimension == "count"
    return (counts or part.size.same_unit(whole.size)) and whole.size.point > 0


def _distance(figure: Figure, whole: Figure) -> int:
    apart = abs(figure.span.start - whole.span.start)
    return apart if whole.run == figure.run else apart + _OWN

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.folding import fold, is_cjk, view
from extractor.reading import read
from extractor.reading.text import read_text
from extractor.records import Document, Heading, Paragraph, Passage, SectionKind, Span, Table
from extractor.sections import NARRATIVE_MIN, kind_of_heading, passages
from extractor.tables import lay_out

SAMPLES = Path(__file__).parents[1] / "eval" / "samples"


def document_of(text: str) -> Document:
    return read_text(text.encode(errors="replace"), "self-made.txt")


def passages_of(document: Document) -> tuple[Passage, ...]:
    return passages(
        document, tuple(lay_out(block) for block in document.blocks if isinstance(block, Table))
    )


def as_read(document: Document, passage: Passage) -> str:
    return view(document.text, passage.pieces).text


def narrative(text: str) -> list[str]:
    document = document_of(text)
    return [as_read(document, p) for p in passages_of(document) if p.narrative]


LEFT = "全年坚持稳中求进的工作总基调，统筹推进各项重点工作，全面完成了年初确定的任务"

JOINS = {
    "a page break inside a word": (f"{LEFT}，取得\n\n取得新成效。", [f"{LEFT}，取得取得新成效。"]),
    "a page break before a number": (
        f"{LEFT}，实现总产值\n\n115894 万元，同比增长 3%。",
        [f"{LEFT}，实现总产值115894 万元，同比增长 3%。"],
    ),
    "a page number between the pieces": (
        f"{LEFT}，服务\n— 12 —\n群众 3150 户。",
        [f"{LEFT}，服务群众 3150 户。"],
    ),
    "a full stop ends a passage": (
        f"{LEFT}。\n\n下一年继续做好各项工作。",
        [f"{LEFT}。", "下一年继续做好各项工作。"],
    ),
    "a full stop before a closing quotation mark": (
        f"{LEFT}“好。”\n下一年继续做好各项工作。",
        [f"{LEFT}“好。”", "下一年继续做好各项工作。"],
    ),
    "a list number starts anew": (
        f"{LEFT}\n（2）继续做好下一年度各项工作，确保完成任务目标不动摇不松懈不放手不停步一抓到底。",
        [
            LEFT,
            "（2）继续做好下一年度各项工作，确保完成任务目标不动摇不松懈不放手不停步一抓到底。",
        ],
    ),
    "a decimal number does not": (
        f"{LEFT}，增长\n1.5个百分点，好于上年。",
        [f"{LEFT}，增长1.5个百分点，好于上年。"],
    ),
    "a title is not cut off": (
        "某某街道年度工作情况汇总材料\n全年服务群众三千户，各项任务完成。",
        ["某某街道年度工作情况汇总材料", "全年服务群众三千户，各项任务完成。"],
    ),
    "a stop that a wrap left alone": (f"{LEFT}\n。\n", [f"{LEFT}。"]),
    "lines wrapped hard": (
        "初步核算全年全市地区生产总值 2479 亿元，同比增长\n6.5%。其中第一产业增加值 144 亿元，第二产\n"
        "业增加值 1031 亿元，第三产业增加值 1304 亿\n元，增长 7.3%。三次产业结构更加合理更优。\n",
        [
            "初步核算全年全市地区生产总值 2479 亿元，同比增长6.5%。其中第一产业增加值 144 亿元，"
            "第二产业增加值 1031 亿元，第三产业增加值 1304 亿元，增长 7.3%。三次产业结构更加合理更优。"
        ],
    ),
    "table rows set with spaces": (
        "2022 年    4000    4000    3820.5    95.51%\n2023 年    3800    3800    2926.4    77.01%\n",
        [],
    ),
}


@pytest.mark.parametrize("case", JOINS)
def test_paragraphs_that_were_cut_are_joined(case: str) -> None:
    text, expected = JOINS[case]
    assert narrative(text) == expected


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("（二）各项工作任务绩效目标完成情况分析", SectionKind.COMPLETION),
        ("（三）部门整体收支情况", SectionKind.FINANCE),
        ("（四）各重点任务项目支出完成情况分析", SectionKind.FINANCE),
        ("（一）自评结论综述", SectionKind.OTHER),
        ("二、存在的主要问题", SectionKind.PROBLEM),
        ("偏离绩效目标的原因", SectionKind.PROBLEM),
        ("四、下一步改进措施", SectionKind.MEASURE),
        ("三、上年度问题整改情况", SectionKind.MEASURE),
        ("（一）部门概况", SectionKind.OVERVIEW),
        ("一、基本情况", SectionKind.OVERVIEW),
        ("（二）绩效目标设定情况", SectionKind.GOAL),
        ("评价依据", SectionKind.BASIS),
        ("二、农业", None),
        ("某街道2021年部门整体支出绩效自评报告", None),
    ],
)
def test_kind_of_heading(heading: str, kind: SectionKind | None) -> None:
    assert kind_of_heading(heading) is kind


def test_a_heading_that_says_nothing_inherits() -> None:
    document = document_of(
        "二、存在问题\n（一）人员方面\n因为人手紧张，工作进度受到影响。\n三、附则\n其他没有需要说明的事项，特此报告。\n"
    )
    found = [p for p in passages_of(document) if p.narrative]
    assert [p.section for p in found] == [SectionKind.PROBLEM, SectionKind.OTHER]
    assert found[0].path == ("二、存在问题", "（一）人员方面")
    assert found[0].place.line == 3


def test_cells_take_their_section_from_their_role() -> None:
    document = document_of(
        "单位：万元\n\n三级指标\t分值\t年度指标值\t实际完成值\t得分\t评分依据\n"
        "走访企业次数及其服务覆盖情况\t2\t全年走访企业不少于5次，覆盖全街。\t全年走访企业6次，已覆盖全街。\t2\t"
        "依据：走访台账和服务记录。未达标原因：台账登记不够完整。改进措施：每月核对一次台账。\n"
    )
    found = {as_read(document, p): p for p in passages_of(document) if p.place.line == 4}
    assert {text: p.section for text, p in found.items() if p.narrative} == {
        "全年走访企业不少于5次，覆盖全街。": SectionKind.GOAL,
        "全年走访企业6次，已覆盖全街。": SectionKind.COMPLETION,
        "依据：走访台账和服务记录。": SectionKind.BASIS,
        "未达标原因：台账登记不够完整。": SectionKind.PROBLEM,
        "改进措施：每月核对一次台账。": SectionKind.MEASURE,
    }
    target = found["全年走访企业不少于5次，覆盖全街。"]
    assert target.path == ("走访企业次数及其服务覆盖情况", "年度指标值")
    assert target.unit == "万元"
    assert target.place == (4, 0, 1, 2)
    assert not found["走访企业次数及其服务覆盖情况"].narrative


@pytest.mark.parametrize(
    ("cell", "sought"),
    [
        ("2处 92% 3家 12次 14人 193人", False),
        ("社区公建配套场地增加数量 群众满意度 新培育社会组织数量", False),
        ("重度精神病患者肇事次数控制率", False),
        ("<p>优</p> <p>100%</p> <p>12次</p> <p>1,433家次</p>", False),
        ("商铺户外招牌备案完成率100%", True),
        ("开展宣传活动96场 完成8个社区管理工作", True),
    ],
)
def test_bare_names_and_values_are_not_narrative(cell: str, sought: bool) -> None:
    name = not cell.startswith(("2", "<", "开展"))
    row = f"{cell}\t" if name else f"数量指标\t{cell}"
    document = document_of(f"关键指标\t指标完成情况\n{row}\n")
    found = [p for p in passages_of(document) if p.pieces[0].of(document.text) == cell]
    assert [p.narrative for p in found] == [sought]


def test_a_list_item_that_looks_like_a_heading_is_read() -> None:
    assert narrative("（1）税收收入完成1381835万元\n") == ["（1）税收收入完成1381835万元"]
    assert narrative("（二）2021年度总体工作和重点工作任务\n") == []


LINES = st.sampled_from(
    [
        "一、基本情况",
        "## 存在问题",
        "（一）人员",
        "— 1 —",
        "12",
        "",
        "单位：万元",
        "\u3000\u3000" + LEFT,
        LEFT,
        LEFT + "。",
        "三级指标\t年度指标值\t得分",
        "走访\t5次\t2",
        "存在问题\t" + LEFT,
        "。",
        "”",
        "依据：甲。未达标原因：乙。改进措施：丙丙丙丙丙丙丙丙丙丙丙丙",
        "| a | b | c |",
        "a   b   c   d",
    ]
) | st.text(max_size=30)


@given(st.lists(LINES, max_size=14))
@example([LEFT, "— 1 —", "。"])
@example(["改进措施：\t依据："])
def test_every_run_of_text_is_in_exactly_one_passage(lines: list[str]) -> None:
    document = document_of("\n".join(lines))
    found = passages_of(document)
    assert [p.index for p in found] == list(range(len(found)))
    pieces = sorted(piece for p in found for piece in p.pieces)
    for passage in found:
        assert passage.pieces == tuple(sorted(passage.pieces))
        for piece in passage.pieces:
            assert 0 <= piece.start < piece.end <= len(document.text)
    for one, other in itertools.pairwise(pieces):
        assert one.end <= other.start
    covered = {at for piece in pieces for at in range(*piece)}
    for span in _runs(document):
        missing = set(range(*span)) - covered
        assert not {document.text[at] for at in missing} - set(
            " \t\u3000\n\r\x0b\x1c\x1d\x1e\x1f\x85\xa0"
        )


def _runs(document: Document) -> list[Span]:
    spans: list[Span] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            spans.append(block.span)
        else:
            spans += [cell.span for row in block.rows for cell in row.cells]
    return spans


@given(st.text("完成率，。、1一的", min_size=12, max_size=60))
def test_a_sentence_is_always_narrative(text: str) -> None:
    text = f"我街{text}。"
    assert len(fold(text)) >= NARRATIVE_MIN
    assert any(is_cjk(char) for char in text)
    assert text in "".join(narrative(f"第一段。\n{text}"))


@pytest.mark.parametrize("number", ["001", "002", "004"])
def test_gold_mentions_stand_in_passages_of_their_section(number: str) -> None:
    (report,) = SAMPLES.glob(f"reports/{number}_*.txt")
    (labels,) = SAMPLES.glob(f"labels/{number}_*.jsonl")
    document = read(report)
    found = passages_of(document)
    right = total = 0
    for line in labels.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["kind"] != "mention" or not record["indicator"]:
            continue
        total += 1
        span = Span(record["start"], record["end"])
        (home,) = [p for p in found if any(piece.holds(span) for piece in p.pieces)]
        right += home.narrative and home.section == record["section"]
    assert right >= total * 0.98


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (  # each problem with what is done about it
            "一是支付偏慢，执行率仅82%。2024年将按月通报不少于12次。二是人手不足，缺编6名。",
            ["problem", "measure", "problem"],
        ),
        (  # the measures' own list
            "一是支付偏慢，执行率仅82%。下一步改进措施：一是按月通报12次；二是招录人员6名。",
            ["problem", "measure"],
        ),
    ],
)
def test_a_list_goes_on_after_what_broke_into_it(text: str, kinds: list[str]) -> None:
    found = passages_of(document_of(f"四、存在的主要问题\n{text}\n"))
    assert [passage.section.value for passage in found if passage.narrative] == kinds

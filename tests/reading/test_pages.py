"""Words and lines of pages become blocks: the geometry alone, whoever read the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.draft import DraftBlock, DraftParagraph, DraftTable
from extractor.reading.pages import PageContent, Ruling, Word, blocks_of
from extractor.reading.paper.columns import parts_of
from extractor.reading.paper.grids import grids_of
from extractor.reading.paper.items import with_items_parted
from extractor.reading.paper.lines import is_wide, line_of, lines_of
from extractor.records import Box

SIZE = 10.0


def word(text: str, left: float, top: float, *, size: float = SIZE) -> Word:
    """Han characters as wide as the font, others half of it."""
    edges = [left]
    for char in text:
        edges.append(edges[-1] + (size if is_wide(char) else size / 2))
    return Word(text, Box(left, top, edges[-1], top + size), tuple(edges), size)


def page(words: Iterable[Word], rulings: Iterable[Ruling] = (), *, number: int = 1) -> PageContent:
    return PageContent(number, 595, 842, tuple(words), tuple(rulings))


def box(left: float, top: float, right: float, bottom: float) -> list[Ruling]:
    return [
        Ruling(left, top, right, top),
        Ruling(left, bottom, right, bottom),
        Ruling(left, top, left, bottom),
        Ruling(right, top, right, bottom),
    ]


def paragraphs(blocks: Iterable[DraftBlock]) -> list[str]:
    return [
        "".join(run.text for run in block.runs)
        for block in blocks
        if isinstance(block, DraftParagraph)
    ]


def cells(block: DraftBlock) -> dict[tuple[int, int], tuple[str, int, int]]:
    assert isinstance(block, DraftTable)
    return {(c.row, c.column): (c.text, c.rows, c.columns) for c in block.cells if c.text}


class TestLines:
    @pytest.mark.parametrize(
        ("gap", "left", "right", "said"),
        [
            (0.0, "预算", "执行", "预算执行"),
            (2.5, "共", "12", "共12"),  # Word sets a quarter between Han and digits
            (8.0, "预算", "执行", "预算 执行"),
            (3.0, "annual", "budget", "annual budget"),
            (1.0, "18,570.", "21", "18,570.21"),
            (25.0, "预算", "执行", "预算  执行"),
        ],
    )
    def test_the_width_of_a_gap_says_what_it_is(
        self, gap: float, left: str, right: str, said: str
    ) -> None:
        one = word(left, 50, 100)
        assert line_of(1, [one, word(right, one.box.right + gap, 100)]).text == said

    def test_raised_characters_share_the_line_and_the_next_line_does_not(self) -> None:
        words = [word("50m", 50, 100), word("2", 65, 98, size=6), word("下行", 50, 113)]
        assert [line.text for line in lines_of(1, words)] == ["50m2", "下行"]


class TestGrids:
    def test_a_table_without_lines_at_its_sides_has_its_outer_columns(self) -> None:
        rulings = [Ruling(50, y, 350, y) for y in (100, 130, 160)]
        rulings += [Ruling(x, 100, x, 160) for x in (150, 250)]
        (grid,) = grids_of(rulings)
        assert [round(x) for x in grid.xs] == [50, 150, 250, 350]

    def test_a_row_that_the_page_cuts_without_a_line_is_a_row(self) -> None:
        rulings = [Ruling(50, y, 350, y) for y in (100, 130)]
        rulings += [Ruling(x, 100, x, 190) for x in (50, 150, 350)]
        (grid,) = grids_of(rulings)
        assert [round(y) for y in grid.ys] == [100, 130, 190]

    def test_double_and_dashed_lines_are_one(self) -> None:
        rulings = [*box(50, 100, 350, 160), *box(51.5, 101.5, 348.5, 158.5)]
        rulings += [Ruling(200, y, 200, y + 2) for y in range(100, 160, 4)]
        (grid,) = grids_of(rulings)
        assert (len(grid.xs), len(grid.ys)) == (3, 2)

    def test_frames_and_rules_are_no_tables(self) -> None:
        words = [word("框里的文字", 60, 110)]
        blocks = list(
            blocks_of([page(words, [*box(50, 100, 350, 130), Ruling(50, 200, 350, 200)])])
        )
        assert paragraphs(blocks) == ["框里的文字"]

    def test_a_word_over_a_line_is_cut_there_and_a_character_never_is(self) -> None:
        rulings = [*box(50, 100, 350, 130), Ruling(120, 100, 120, 130), Ruling(205, 100, 205, 130)]
        words = [word("部门名称某某局", 80, 110), word("12345", 200, 110)]
        (block,) = blocks_of([page(words, rulings)])
        found = cells(block)
        assert found[0, 0][0] == "部门名称"
        assert found[0, 1][0].startswith("某某局")

    @given(
        st.lists(
            st.builds(
                lambda x, y, w, h: Ruling(x, y, x + w, y + h),
                st.floats(0, 600),
                st.floats(0, 800),
                st.floats(0, 400),
                st.floats(0, 400),
            ),
            max_size=30,
        )
    )
    def test_places_cover_their_grid_once(self, rulings: list[Ruling]) -> None:
        for grid in grids_of(rulings):
            seen = Counter(
                (row, column)
                for place in grid.places
                for row in range(place.row, place.row + place.rows)
                for column in range(place.column, place.column + place.columns)
            )
            assert set(seen.values()) == {1}
            assert len(seen) == (len(grid.xs) - 1) * (len(grid.ys) - 1)


class TestParagraphs:
    def wrapped(self, *texts: str, top: float = 100, indent: float = 20) -> list[Word]:
        found = [word(texts[0], 70 + indent, top)]
        return found + [word(t, 70, top + 16 * (i + 1)) for i, t in enumerate(texts[1:])]

    def test_full_lines_go_on_and_indents_begin_anew(self) -> None:
        full = "文" * 45
        words = self.wrapped("文" * 43, full, "完。") + self.wrapped("新" * 43, full, top=148)
        assert paragraphs(blocks_of([page(words)])) == [
            "文" * 43 + full + "完。",
            "新" * 43 + full,
        ]

    def test_a_line_that_had_room_ends_its_paragraph(self) -> None:
        words = [word("文" * 45, 70, 100), word("标题", 70, 116), word("文" * 45, 70, 132)]
        words.append(word("文" * 45, 70, 148))
        assert paragraphs(blocks_of([page(words)])) == ["文" * 45 + "标题", "文" * 90]

    def test_a_centred_title_on_two_lines_is_one(self) -> None:
        title = word("某市某区某局二〇二三年度部门整体支出绩效自评", 70, 60, size=20)
        rest = word("报告", 270, 86, size=20)
        body = self.wrapped("文" * 43, "文" * 45, "文" * 45, "文" * 45, top=130)
        assert paragraphs(blocks_of([page([title, rest, *body])]))[0].endswith("绩效自评报告")

    def test_titles_that_forms_repeat_are_no_running_heads(self) -> None:
        pages = [
            page(
                [word("项目支出绩效自评表", 200, 60, size=18), word("正文" * (5 + n), 70, 120)],
                number=n,
            )
            for n in (1, 2, 3)
        ]
        assert paragraphs(blocks_of(pages)).count("项目支出绩效自评表") == 3

    @pytest.mark.parametrize("said", ["第{n}页 共9页", "- {n} -", "{n}/9", "第 {n} 页", "{n}"])
    def test_page_numbers_are_dropped(self, said: str) -> None:
        pages = [
            page([word("正文" * n, 70, 120), word(said.format(n=n), 280, 800)], number=n)
            for n in (1, 2)
        ]
        assert paragraphs(blocks_of(pages)) == ["正文", "正文正文"]

    def test_prose_with_wide_gaps_is_no_table(self) -> None:
        lines = lines_of(
            1,
            [
                word(text, left, 100 + 16 * row)
                for row, cut in enumerate((7, 11, 16, 5, 13))
                for left, text in ((70, "文" * cut), (70 + 10 * cut + 15, "字" * (20 - cut)))
            ],
        )
        assert all(part.table is None for part in parts_of(lines))


class TestCells:
    @pytest.mark.parametrize(
        ("lines", "joints", "said"),
        [
            (["走访次数 召开会议场次 新培育社会组织数量", "党员人数"], [""], " "),
            (["2处 92% 100%", "300次"], [""], " "),
            (["走访次数 召开会议场次 来穗人", "员登记率"], [""], ""),
            (["共走访企业120家", "次，召开会议"], [""], ""),
            (["改造管网48.7公", "里 其中雨水19.6公里 污水21.4公里"], [""], ""),
        ],
    )
    def test_items_of_a_list_that_end_on_a_full_line(
        self, lines: Sequence[str], joints: Sequence[str], said: str
    ) -> None:
        assert with_items_parted(lines, joints) == [said]

    def test_values_beside_them_say_how_many_names_there_are(self) -> None:
        assert with_items_parted(["养老床位数", "护理型床位占比"], [""], 2) == [" "]
        assert with_items_parted(["养老床位数", "护理型床位占比"], [""], 1) == [""]

    def test_the_least_confidence_is_kept_with_each_run(self) -> None:
        sure = Word("预算数", Box(60, 105, 90, 115), (60, 70, 80, 90), 10, Decimal("0.61"))
        (block,) = blocks_of([page([sure, word("12", 210, 105)], two_cells(100, 130))])
        assert isinstance(block, DraftTable)
        assert block.cells[0].runs[0].at.confidence == Decimal("0.61")


def two_cells(top: float, bottom: float) -> list[Ruling]:
    return [*box(50, top, 350, bottom), Ruling(200, top, 200, bottom)]


class TestPageBreaks:
    def test_the_text_of_a_cell_over_rows_goes_on_beside_new_rows(self) -> None:
        xs = (50, 110, 260, 350)
        first = [*box(50, 700, 350, 790), *(Ruling(x, 700, x, 790) for x in xs)]
        first.append(Ruling(260, 745, 350, 745))
        second = [*box(50, 60, 350, 150), *(Ruling(x, 60, x, 150) for x in xs)]
        second += [Ruling(260, 105, 350, 105)]
        full = "高度重视疫情防控工作坚持外防输"  # fills 139 of 150 points
        words = [word("任务", 55, 710), word("5次", 265, 710), word("6次", 265, 750)]
        words += [word(full[:14], 255 - 140 - 0, 703 + 12 * n) for n in range(7)]
        more = [word("入。", 115, 65), word("7次", 265, 65), word("8次", 265, 110)]
        (block,) = blocks_of([page(words, first), page(more, second, number=2)])
        found = cells(block)
        assert found[0, 1] == (full[:14] * 7 + "入。", 4, 1)
        assert found[0, 0] == ("任务", 4, 1)
        assert [found[row, 2][0] for row in range(4)] == ["5次", "6次", "7次", "8次"]

    def test_a_row_over_all_columns_belongs_to_the_table_of_the_page_before(self) -> None:
        second = [*box(50, 60, 350, 110)]
        words = [word("存在问题", 60, 720), word("无", 210, 720)]
        more = [word("说明：以上数据来源于部门决算报表", 60, 70)]
        blocks = list(blocks_of([page(words, two_cells(700, 790)), page(more, second, number=2)]))
        assert cells(blocks[0])[1, 0] == ("说明：以上数据来源于部门决算报表", 1, 2)


text = st.text(alphabet="预算执行率年1234,.%、。（）ab", min_size=1, max_size=12)
words = st.lists(
    st.builds(
        word, text, st.floats(0, 560), st.floats(0, 830), size=st.sampled_from([6.0, 10.0, 18.0])
    ),
    max_size=40,
)
lines_ = st.lists(
    st.builds(
        lambda x, y, length, flat: (
            Ruling(x, y, x + length, y) if flat else Ruling(x, y, x, y + length)
        ),
        st.integers(0, 11).map(lambda i: i * 50.0),
        st.integers(0, 16).map(lambda i: i * 50.0),
        st.sampled_from([50.0, 100.0, 300.0]),
        st.booleans(),
    ),
    max_size=40,
)


@given(st.lists(st.tuples(words, lines_), max_size=3))
def test_no_text_is_lost_or_said_twice_but_for_running_heads(
    content: list[tuple[list[Word], list[Ruling]]],
) -> None:
    pages = [page(found, drawn, number=n) for n, (found, drawn) in enumerate(content, start=1)]
    given_ = Counter(char for p in pages for w in p.words for char in w.text if not char.isspace())
    said: Counter[str] = Counter()
    for block in blocks_of(pages):
        parts = block.cells if isinstance(block, DraftTable) else (block,)
        for part in parts:
            for run in part.runs:
                said.update(char for char in run.text if not char.isspace())
                assert run.at.page
                assert not run.at.edges or len(run.at.edges) == len(run.text) + 1
    assert not said - given_
    marginal = [w for p in pages for w in p.words if w.middle < 85 or w.middle > 757]
    assert not given_ - said - Counter(char for w in marginal for char in w.text)


@given(st.lists(st.tuples(words, lines_), max_size=3))
def test_cells_never_overlap(content: list[tuple[list[Word], list[Ruling]]]) -> None:
    pages = [page(found, drawn, number=n) for n, (found, drawn) in enumerate(content, start=1)]
    for block in blocks_of(pages):
        if isinstance(block, DraftTable):
            taken = Counter(
                (row, column)
                for cell in block.cells
                if cell.text.strip()
                for row in range(cell.row, cell.row + cell.rows)
                for column in range(cell.column, cell.column + cell.columns)
            )
            assert set(taken.values()) <= {1}

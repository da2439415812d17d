"""Word: what a page shows is in the text once, in order, with its place."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest
from word_package import (
    cell,
    docx,
    level,
    lists,
    numbered,
    package,
    paragraph,
    part,
    relations,
    row,
    run,
    table,
)

from extractor.errors import UnreadableReport
from extractor.origins import described
from extractor.reading import read_bytes
from extractor.records import Document, Heading

DELETED = '<w:del w:id="1"><w:r><w:delText>2022</w:delText></w:r></w:del>'
INSERTED = f'<w:ins w:id="2">{run("2023")}</w:ins>'
BEGIN, MIDDLE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)


def field(instruction: str, result: str) -> str:
    return f"{BEGIN}<w:r><w:instrText>{instruction}</w:instrText></w:r>{MIDDLE}{run(result)}{END}"


def box(*content: str) -> str:
    """A text box as Word writes it: once as DrawingML, once more as VML."""
    inner = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp>'
        f"<wps:txbx>{inner}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def checkbox(old: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{old}</w:checkBox></w:ffData>'
        f"</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>{END}"
    )


def read(data: bytes) -> Document:
    return read_bytes(data, "report.docx")


def lines(data: bytes) -> list[str]:
    return read(data).text.splitlines()


FRACTION = (
    "<m:oMath><m:r><m:t>预算完成率=</m:t></m:r><m:f><m:num><m:r><m:t>决算数</m:t></m:r></m:num><m:den>"
    "<m:r><m:t>年初数+调整数</m:t></m:r></m:den></m:f><m:r><m:t>×100%</m:t></m:r></m:oMath>"
)
SYMBOLS = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
RUBY = f"<w:r><w:ruby><w:rt>{run('jué')}</w:rt><w:rubyBase>{run('决')}</w:rubyBase></w:ruby></w:r>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([run("预算"), run("执行率"), run("96.68%")], "预算执行率96.68%"),
        ([run("单位："), "<w:r><w:tab/></w:r>", run("某局")], "单位： 某局"),
        (["办结率为", "<w:r><w:br/></w:r>", run("95%")], "办结率为 95%"),
        ([run("12345"), "<w:r><w:noBreakHyphen/></w:r>", run("8")], "12345-8"),
        ([run("养"), "<w:r><w:softHyphen/></w:r>", run("护")], "养护"),
        (["<w:r><w:t> 95% \n</w:t></w:r>", run("以上")], "95%以上"),
        ([DELETED, INSERTED, run("年")], "2023年"),
        ([f'<w:moveFrom w:id="3">{run("甲")}</w:moveFrom>', run("乙")], "乙"),
        ([f'<w:moveTo w:id="3">{run("甲")}</w:moveTo>', run("乙")], "甲乙"),
        ([run("共"), run("3", "<w:vanish/>"), run("5家")], "共5家"),
        ([run("共"), run("3", '<w:vanish w:val="0"/>'), run("家")], "共3家"),
        ([run("共"), run("3", "<w:webHidden/>"), run("家")], "共3家"),
        ([field("REF _1", "三"), run("类")], "三类"),
        ([BEGIN, run("IF "), field("REF a", "1"), MIDDLE, run("是"), END], "是"),
        ([BEGIN, run("残缺的域")], "残缺的域"),
        ([f'<w:fldSimple w:instr="REF a">{run("三")}</w:fldSimple>', run("类")], "三类"),
        ([BEGIN, r"<w:r><w:instrText>eq \o\ac(○,3)</w:instrText></w:r>", END, "项"], "③项"),
        ([f'<w:hyperlink r:id="x">{run("公开网址")}</w:hyperlink>'], "公开网址"),
        ([f'<w:smartTag w:uri="u">{run("某县")}</w:smartTag>', run("局")], "某县局"),
        ([f"<w:sdt><w:sdtPr/><w:sdtContent>{run('某局')}</w:sdtContent></w:sdt>"], "某局"),
        (['<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', run("95%")], "≥95%"),
        (['<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', run("是")], "☑是"),
        ([run("R", SYMBOLS), run("是"), run("\uf0a3", SYMBOLS), run("否")], "☑是☐否"),
        ([run("中文", SYMBOLS)], "中文"),
        ([checkbox('<w:checked/>'), run("是")], "☑是"),
        ([checkbox('<w:default w:val="0"/>'), run("否")], "☐否"),
        ([RUBY, run("算")], "决算"),
        ([FRACTION], "预算完成率=决算数/(年初数+调整数)×100%"),
        ([run("甲"), '<w:r><w:footnoteReference w:id="9"/></w:r>', run("乙")], "甲乙"),
        ([run("甲"), '<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="x"/></wp:inline></w:drawing></w:r>'], "甲"),
    ],
)  # fmt: skip
def test_a_paragraph_says_what_is_shown(content: list[str], said: str) -> None:
    assert lines(docx(paragraph(*content))) == [said]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ([DELETED, run("年")], 1),
        ([run("共"), run("隐藏", "<w:vanish/>")], 1),
        ([INSERTED], 0),
        ([run("甲"), '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'], 1),
        ([run("甲"), "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>"], 1),
        ([run("甲" * 600), "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>"], 0),
    ],
    ids=["deleted", "hidden", "inserted", "object", "scan", "stamp"],
)
def test_what_is_left_out_is_noted(content: list[str], count: int) -> None:
    assert len(read(docx(paragraph(*content))).notes) == count


def test_a_paragraph_whose_end_is_deleted_goes_on_with_the_next() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    data = docx(
        paragraph("执行率为", properties=gone)
        + paragraph("96.68%。")
        + paragraph(DELETED, properties=gone)
        + paragraph("末段", properties=gone)
    )
    assert lines(data) == ["执行率为96.68%。", "末段"]


def test_typed_line_breaks_part_lines_where_sentences_end() -> None:
    break_ = "<w:r><w:br/></w:r>"
    said = [
        run("一、概况"),
        break_,
        run("（一）职能。"),
        break_,
        run("某局"),
        break_,
        run("2023年"),
    ]
    document = read(docx(paragraph(*said)))
    assert document.text.splitlines() == ["一、概况", "（一）职能。", "某局 2023年"]
    assert {origin.paragraph for origin in document.origins} == {1}


def test_reading_order_and_places() -> None:
    inner = table(row("内1", "内2"))
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    data = docx(
        paragraph("甲", box(paragraph("框一"), table(row("框表", "格")), paragraph("框二")))
        + paragraph()
        + table(row("一", cell("二", inner, "三")), row("四", cell(paragraph(box(paragraph("五"))))))
        + control
        + paragraph("乙", '<w:r><w:footnoteReference w:id="7"/></w:r>', '<w:r><w:endnoteReference w:id="2"/></w:r>'),
        footnotes='<w:footnote w:id="6"><w:p/></w:footnote><w:footnote w:id="7">'
        f"{paragraph('<w:r><w:footnoteRef/></w:r>', '脚注一')}</w:footnote>",
        endnotes=f'<w:endnote w:id="2">{paragraph("尾注一")}</w:endnote>',
    )  # fmt: skip
    document = read(data)
    found = [
        (origin.span.of(document.text).strip(), said.zh)
        for origin in document.origins
        if (said := described([origin]))
    ]
    assert found == [
        ("甲", "第1段"),
        ("框一", "文本框第1段"),
        ("框表", "文本框表1第1行第1列"),
        ("格", "文本框表1第1行第2列"),
        ("框二", "文本框第1段"),
        ("一", "表2第1行第1列"),
        ("二 三", "表2第1行第2列"),
        ("四", "表2第2行第1列"),
        ("五", "文本框表2第2行第2列"),
        ("内1", "表3第1行第1列"),
        ("内2", "表3第1行第2列"),
        ("控件", "第2段"),
        ("乙", "第3段"),
        ("脚注一", "脚注第1段"),
        ("尾注一", "尾注第1段"),
    ]


@pytest.mark.parametrize(
    ("numbering", "paragraphs", "said"),
    [
        (
            lists(level(0, "japaneseCounting", "%1、") + level(1, "chineseCounting", "（%2）")),
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
            ["一、x", "（一）x", "（二）x", "二、x", "（一）x"],
        ),
        (
            lists(level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")),
            [(1, 0), (1, 1), (1, 0), (1, 1)],
            ["1. x", "1.1 x", "2. x", "2.1 x"],
        ),
        (
            lists(level(0, "decimal", "(%1)") + level(1, "decimalEnclosedCircle", "%2")),
            [(1, 0), (1, 1), (1, 1)],
            ["(1) x", "①x", "②x"],
        ),
        (  # a level above that was not used counts from its start
            lists(level(0, "upperLetter", "%1") + level(1, "lowerRoman", "%1-%2", start=4)),
            [(1, 1), (1, 1)],
            ["A-iv x", "A-v x"],
        ),
        (
            lists(level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")),
            [(1, 0), (1, 1)],
            ["I. x", "1.1 x"],
        ),
        (
            lists(
                level(0, "decimal", "%1.")
                + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
            ),
            [(1, 0), (1, 1), (1, 0), (1, 1)],
            ["1. x", "1) x", "2. x", "2) x"],
        ),
        (  # list 2 goes on with the numbers of list 1, list 3 begins anew
            lists(
                level(0, "decimal", "%1."),
                overrides={
                    2: (1, ""),
                    3: (1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
                },
            ),
            [(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)],
            ["1. x", "2. x", "1. x", "2. x", "3. x"],
        ),
        (
            lists(
                level(0, "decimal", "%1."),
                overrides={
                    2: (1, f'<w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "%1)")}</w:lvlOverride>')
                },
            ),
            [(2, 0)],
            ["a) x"],
        ),
        (lists(level(0, "bullet", "\uf0b7")), [(1, 0)], ["• x"]),
        (lists(level(0, "none", "附件")), [(1, 0)], ["附件x"]),
        (lists(level(0, "decimal", "%1.")), [(0, 0), (9, 0), (1, 5)], ["x", "x", "x"]),
        (lists(level(0, "decimal", "%1.", start=None)), [(1, 0)], ["0. x"]),
        (
            lists(level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>')),
            [(1, 0)],
            ["1.x"],
        ),
    ],
    ids=[
        *("chinese", "nested", "circles", "unused", "legal", "no-restart", "override", "other-level"),
        *("bullet", "none", "not-a-list", "from-nought", "no-gap"),
    ],
)  # fmt: skip
def test_numbers_are_those_that_word_shows(
    numbering: str, paragraphs: list[tuple[int, int]], said: list[str]
) -> None:
    body = "".join(paragraph("x", properties=numbered(which, at)) for which, at in paragraphs)
    assert lines(docx(body, numbering=numbering)) == said


def test_a_number_does_not_run_into_a_year() -> None:
    numbering = lists(level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>'))
    assert lines(docx(paragraph("2023年", properties=numbered(1)), numbering=numbering)) == [
        "1. 2023年"
    ]


def test_columns_of_numbers_and_deleted_items() -> None:
    numbering = lists(level(0, "decimal", "%1"))
    item = paragraph(properties=numbered(1))
    gone = paragraph(DELETED, properties=f"{numbered(1)}<w:rPr><w:del/></w:rPr>")
    data = docx(gone + table(row(cell(item), "甲"), row(cell(item), "乙")), numbering=numbering)
    assert lines(data) == ["1\t甲", "2\t乙"]


HEADINGS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="n"/>'
    '<w:style w:type="paragraph" w:styleId="h1"><w:basedOn w:val="n"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/><w:pPr>'
    '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:basedOn w:val="h2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="bare"><w:basedOn w:val="h1"/>'
    '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    '<w:style w:type="character" w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style>'
)  # fmt: skip
LEVELS = lists(
    level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="h1"/>')
    + level(1, "chineseCountingThousand", "（%2）", '<w:pStyle w:val="h2"/>')
)


def styled(said: str, style: str, more: str = "") -> str:
    return paragraph(said, properties=f'<w:pStyle w:val="{style}"/>{more}')


def test_styles_give_numbers_and_levels() -> None:
    body = (
        styled("部门概况", "h1")
        + styled("职能", "h2")
        + styled("机构", "mine")
        + styled("附件", "bare")
        + styled("很长的一段" * 20, "bare")
        + styled("完整的一句话。", "bare")
        + styled("正文", "n")
        + styled("正文", "loop", '<w:outlineLvl w:val="9"/>')
        + paragraph(run("无", '<w:rStyle w:val="secret"/>'), "有")
    )
    document = read(docx(body, styles=HEADINGS, numbering=LEVELS))
    headings = [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]
    # 一、 is level 2 by its number, so outline level 1 counts as 2 for a heading without a number
    assert headings == [("一、部门概况", 2), ("（一）职能", 3), ("（二）机构", 3), ("附件", 2)]
    assert document.text.splitlines()[-3:] == ["正文", "正文", "有"]


def test_headings_without_numbers_have_the_level_of_their_style() -> None:
    made = python_docx.Document()
    made.add_heading("概况", 1)
    made.add_heading("职能", 2)
    made.add_paragraph("正文")
    out = io.BytesIO()
    made.save(out)
    document = read(out.getvalue())
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)] == [
        ("概况", 1),
        ("职能", 2),
    ]


@pytest.mark.parametrize(
    ("header", "footer", "said"),
    [
        (paragraph("某局绩效自评报告"), "", ["某局绩效自评报告", "正文第一段"]),
        (paragraph("正文", "第一段"), "", ["正文第一段"]),
        ("", paragraph("第", field("PAGE", "3"), "页 共", field("NUMPAGES", "9"), "页"), ["正文第一段"]),
        ("", paragraph("— ", f'<w:fldSimple w:instr=" PAGE ">{run("3")}</w:fldSimple>', " —"), ["正文第一段"]),
        ("", paragraph("填报人：张三"), ["正文第一段", "填报人：张三"]),
    ],
    ids=["title", "repeated", "pages", "page", "signed"],
)  # fmt: skip
def test_headers_and_footers_only_if_the_body_lacks_them(
    header: str, footer: str, said: list[str]
) -> None:
    section = '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    data = docx(
        paragraph("正文第一段") + section,
        header=header or paragraph(),
        footer=footer or paragraph(),
    )
    assert lines(data) == said


STRICT = part("document", f"<w:body>{paragraph('甲')}</w:body>").replace(
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
MAIN = part("document", f"<w:body>{paragraph('甲')}</w:body>")


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": MAIN},
        {"word/document.xml": STRICT},
        {"word/document.xml": MAIN, "_rels/.rels": relations(("a", "officeDocument", "NULL"))},
        {"word/document.xml": MAIN, "word/_rels/document.xml.rels": relations(("a", "styles", "../NULL"), ("b", "image", "NULL"))},
        {"word/document.xml": MAIN, "[Content_Types].xml": b"<broken"},
        {"word/document.xml": MAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16")},
        {"word/document.xml": b"\xef\xbb\xbf" + MAIN},
    ],
    ids=["alone", "strict", "root-null", "part-null", "types", "utf16", "mark"],
)  # fmt: skip
def test_packages_that_word_opens_are_read(members: dict[str, bytes]) -> None:
    assert lines(package(members)) == ["甲"]


def test_a_damaged_part_is_a_note() -> None:
    data = package({"word/document.xml": MAIN, "word/styles.xml": b"<w:styles"})
    document = read(data)
    assert document.text == "甲\n"
    assert "word/styles.xml" in document.notes[0].en


ENTITIES = MAIN.replace(
    b"?>", b'?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>', 1
).replace("甲".encode(), b"&b;")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (package({"word/document.xml": b"<w:document"}), "not sound XML"),
        (package({"word/document.xml": b""}), "not sound XML"),
        (package({"word/document.xml": b"<a/>"}), "expected w:document"),
        (package({"word/document.xml": ENTITIES}), "DTD"),
        (package({"word/document.xml": part("document", "<w:body/>")}), "no text"),
        (package({"word/document.xml": part("document", "")}), "no text"),
        (docx(paragraph("<w:r><w:pict><v:imagedata/></w:pict></w:r>")), "only 1 pictures"),
        (docx(paragraph("甲"))[:-40], "zip"),
        (docx("<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200), "not sound XML"),
        (docx(table(*[row(cell("x", properties='<w:gridSpan w:val="9999"/>')) + row("a", "b")] * 2500)), "table cells"),
    ],
    ids=["cut", "empty", "other", "entities", "no-body-text", "no-body", "scan", "zip", "deep", "wide"],
)  # fmt: skip
def test_what_cannot_be_read_is_said(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read(data)
    assert said in caught.value.in_("en")
    assert caught.value.in_("zh").startswith("report.docx: ")
    assert caught.value.hint


def test_macros_and_other_names_change_nothing() -> None:
    made = python_docx.Document()
    made.add_paragraph("甲")
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert read_bytes(out.getvalue(), "a.docm").format == "docx"

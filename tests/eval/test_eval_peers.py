"""The glue between the peers and the score, without network and without the peers installed."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from eval.peers import __main__ as command
from eval.peers import asking, by_instructor, by_langextract, by_recognizers, narrative
from eval.peers.answers import Stated, amount_of, han_number, line
from eval.peers.by_jionlp import stated_of as jionlp_stated
from eval.peers.comparing import compare, of_all
from eval.peers.counting import CountingProxy, Usage, usage_of
from eval.peers.peer import AMOUNTS, Answer, Kind, Reading, ground, imported
from eval.peers.running import Export, read
from eval.peers.systems import NAMES, PEERS, states
from eval.reading import EvalError, Mention, Offsets, read_export
from eval.samples import SAMPLES, load

REQUIREMENTS = Path(by_langextract.__file__).with_name("requirements.txt")
RUN = "全年举办讲座36场，慰问困难职工28名。"
REPORT = (
    f"标题\t{RUN}\n≥80%\t2处 92% 3家 45% 78人 90宗\n群众满意度达97.5%，比上年提高3.1个百分点。\n"
)


# --- narrative: what a peer is given, and the way back ---


def test_narrative_is_long_runs_with_chinese_and_no_bare_values() -> None:
    told = narrative.of(REPORT)
    assert told.text.split("\n") == [RUN, "群众满意度达97.5%，比上年提高3.1个百分点。"]


@given(st.text(alphabet="数量指标预算完成36.5%场。，；\t\n x", max_size=400))
def test_every_place_in_the_narrative_reads_the_same_in_the_file(text: str) -> None:
    told = narrative.of(text)
    for start, end in told.chunks(40):
        assert end - start <= 40
        if (place := told.place(start, start + 1)) is not None:
            assert text[place.start : place.end] == told.text[start]
        else:
            assert told.text[start] == "\n"
    for start, run in told.each():
        place = told.place(start, start + len(run))
        assert place is not None and text[place.start : place.end] == run


@given(st.text(alphabet="数量36场。，；\n", max_size=300), st.integers(2, 60))
def test_chunks_cover_all_that_is_no_white_space(text: str, limit: int) -> None:
    told = narrative.of(text)
    joined = "".join(told.text[start:end] for start, end in told.chunks(limit))
    assert "".join(joined.split()) == "".join(told.text.split())


def test_lines_wrapped_by_force_are_one_run_and_cells_are_none() -> None:
    wrapped = "全年举办讲座和展览一共3\n6场，慰问困难职\n工28名。\n短句。\n  缩进\n"
    told = narrative.of(wrapped + "名称\t1\n")
    assert told.text == "全年举办讲座和展览一共3\n6场，慰问困难职\n工28名。"
    assert told.place(11, 15) == Offsets(11, 15)
    assert [text for _, text in told.each()] == [told.text]


def test_a_place_across_two_runs_is_none() -> None:
    told = narrative.of(REPORT)
    assert told.place(len(RUN) - 2, len(RUN) + 3) is None
    assert told.place(3, 3) is None


def test_every_gold_indicator_of_the_samples_is_in_the_narrative() -> None:
    """What a peer is not given it cannot find; none of the gold may be withheld."""
    for sample in load(SAMPLES):
        runs = narrative.of(sample.text).runs
        for mention in sample.labels.mentions:
            held = any(run.start <= mention.start and mention.end <= run.end for run in runs)
            assert held or not mention.indicator, (sample.report, mention)


# --- a peer's answer in the export's form ---


@pytest.mark.parametrize(
    ("stated", "value", "value_max", "unit"),
    [
        (Stated("36场", value="36", unit="场"), "36", None, "场"),
        (Stated("约1.2万人次", value="1.2", unit="万人次"), "1.2", None, "万人次"),
        (Stated("约1.2万人次", value="1.2万", unit="人次"), "1.2", None, "万人次"),
        (Stated("约1.2万人次", value="1.2万", unit="万人次"), "1.2", None, "万人次"),
        (Stated("约1.2万人次", value="12000", unit="人次"), "12000", None, "人次"),
        (Stated("12,345.67万元", value="12,345.67万元"), "12345.67", None, "万元"),
        (Stated("９７．５％", value="９７．５％"), "97.5", None, "%"),
        (Stated("8500余人次", value="8500", unit="余人次"), "8500", None, "人次"),
        (Stated("8500余人次"), "8500", None, "人次"),
        (Stated("3-5场", value="3-5", unit="场"), "3", "5", "场"),
        (Stated("30%至50%", value="30%至50%"), "30", "50", "%"),
        (Stated("三份", value="三", unit="份"), "3", None, "份"),
        (Stated("两万余户"), "2", None, "万户"),
        (Stated("百分之三十"), "30", None, "%"),
        (Stated("第4", value="4"), "4", None, ""),
        (Stated("3.1个百分点", value="3.1", unit="个百分点"), "3.1", None, "个百分点"),
        (Stated("下降5%", value="-5", unit="%"), "-5", None, "%"),
        (Stated("有关单位", value="若干", unit="个"), None, None, "个"),
    ],
)
def test_value_and_unit(stated: Stated, value: str, value_max: str | None, unit: str) -> None:
    expected = (value and Decimal(value), value_max and Decimal(value_max), unit)
    assert amount_of(stated) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("三百五十", 350),
        ("二〇二一", 2021),
        ("一千零八", 1008),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert han_number(text) == number


@given(st.builds(Stated, *[st.text(max_size=30)] * 7))
def test_any_answer_makes_a_line_that_the_score_can_read(stated: Stated) -> None:
    made = line("r.txt", REPORT, 3, 6, stated)
    assert Mention.model_validate_json(json.dumps(made)).text == REPORT[3:6]


def test_signs_are_brought_to_the_exports_and_words_are_not_judged() -> None:
    made = line("r.txt", REPORT, 3, 6, Stated("36场", op="≥", role=" Actual ", section="完成"))
    assert (made["op"], made["role"], made["section"]) == (">=", "actual", "完成")


# --- grounding by search, for the peer that gives no places ---


def test_quotes_are_found_in_order_each_place_once() -> None:
    told = narrative.of("参加讲座28名，慰问困难职工28名，其他人员共8名。")
    quotes = [Stated("28名"), Stated("28名"), Stated("8名"), Stated("29名"), Stated("")]
    found = ground(quotes, told, 0, len(told.text))
    assert [a.start for a in found.answers] == [4, 14, 23]
    assert found.ungrounded == 2


# --- each peer's own form ---


class _Status(Enum):
    EXACT = "match_exact"


def test_langextract_extractions_become_answers_and_none_is_dropped_unsaid() -> None:
    def extraction(interval: Any, attributes: Any) -> SimpleNamespace:
        return SimpleNamespace(
            extraction_text="36场", attributes=attributes, char_interval=interval,
            alignment_status=_Status.EXACT,
        )  # fmt: skip

    place = SimpleNamespace(start_pos=6, end_pos=9)
    nowhere = SimpleNamespace(start_pos=None, end_pos=None)
    attributes = {"name": "讲座场数", "value": "36", "unit": ["场", "次"], "op": None}
    reading = by_langextract.reading_of(
        [extraction(place, attributes), extraction(place, None), extraction(None, {}),
         extraction(nowhere, {})]
    )  # fmt: skip
    assert reading.answers == [
        Answer(6, 9, Stated("36场", "讲座场数", "36", "场、次")),
        Answer(6, 9, Stated("36场")),
    ]
    assert reading.ungrounded == 2
    assert reading.notes == {"match_exact": 2}


def test_recognizers_ends_are_inclusive_and_the_longest_hit_is_kept() -> None:
    def result(start: int, end: int, **resolution: str | None) -> SimpleNamespace:
        return SimpleNamespace(start=start, end=end, resolution=resolution)

    results = [  # of 投资1.70亿元，执行率96.6%，人民币
        result(2, 6, value="170000000"),
        result(2, 7, value="170000000", unit="Chinese yuan"),
        result(12, 15, value="96.6"),
        result(12, 16, value="96.6%"),
        result(18, 20, value=None, unit="Chinese yuan"),
    ]
    hits = [hit for each in results if (hit := by_recognizers.hit_of(each)) is not None]
    assert by_recognizers.longest(hits) == [(2, 8, "170000000", "元"), (12, 17, "96.6", "%")]


def test_jionlp_money_and_ranges() -> None:
    found = {"text": "1.2—1.5万元", "detail": {"num": ["12000.00", "15000.00"], "case": "元"}}
    assert amount_of(jionlp_stated(found)) == (Decimal("12000.00"), Decimal("15000.00"), "元")
    assert jionlp_stated({"text": "几元", "detail": {}}) == Stated("几元")


# --- what the model peers are told ---


def test_the_example_is_true_of_its_text_and_in_order() -> None:
    for example in asking.EXAMPLES:
        told = narrative.of(example.text)
        found = ground(example.found, told, 0, len(example.text))
        assert found.ungrounded == 0
        assert [a.start for a in found.answers] == sorted(a.start for a in found.answers)
        for stated in example.found:
            assert by_instructor.Item(**stated._asdict())  # its words are those of the form
            said = amount_of(Stated(stated.quote))
            assert amount_of(stated).value == said.value


def test_the_rules_name_every_word_of_the_form() -> None:
    schema = by_instructor.Item.model_json_schema()["properties"]
    rules = asking.RULES.format(quote="quote")
    for key, field in schema.items():
        assert key in rules
        assert all(word in rules for word in field.get("enum", ()))


def test_a_question_ends_with_the_text_alone() -> None:
    *_, answer, question = by_instructor.messages(RUN)
    assert question == {"role": "user", "content": RUN}
    assert by_instructor.Items.model_validate_json(answer["content"])


# --- counting ---


def _answered(**more: Any) -> dict[str, Any]:
    usage = {
        "prompt_tokens": 30,
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 20},
    }
    return {"choices": [{"finish_reason": "stop"}], "usage": usage, **more}


def test_the_proxy_passes_all_on_and_adds_up(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request(
        "/v1/chat/completions", method="POST", headers={"Authorization": "Bearer key"},
        data=RUN.encode(),
    ).respond_with_json(_answered())  # fmt: skip
    httpserver.expect_ordered_request("/v1/chat/completions").respond_with_json(
        _answered(choices=[{"finish_reason": "length"}])
    )
    httpserver.expect_ordered_request("/v1/chat/completions").respond_with_data("busy", status=503)
    with CountingProxy(httpserver.url_for("/v1")) as proxy:
        host, path = re.fullmatch(r"http://([^/]+)(/v1)", proxy.base_url).groups()  # type: ignore[union-attr]
        statuses = []
        for _ in range(3):
            connection = http.client.HTTPConnection(host, timeout=10)
            headers = {"Authorization": "Bearer key"}
            connection.request("POST", f"{path}/chat/completions", RUN.encode(), headers)
            answer = connection.getresponse()
            statuses.append(answer.status)
            answer.read()
            connection.close()
        assert statuses == [200, 200, 503]
        assert proxy.take() == Usage(3, 60, 40, 8, cut_off=1, refused=1)
        assert proxy.take() == Usage()
    httpserver.check()


@pytest.mark.parametrize("body", ["", "[]", '{"usage": null}', '{"choices": null}', "\xff"])
def test_an_answer_that_says_nothing_is_still_a_call(body: str) -> None:
    assert usage_of(200, body.encode("latin-1")) == Usage(calls=1)


# --- run, export, comparison ---


class _FindsTwo:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, told: narrative.Narrative) -> Reading:
        assert told.text
        return self._reading


@contextmanager
def _sample(folder: Path) -> Iterator[Any]:
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    start = REPORT.index("36场")
    gold = {"kind": "mention", "start": start, "end": start + 3, "text": "36场", "name": "举办讲座场数",
            "value": "36", "unit": "场", "op": "=", "role": "actual", "section": "completion"}  # fmt: skip
    label = json.dumps(gold, ensure_ascii=False)
    (folder / "a.labels.jsonl").write_text(f"{label}\n", encoding="utf-8")
    (sample,) = load(folder)
    yield sample


def test_a_peers_export_is_scored_and_what_it_does_not_state_is_null(tmp_path: Path) -> None:
    kind = Kind("recognizers", AMOUNTS, False, lambda _: _FindsTwo(Reading()), "a stand-in")
    at = RUN.index("36")
    reading = Reading(
        [
            Answer(at, at + 2, Stated("36", value="36")),
            Answer(len(RUN) - 1, len(RUN) + 2, Stated("x")),
        ],
        failed_chunks=1,
    )
    with _sample(tmp_path) as sample:
        found, row = read(kind, _FindsTwo(reading), sample, lambda: Usage(2, 10, 5, 3), None)
        Export(tmp_path / "out", resume=False).add(found, row)
        exported = read_export(tmp_path / "out")["a"]
        assert [REPORT[i.start : i.end] for i in exported.indicators] == ["36"]
        assert exported.row is not None
        assert (exported.row.status, exported.row.model_calls) == ("partial", 2)
        result = compare([sample], {"recognizers": tmp_path / "out"})["systems"]["recognizers"]
    metrics, cost = result["parts"]["own"]["metrics"], result["parts"]["own"]["cost"]
    assert (metrics["detection recall"]["hits"], metrics["detection recall"]["of"]) == (1, 1)
    assert metrics["value"]["hits"] == 1
    assert metrics["unit"]["hits"] == 0
    assert metrics["name"] is None
    assert metrics["name, of all"] is None
    assert (cost["prompt_tokens"], cost["ungrounded"], cost["failed_chunks"]) == (10, 1, 1)


def test_a_report_that_failed_is_read_again(tmp_path: Path) -> None:
    with _sample(tmp_path) as sample:
        out = tmp_path / "out"
        row = {"report": "a.txt", "status": "failed"}
        Export(out, resume=False).add([], row)
        assert not Export(out, resume=True).has(sample)
        Export(out, resume=True).add([], {**row, "status": "complete"})
        assert Export(out, resume=True).has(sample)
        assert not Export(out, resume=False).has(sample)
        assert len(read_export(out)) == 1


def test_money_is_counted_apart() -> None:
    def mention(start: int, text: str, value: str, unit: str) -> Mention:
        return Mention(
            start=start, end=start + len(text), text=text, value=Decimal(value), unit=unit
        )

    gold = [mention(0, "1.70亿元", "1.70", "亿元"), mention(10, "36场", "36", "场")]
    tallies = of_all(gold, [mention(0, "1.70亿元", "170000000.00", "元")])
    assert {name: (t.hits, t.of) for name, t in tallies.items()} == {
        "value+unit, of all": (1, 2),
        "role, of all": (1, 2),  # neither states one
        "name, of all": (0, 2),
        "money found": (1, 1),
        "money value+unit, of all": (1, 1),
    }


def test_a_peer_that_is_not_installed_is_said_so() -> None:
    with pytest.raises(EvalError, match=r"no_such_peer.*make peers"):
        imported("no_such_peer")


def test_the_command_says_what_stood_in_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["compare", "langextract", "--json", str(tmp_path / "p.json")]) == 1
    assert "expected NAME=DIR" in capsys.readouterr().err
    assert command.main(["compare", f"x={tmp_path}", "--json", str(tmp_path / "p.json")]) == 1
    assert "neither indicators.jsonl nor reports.jsonl" in capsys.readouterr().err


def test_the_comparison_is_printed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _sample(tmp_path):
        Export(tmp_path / "out", resume=False).add([], {"report": "a.txt", "status": "complete"})
        kept = tmp_path / "p.json"
        arguments = ["compare", f"jionlp={tmp_path / 'out'}", "--samples", str(tmp_path)]
        assert command.main([*arguments, "--json", str(kept)]) == 0
    printed = capsys.readouterr().out
    assert "0/1 = 0.000" in printed
    assert "not stated" in printed
    assert json.loads(kept.read_text(encoding="utf-8"))["systems"]["jionlp"]["missing"] == []


def test_requirements_are_pinned_and_name_every_peer() -> None:
    lines = [
        line.split("#")[0].strip() for line in REQUIREMENTS.read_text(encoding="utf-8").split("\n")
    ]
    pinned = [line for line in lines if line]
    assert all(re.fullmatch(r"[a-z-]+(\[[a-z]+\])?==[0-9a-z.]+", line) for line in pinned)
    versions = dict(re.sub(r"\[.*?\]", "", line).split("==") for line in pinned)
    for peer, package in (
        ("langextract", "langextract"),
        ("jionlp", "jionlp"),
        ("recognizers", "recognizers-text-suite"),
    ):
        assert versions[package] in PEERS[peer].about


def test_only_what_a_system_states_is_claimed() -> None:
    assert [name for name in NAMES if "name" not in states(name)] == ["recognizers", "jionlp"]

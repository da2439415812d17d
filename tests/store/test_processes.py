"""Four processes on one store at once: nothing is lost, and nobody is turned away."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from strategies import check, report

from extractor.records import Check
from extractor.store import DecisionStatus, Filters, Store, open_store

PROCESSES = 4
TIMES = 50
TEXT = "全年预算数16898.11万元，实际支出16045.66万元，预算执行率为93.95%。"


def checks() -> list[Check]:
    return [check(TEXT, "93.95", id=f"{number:016x}") for number in range(TIMES)]


def work(url: str, name: str) -> int:
    """Opens (and the first makes) the store; saves own and shared reports, decides, answers."""
    gone = 0
    with open_store(url) as store:
        answers = store.answers()
        for turn in range(TIMES):
            store.save(
                report(TEXT + f"{turn}", checks=checks()[: turn + 1]),
                key=name,
                prompt_version="",
                code_version="",
            )
            shared = report(TEXT, checks=checks()[turn : turn + 1])
            gone += store.save(shared, key="shared", prompt_version="", code_version="").gone
            findings = store.queue(Filters(reports=(name,), limit=1))
            store.decide(findings[0].id, DecisionStatus.CONFIRMED, f"{turn}", by=name)
            answers.put(
                f"{turn}", name, model="m", prompt="p", prompt_tokens=1, completion_tokens=1
            )
    return gone


def decide(url: str, name: str, ids: list[int]) -> None:
    with open_store(url) as store:
        for id_ in ids:
            store.decide(id_, DecisionStatus.DISMISSED, name, by=name)


def test_nothing_is_lost(url: str) -> None:
    names = [f"进程{number}" for number in range(PROCESSES)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        list(pool.map(work, [url] * PROCESSES, names))
        with open_store(url) as store:
            _each_has_its_own(store, names)
            shared = store.queue(Filters(reports=("shared",), present=None, statuses=()))
            assert len(shared) == TIMES
            assert len(store.load("shared").checks) == 1
            ids = [finding.id for finding in shared]
            list(pool.map(decide, [url] * PROCESSES, names, [ids] * PROCESSES))
            for id_ in ids:  # append-only: who comes last does not write over the others
                assert sorted(d.decided_by for d in store.history(id_)) == names


def _each_has_its_own(store: Store, names: list[str]) -> None:
    assert [r.report for r in store.reports()] == sorted([*names, "shared"])
    for name in names:
        mine = store.queue(Filters(reports=(name,), statuses=()))
        assert len(mine) == TIMES
        assert {f.decision.comment for f in mine if f.decision} == {str(n) for n in range(TIMES)}
    assert len(store.answers()) == TIMES


def test_threads_share_one_store(url: str) -> None:
    with open_store(url) as store:
        answers = store.answers()

        def put(number: int) -> str | None:
            key = str(number % 10)
            answers.put(key, key, model="m", prompt="p", prompt_tokens=1, completion_tokens=1)
            return answers.get(key)

        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(put, range(200)))
        assert got == [str(number % 10) for number in range(200)]
        assert len(answers) == 10

"""LangExtract 1.7.1: its own chunks, prompt, schema and alignment, with the tokenizer for Chinese.

Settings are its defaults but for: UnicodeTokenizer (its default tokenizer puts half of Chinese
quotes nowhere or at a wrong place), pieces of 260 characters, one worker (the server answers one
question at a time), temperature 0 and a limit of tokens for an answer. An extraction counts as
grounded where it has a `char_interval`, as its README says.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from eval.peers.answers import Stated
from eval.peers.asking import EXAMPLES, RULES
from eval.peers.narrative import CHUNK, Narrative
from eval.peers.peer import MAX_TOKENS, Answer, Model, Reading, imported

_CLASS = "数量"
_ATTRIBUTES = ("name", "value", "unit", "op", "role", "section")
_OMITTED = "Chunk omitted"  # how its log begins to say that an answer could not be parsed


class _Omitted(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += record.getMessage().startswith(_OMITTED)


@dataclass(slots=True)
class LangExtract:
    model: Model
    _lx: Any = field(init=False)
    _tokenizer: Any = field(init=False)
    _error: Any = field(init=False)

    def __post_init__(self) -> None:
        self._lx = imported("langextract")
        self._tokenizer = imported("langextract.core.tokenizer").UnicodeTokenizer()
        self._error = imported("langextract.core.exceptions").LangExtractError

    def read(self, narrative: Narrative) -> Reading:
        if not narrative.text:
            return Reading()
        omitted = _Omitted()
        log = logging.getLogger("absl")
        log.addHandler(omitted)
        try:
            document = self._extract(narrative.text)
        except self._error as error:
            return Reading(failure=f"{type(error).__name__}: {error}"[:300])
        finally:
            log.removeHandler(omitted)
        reading = reading_of(document.extractions or ())
        reading.failed_chunks = omitted.count
        return reading

    def _extract(self, text: str) -> Any:
        lx = self._lx
        config = lx.factory.ModelConfig(
            model_id=self.model.name,
            provider="OpenAILanguageModel",
            provider_kwargs={
                "base_url": self.model.base_url,
                "api_key": self.model.api_key,
                "temperature": 0.0,
                "max_workers": 1,
                "max_output_tokens": MAX_TOKENS,
            },
        )
        return lx.extract(
            text_or_documents=text,
            prompt_description=RULES.format(quote=_CLASS),
            examples=[
                lx.data.ExampleData(
                    text=example.text,
                    extractions=[self._example(stated) for stated in example.found],
                )
                for example in EXAMPLES
            ],
            config=config,
            max_char_buffer=CHUNK,
            batch_length=1,
            max_workers=1,
            tokenizer=self._tokenizer,
            show_progress=False,
        )

    def _example(self, stated: Stated) -> Any:
        return self._lx.data.Extraction(
            extraction_class=_CLASS,
            extraction_text=stated.quote,
            attributes={key: getattr(stated, key) for key in _ATTRIBUTES},
        )


def reading_of(extractions: Any) -> Reading:
    """Its `Extraction` objects as answers; those without an interval are ungrounded."""
    reading = Reading()
    how: Counter[str] = Counter()
    for extraction in extractions:
        interval = extraction.char_interval
        if interval is None or interval.start_pos is None or interval.end_pos is None:
            reading.ungrounded += 1
            continue
        status = extraction.alignment_status
        how[str(getattr(status, "value", status))] += 1
        stated = stated_of(extraction.extraction_text, extraction.attributes)
        reading.answers.append(Answer(interval.start_pos, interval.end_pos, stated))
    reading.notes = dict(sorted(how.items()))
    return reading


def stated_of(quote: str, attributes: Any) -> Stated:
    """An attribute may be a string, a list of strings, null or absent."""
    given = attributes if isinstance(attributes, dict) else {}
    return Stated(str(quote), *(_word(given.get(key)) for key in _ATTRIBUTES))


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)

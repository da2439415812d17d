"""What models said, by who asked what: asked again, nothing is sent and nothing is paid.

The key is made by who asks, from all that an answer depends on (model, prompt and its
version, form, parameters). Each call is one small transaction, and threads may share one
`AnswerStore`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import sessionmaker

from extractor.errors import StoreError
from extractor.records import Text
from extractor.store.opening import CHECK_DISK, reading, writing
from extractor.store.rows import AnswerRow


class AnswerStore:
    def __init__(self, engine: Engine) -> None:
        self._read = sessionmaker(reading(engine))
        self._write = sessionmaker(writing(engine))

    def get(self, key: str) -> str | None:
        """Raises `StoreError` where the database cannot be read."""
        try:
            with self._read() as session:
                return session.scalar(select(AnswerRow.answer).where(AnswerRow.key == key))
        except DBAPIError as error:
            raise _failed(error) from error

    def put(
        self,
        key: str,
        answer: str,
        *,
        model: str,
        prompt: str,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        """An answer that is there is replaced: who asks again found it of no use."""
        row = AnswerRow(
            key=key,
            answer=answer,
            model=model,
            prompt=prompt,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            answered_at=datetime.now(UTC),
        )
        try:
            with self._write.begin() as session:
                session.merge(row)
        except IntegrityError:
            return  # another process answered the same between the look and the commit
        except DBAPIError as error:
            raise _failed(error) from error

    def __len__(self) -> int:
        with self._read() as session:
            return session.scalar(select(func.count()).select_from(AnswerRow)) or 0


def _failed(error: DBAPIError) -> StoreError:
    return StoreError(
        Text(
            f"模型回答的缓存无法使用:{str(error.orig).strip()}",
            f"the cache of answers cannot be used: {str(error.orig).strip()}",
        ),
        hint=CHECK_DISK,
    )

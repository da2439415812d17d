"""Figures of prose that were worked out from others: cues, search for operands, judging."""

from extractor.checking.derived.anywhere import anywhere
from extractor.checking.derived.judging import derived
from extractor.checking.derived.products import products
from extractor.checking.derived.relisted import relisted
from extractor.checking.derived.series import series

__all__ = ["anywhere", "derived", "products", "relisted", "series"]

"""Every quantity of a text, found by rules: span, exact value, unit, bound, kind."""

from extractor.quantities.cells import parse_value
from extractor.quantities.tagger import tag

__all__ = ["parse_value", "tag"]

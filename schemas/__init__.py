"""Forms that a model answers, and the contract of the exported files."""

from .labels import NAME_LIMIT, LabelForm, form_for, keys_of
from .statements import ProblemForm, StatementsForm

__all__ = ["NAME_LIMIT", "LabelForm", "ProblemForm", "StatementsForm", "form_for", "keys_of"]

"""What each quantity measures: by an endpoint's model, the embedded model, or rules.

`choose_backend` says which; each is a `Labeller`. `endpoint` and `local` are imported by those
who open one (`open_labeller`), since the model clients take a second to import.
"""

from extractor.labelling.backend import BACKENDS, Backend, Choice, Wish, choose_backend
from extractor.labelling.cache import AnswerCache, MemoryCache
from extractor.labelling.contract import Label, Labelled, Labeller, Looked, Stated
from extractor.labelling.unaided import Prose

__all__ = [
    "BACKENDS",
    "AnswerCache",
    "Backend",
    "Choice",
    "Label",
    "Labelled",
    "Labeller",
    "Looked",
    "MemoryCache",
    "Prose",
    "Stated",
    "Wish",
    "choose_backend",
]

"""Names and roles by a small trained network, on top of what the rules say.

The rules know the language's devices one by one; which words of a sentence an auditor would put
into a name, and what a figure is there for, is a matter of many weak signs at once. The network
weighs them. It only marks words of the report: a name is made of the report's own words, with at
most a measure noun at its end, and no number is ever read by it.
"""

from extractor.labelling.marking.naming import Marked, marked
from extractor.labelling.marking.network import WITH_STATES, digest
from extractor.labelling.marking.window import Guess, Window, windows

__all__ = ["WITH_STATES", "Guess", "Marked", "Window", "digest", "marked", "windows"]

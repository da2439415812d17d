"""Tables: ragged rows to a grid with the role of every cell, and the grid to facts.

`kinds` says what a cell holds, `lexicon` what headers mean, `columns` and `alignment` which
cell belongs under which header, `matrix` reads blocks of amounts, `groups` spreads labels
over their span, `layout` walks the rows, `facts` writes down what was found.
"""

from extractor.tables.facts import facts
from extractor.tables.layout import lay_out

__all__ = ["facts", "lay_out"]

"""Reads budget-performance self-evaluation reports and checks what they say against itself."""

__version__ = "0.1.0"

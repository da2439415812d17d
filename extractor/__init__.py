"""Reads budget-performance self-evaluation reports and checks what they say against itself."""

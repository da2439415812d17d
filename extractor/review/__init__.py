"""Findings before a person: the queue at a terminal, and one report as a whole."""

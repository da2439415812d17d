"""Forms that a model answers, and the contract of the exported files."""

"""Prompt templates, <task>.v<N>.jinja; read through extractor.labelling.prompting."""

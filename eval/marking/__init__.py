"""Training of the network of `extractor.labelling.marking`, and what it is worth on new text."""

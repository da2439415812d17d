"""How well the product reads: labelled samples, metrics, a score. Not installed with it."""

"""Tools of the checkout, run as `python scripts/x.py` or by make. Not installed."""

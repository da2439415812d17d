"""Other systems on the same reports, with the same model and the same metrics (README.md)."""

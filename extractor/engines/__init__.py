"""Many reports: what to run, in what order, and what came of each.

`finding.py` turns what a user typed into jobs with stable keys; `local.py` runs them on this
machine. An engine never raises for one bad report: its outcome carries the error.
"""

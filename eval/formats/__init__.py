"""The sample reports in every format that the product reads, and how much each reading differs.

The reports of `eval/samples` are text. Offices hand in Word, Excel, PDF, scans and web pages, so
the same reports are written in those formats as an office would (`making.py`), read by the
product, and what comes of them is held against what comes of the text (`comparing.py`).
"""

"""Spreadsheets: a thin module for each format, one form for all of them, one way to blocks.

`form.py` is what a module hands on, `blocks.py` cuts a sheet into paragraphs and tables,
`number_formats.py` shows stored numbers as the spreadsheet program does.
"""

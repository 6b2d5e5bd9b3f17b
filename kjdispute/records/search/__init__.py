"""Search in three scripts: one tokeniser in Python, and what each database keeps of its tokens.

`tokens` takes text apart, `documents` says what of a record can be found, `index` keeps it, `queries` reads what a
reader asks, `results` and `pages` answer.
"""

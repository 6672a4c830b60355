"""Random quantized models of one operator each, and what LiteRT makes of them.

`make_integer_fixtures.py` is the entry.
"""

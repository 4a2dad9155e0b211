"""Layout 1 of what is sealed: forms 1, 2 and 7 to 10 as schema 7 printed them; nothing here changes any more.

What is sealed under a layout is reprinted in it for good, byte for byte. What these forms take from elsewhere
(the engine, `forms/parts.py`, words of `rules`) may grow, but what comes of it here may not: where
`tests/printing/forms/test_frozen.py` says that it would, the value there was moves into this folder.
"""

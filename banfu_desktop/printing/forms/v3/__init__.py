"""Layout 3: a paper says what was approved and when it was sealed, in type of ten points and more.

What is sealed under a layout is reprinted in it for good, byte for byte: nothing here changes any more.
"""

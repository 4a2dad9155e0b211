"""Layout 2 of the subsidy's papers: layout 1 with what a sheet sealed on its own says of itself.

What is sealed under a layout is reprinted in it for good, byte for byte: nothing here changes any more.
"""

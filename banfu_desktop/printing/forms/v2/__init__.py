"""Layout 2: of the subsidy a payer's own sheet with number, version and a column of 补发扣回; the work log.

What is sealed under a layout is reprinted in it for good, byte for byte: nothing here changes any more.
"""

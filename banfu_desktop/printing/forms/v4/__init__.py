"""Layout 4: official papers on a GB/T 9704 page (the half-year report); everything else is as in layout 3.

What was sealed under it is printed by these forms for good.
"""

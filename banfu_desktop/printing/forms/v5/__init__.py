"""Layout 5: the name, the date and so the seal of a report never stand on a page without text (GB/T 9704).

Everything else is as in layout 4. What was sealed under it is printed by these forms for good.
"""

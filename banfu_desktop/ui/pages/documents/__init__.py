"""The page of documents: the register, the half-year report, items of plans."""

"""The page of pairings."""

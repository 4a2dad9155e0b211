"""The page of time limits."""

"""The page of office."""

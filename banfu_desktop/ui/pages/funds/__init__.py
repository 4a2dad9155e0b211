"""The page of funds."""

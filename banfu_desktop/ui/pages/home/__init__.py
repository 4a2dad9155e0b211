"""The page of home."""

"""The page of insurance."""

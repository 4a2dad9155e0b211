"""The page of assets."""

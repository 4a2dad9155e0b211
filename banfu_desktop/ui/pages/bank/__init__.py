"""The page of bank."""

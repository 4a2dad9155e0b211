"""The page of backup."""

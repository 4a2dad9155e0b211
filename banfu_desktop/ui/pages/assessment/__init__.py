"""The page of the assessment room, and its parts."""

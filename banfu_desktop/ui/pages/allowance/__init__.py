"""The page of the allowance room, and its deeds."""

"""The page of the rotation room, and its parts."""

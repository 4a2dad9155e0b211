"""The rooms of a county's window."""

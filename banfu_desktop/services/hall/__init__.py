"""The halls: what all rooms give together – home, lists, papers, search."""

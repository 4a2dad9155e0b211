"""社会帮扶: what others gave, and the project library."""

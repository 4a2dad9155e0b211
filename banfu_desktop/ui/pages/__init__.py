"""The pages of the window, one module a room; they never import each other."""

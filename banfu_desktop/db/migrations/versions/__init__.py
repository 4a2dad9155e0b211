"""One module a step; released steps never change."""

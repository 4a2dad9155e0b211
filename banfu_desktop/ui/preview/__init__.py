"""Papers on screen, as they will be printed."""

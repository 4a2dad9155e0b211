"""The frame of the window: shell, navigation, palette, locking, first pages."""

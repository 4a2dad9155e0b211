"""The window: one frame, one list page, one record form, one declaration of commands."""

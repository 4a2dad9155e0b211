"""What the notice and the office decide, as pure functions: no files, no clock, no window, no database."""

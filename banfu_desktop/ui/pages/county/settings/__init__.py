"""设置: deadlines, calendar, keys of the county."""

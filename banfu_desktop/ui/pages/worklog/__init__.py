"""工作日志: the week, the month's list, the duties of a year."""

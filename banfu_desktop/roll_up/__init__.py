"""The county's wing: facts of many towns side by side, in a database apart from any office's."""

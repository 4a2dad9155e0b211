"""备份销毁: copies of the county's data, packages kept long enough."""

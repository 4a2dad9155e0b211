"""What every page is made of: lists, records, grids, commands."""

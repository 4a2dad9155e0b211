"""表册: the county's tables, on paper and as a spreadsheet."""

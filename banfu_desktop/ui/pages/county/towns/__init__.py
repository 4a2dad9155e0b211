"""镇街名册: the list of towns, whom to ring, the county file."""

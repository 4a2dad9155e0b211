"""操作留痕: the deeds of the county's desk."""

"""The steps of the county's schema, a module each."""

"""收件箱: packages that have come."""

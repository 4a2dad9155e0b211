"""The county's desk: what comes from the towns, what it comes to, what goes back."""

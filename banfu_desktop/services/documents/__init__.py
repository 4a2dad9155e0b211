"""The documents room: what came in and went out, half-year reports, plans with their items."""

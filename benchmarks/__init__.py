"""How fast the program is, as ratios: each figure against a floor or a peer measured in the same run."""

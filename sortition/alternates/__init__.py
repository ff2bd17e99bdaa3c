"""Who stands by when people of a panel drop out, and who of them comes in."""

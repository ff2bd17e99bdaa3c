"""Who leaves, who stays, and what is left to draw from (docs/format.md §23)."""

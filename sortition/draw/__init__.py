"""Tickets, unbiased numbers, and the draw itself."""

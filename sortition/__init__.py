"""Draw a citizens' panel by lot: exactly fair, proved, and checkable by anyone."""

__version__ = "0.1.0"

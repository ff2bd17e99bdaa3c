"""The command line: the only place that prints, parses options and looks at a clock."""

from sortition.commands.program import main

__all__ = ["main"]

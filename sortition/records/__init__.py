"""The records: frozen, checked on the way in, knowing nothing of files or solvers."""

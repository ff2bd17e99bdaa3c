"""A draw on disk: the bytes of every file (docs/format.md) and the folder that holds them."""

"""The independent verifier: standard library only, nothing of ours (docs/format.md §8)."""

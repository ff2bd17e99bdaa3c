"""Cuts solved again by another solver than the one that found them (docs/format.md 6.2, V23).

Beside the verifier, which has the standard library only: whoever asks for this step has PuLP.
"""

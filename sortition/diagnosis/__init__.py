"""Why quotas cannot be met by a pool, whom they exclude, and the smallest changes that help.

``clashes`` finds what cannot go together, ``exclusions`` who is in no panel, ``changes`` the
smallest changes. What a solver says is proved in whole numbers before it is used.
"""

from sortition.diagnosis.diagnose import diagnose

__all__ = ["diagnose"]

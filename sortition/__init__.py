"""Draw a citizens' panel by lot: exactly fair, proved, and checkable by anyone.

The jobs are the functions of :mod:`sortition.steps`: ``check``, ``draw``, ``verify``, ``rerun`` and
``demo``. They are not repeated here: ``sortition.draw`` and ``sortition.verify`` are packages, and
``import sortition.verify.checks`` must stay free of solvers.
"""

__version__ = "0.1.0"

"""What an organiser should think about before a draw: remarks about a pool and its quotas.

Nothing here is an error, and nothing changes a draw. ``advise`` gathers: ``room`` (is the pool
large enough?), ``skew`` (is it like the population?), ``answers`` (who gave none?), ``doubles``
(did somebody register twice?).
"""

from sortition.advice.gather import advise

__all__ = ["advise"]

"""Everything that can be said about quotas and a pool before anything is sealed."""

from __future__ import annotations

from sortition.diagnosis.changes import alternatives
from sortition.diagnosis.clashes import find_clash
from sortition.diagnosis.exclusions import exclusions
from sortition.lottery.integer import Panels
from sortition.lottery.system import System
from sortition.records.diagnosis import Diagnosis
from sortition.records.progress import Listener, silent
from sortition.records.space import Space


def diagnose(space: Space, listen: Listener = silent) -> Diagnosis:
    """The clash, or the people whom no panel can hold; and the smallest changes that help."""
    if Panels(System.of(space)).any() is None:
        return Diagnosis(
            clash=find_clash(space), exclusions=(), alternatives=alternatives(space, listen)
        )
    excluded = exclusions(space, listen)
    return Diagnosis(
        clash=None,
        exclusions=excluded,
        alternatives=alternatives(space, listen) if excluded else (),
    )

"""Maximin over panels: the smallest chance as large as any lottery makes it.

It is the first level of leximin over panels, with its proof. Of all mixtures that keep to it, on
the face that it leaves, the one with the largest product of chances is taken; of that nothing is
claimed.
"""

from __future__ import annotations

import numpy as np

from sortition.lottery.columns.blend import Region
from sortition.lottery.columns.blended import Columns
from sortition.lottery.columns.filled import Inside, filled
from sortition.lottery.faces import Faces
from sortition.lottery.linear import INFINITY
from sortition.lottery.mixtures import mean_of
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.optimum import chances_of
from sortition.lottery.reached import Reached, Start
from sortition.records.progress import Listener


def maximin(start: Start, listen: Listener) -> Reached:
    """The best lottery over panels. Raises SolverError when the level cannot be proved."""
    faces = Faces(start)
    start.began(faces.standing)
    faces.floor(listen)
    zero = [level for level in faces.levels if not level.chance]
    level = faces.levels[len(zero)]
    seated = np.flatnonzero(start.seated)
    counts = np.array(start.system.counts, dtype=np.float64)[seated]
    region = Region(
        counts=counts,
        low=counts * float(level.chance),
        high=np.full(len(counts), INFINITY),
        held=~faces.open[seated],
    )
    fixed = seated[region.held].tolist()
    panels, weights = faces.master.mixture()
    mixture = filled(
        Columns(faces.panels, seated, panels),
        Inside(region=region, weights=weights),
        {t: start.system.counts[t] * level.chance for t in fixed},
        listen,
    )
    return Reached(
        optimum=Optimum(chances=chances_of(start.system, mean_of(mixture)), levels=(*zero, level)),
        cuts=tuple(cut for cut in faces.cuts if cut.after == len(zero)),
        combination=mixture,
    )

"""What a method leaves open is filled: the largest product of chances on the face that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sortition.lottery.columns.blend import Region
from sortition.lottery.columns.blended import Columns, Search
from sortition.lottery.linear import Floats
from sortition.lottery.mixtures import Mixture, near_mixture
from sortition.records.progress import Listener

_GAIN = 1e-4
"""Nothing is claimed of the filling: this much more could be gained, of a sum of logarithms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Weights of the columns that keep to the region, with room to spare for whoever is not held.

    The profiles of the region are those of the columns.
    """

    region: Region
    weights: Floats


def filled(
    columns: Columns, inside: Inside, held: Mapping[int, Fraction], listen: Listener
) -> Mixture:
    """A mixture of panels of a face, in fractions, in which ``held`` profiles have these seats."""
    weights = Search(columns, inside.region, inside.weights).to_the_end(_GAIN, listen)
    return near_mixture(columns.panels, weights, held)

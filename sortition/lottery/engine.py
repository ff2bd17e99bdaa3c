"""The engine's one way through: chances, proof, panels, people (docs/decisions/0005 and 0006)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from sortition.draw.tickets import turns_of
from sortition.errors import SolverError, StoppedError, Text, UsageError
from sortition.lottery.clash import clash
from sortition.lottery.columns import reach
from sortition.lottery.faces import Faces
from sortition.lottery.integer import Panels
from sortition.lottery.levels import Chances
from sortition.lottery.linear import Integers
from sortition.lottery.long_list import LAST, LIST, profile_seats, weave_long
from sortition.lottery.mix import groups_of, mix
from sortition.lottery.mixtures import (
    Combination,
    Known,
    Mixture,
    combination_of,
    exact_mixture,
    sparse,
)
from sortition.lottery.objectives import Optimum, optimise
from sortition.lottery.reached import Found, Settled, Standing, Start
from sortition.lottery.realise import Realiser
from sortition.lottery.seatable import unseatable
from sortition.lottery.seating import seat_blocks, seat_queues
from sortition.lottery.spread import measure
from sortition.lottery.stopped import Counting, as_list, chances_of_list, highest, words_of
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.lottery.units import MOST_UNITS, enough_units
from sortition.records.lottery import (
    Certificate,
    Counts,
    Cut,
    CutReason,
    Interval,
    Level,
    Lottery,
    Method,
    Reach,
)
from sortition.records.panels import Block
from sortition.records.panels import Panels as NumberedPanels
from sortition.records.progress import Listener, Moment, silent
from sortition.records.space import Space

_FIRST_PROFILES = 64
"""Up to so many profiles it is settled first, exactly, whether panels can reach the chances."""
_EXACT_PROFILES = 500
"""Up to so many profiles exact weights for the panels are looked for once the list is there."""
_LISTED = (10**3, 10**4, 10**5)
"""Lengths of the list of a computation that was ended: more would take long after the end."""
_HOPEFUL = 0.9
"""With a larger part of the list left open, panels hardly reach the chances."""
_NEARLY, _FEW, _SOON = 0.3, 100, 48
"""With at most this part left open, and so few seats wrong when that is filled, panels composed
again put a list right within so many attempts in a row, or else it is left for later."""
_SHOWN = 10**5
"""A proved interval is shown in thousandths of a percent, rounded outwards."""
_NO_WEIGHTS = Text("Weights are taken into account by the methods leximin and maximin only.")
_UNDRAWN = "sortition cost"
"""In place of public value A where nothing is drawn: any value serves."""
_PATIENCE = (100, 300, 1000)
"""Attempts in vain before a list is given up, when it is known that panels reach the chances."""


def find_panel(space: Space, listen: Listener = silent) -> Counts:
    """Some panel that meets every quota, as seats per profile.

    Raises NoPanelError, which names the clash.
    """
    listen(Moment(stage=Text("Looking for a panel that meets the quotas")))
    space = space.unweighed
    panel = Panels(System.of(space)).any()
    if panel is None:
        raise clash(space)
    return sparse(panel)


def fair_lottery(
    space: Space,
    *,
    construction: str,
    units: int | None = None,
    method: Method = Method.LEXIMIN,
    allowed: Fraction | None = None,
    moments: int | None = None,
    listen: Listener = silent,
) -> Lottery:
    """The best lottery of a space, realised as M numbered panels, with its certificate.

    ``method`` says what is best (docs/decisions/0007-objectives.md). ``construction`` is public
    value A (docs/format.md §3); ``units`` is M, by default as in 5.3 there. Raises NoPanelError
    when no panel exists, SolverError when a proof could not be completed, StoppedError when
    ``listen`` ended it, UsageError for weights with a method that knows none.

    With ``allowed`` (leximin and maximin) a computation that is ended gives the best lottery so far
    if no other can have a smallest chance that is larger by more than this. ``moments`` ends it at
    that sign of life, and nowhere else.
    """
    if space.quotas.weights and method not in (Method.LEXIMIN, Method.MAXIMIN):
        raise UsageError(_NO_WEIGHTS)
    counting = Counting(listen, moments)
    search = _Search(space, construction, units, method, counting)
    try:
        return search.run()
    except StoppedError as error:
        best = search.best_so_far(allowed or Fraction(0), counting.moments)
        if best is None:
            raise
        in_place = moments is None or counting.moments == moments
        if allowed is not None and best.certificate.gap <= allowed and in_place:
            return best
        raise StoppedError(error.text, best=words_of(best)) from None


def fair_chances(
    space: Space, *, construction: str, method: Method, listen: Listener = silent
) -> tuple[Optimum, tuple[Cut, ...]]:
    """The exact chances of :func:`fair_lottery` with their proof, without the list of people.

    Panels are composed only to see that they reach the chances; what they are is not kept.
    """
    search = _Search(space, construction, None, method, listen)
    found = search.settle()
    return found.optimum, search.cuts


def smallest_chance(space: Space, listen: Listener = silent) -> Level:
    """The smallest chance above 0, as large as any lottery makes it, with its proof.

    The first level of leximin with anybody in it; a row of its multipliers beyond those of the
    space is a cut. Raises as :func:`fair_chances` does.
    """
    return _Search(space, _UNDRAWN, LIST, Method.MAXIMIN, listen).smallest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relaxed:
    """The best chances of the relaxation, and a list of panels as far as it came (None: not begun).

    ``reached``: the list is complete, so panels have these chances.
    """

    system: System
    proved: Optimum
    begun: Realiser | None = None
    reached: bool = False


class _Search:
    """Whom no panel can hold is cut off; then chances are the relaxation's, or those of panels."""

    def __init__(
        self,
        space: Space,
        construction: str,
        units: int | None,
        method: Method,
        listen: Listener,
    ) -> None:
        self.space = space
        self.construction = construction
        self.units = units
        self.method = method
        self._listener = listen
        self.low = Fraction(0)
        self.high = Fraction(1)
        self.system = System.of(space)
        self.cuts: tuple[Cut, ...] = ()
        self.known = Known()
        self.blocks: list[Block] | None = None
        self._relaxed: Optimum | None = None
        # Only these two methods make the smallest chance as large as it can be.
        both = method in (Method.LEXIMIN, Method.MAXIMIN)
        self._tells_smallest = both and not space.quotas.weights
        self._standing: Standing | None = None
        self._woven = 0

    def best_so_far(self, allowed: Fraction, moments: int) -> Lottery | None:
        """The lottery to which the computation has come; None while some may be in no panel."""
        if self._relaxed is None or not self._tells_smallest:
            return None
        self._listener = silent
        self.blocks = None
        zero = tuple(level for level in self._relaxed.levels if not level.chance)
        found = self._standing() if self._standing else self._first_found(self._relaxed)
        seated = [chance > 0 for chance in self._relaxed.chances.values]
        cuts = tuple(c for c in self.cuts if c.reason is CutReason.UNSEATABLE) + found.cuts
        system = self.system.with_cuts(cuts)
        for units in (self.units,) if self.units else _LISTED:
            listed = as_list(found.panels, found.weights, units)
            chances = chances_of_list(system, listed)
            low = min(chance for chance, on in zip(chances, seated, strict=True) if on)
            if low and (self.units or enough_units(_smallest(Chances.of(chances))) <= units):
                break
        else:
            return None
        self.cuts = cuts
        interval = Interval(
            allowed=allowed,
            low=low,
            high=highest(system, seated, found.multipliers),
            multipliers=found.multipliers,
            moments=moments,
        )
        optimum = Optimum(chances=Chances.of(chances), levels=zero)
        mixture = tuple((Fraction(times, units), panel) for panel, times in listed)
        return self._finish(
            Settled(optimum=optimum, taken=listed, combination=combination_of(mixture)),
            interval,
        )

    def _first_found(self, relaxed: Optimum) -> Found:
        """Before the search over panels: all known panels alike, and the relaxation's bound."""
        panels = self.known.values()
        level = next(level for level in relaxed.levels if level.chance)
        return Found(
            panels=panels,
            weights=np.full(len(panels), 1 / len(panels)),
            cuts=(),
            multipliers=level.multipliers,
        )

    def _began(self, standing: Standing) -> None:
        self._standing = standing

    def listen(self, moment: Moment) -> None:
        """Pass on how far the search is, with what is proved so far about the smallest chance."""
        if self._tells_smallest:
            stage = Text(
                "{stage}. Proved so far: the smallest chance is between {low:.3%} and {high:.3%}",
                stage=moment.stage,
                low=Fraction(floor(self.low * _SHOWN), _SHOWN),
                high=Fraction(ceil(self.high * _SHOWN), _SHOWN),
            )
            moment = replace(moment, stage=stage)
        self._listener(moment)

    def run(self) -> Lottery:
        """Chances and panels, then people."""
        return self._finish(self.settle())

    def settle(self) -> Settled:
        """Chances, and panels that have them."""
        found = self._relax(listed=True)
        if found.begun and found.reached:
            taken = found.begun.walk.taken
            return Settled(optimum=found.proved, taken=taken, combination=None)
        return self._over_panels(found)

    def smallest(self) -> Level:
        """The level of the smallest chance above 0."""
        return Faces(self._start(self._relax(listed=False))).first(self.listen)

    def _relax(self, *, listed: bool) -> _Relaxed:
        """The best chances of the relaxation, with a cut for everybody whom no panel can hold.

        ``listed``: a list that is nearly complete is completed.
        """
        # Weaving a list is in vain once a cut was needed, or when hardly a panel came out before.
        hopeful = len(self.system.counts) > _FIRST_PROFILES
        while True:
            system = self.system.with_cuts(self.cuts)
            proved = self._prove(system)
            mean = proved.chances.mean(system)
            realiser = None
            if hopeful and not self._has_true_cuts:
                realiser = self._begin(system, proved, 0)
                hopeful = realiser.walk.left <= _HOPEFUL * realiser.units
                if listed and self._complete(realiser):
                    self._tell(realiser.smallest_chance(), _smallest(proved.chances))
                    return _Relaxed(system=system, proved=proved, begun=realiser, reached=True)
                self._note(proved.chances)
            unseatable = self._cover(mean)
            if unseatable:
                self.cuts += unseatable
                continue
            self._note(proved.chances)
            self._relaxed = proved
            return _Relaxed(system=system, proved=proved, begun=realiser)

    def _complete(self, woven: Realiser) -> bool:
        """Whether the panels that did not come out can soon be replaced by others."""
        if not woven.walk.left:
            return True
        if woven.walk.left > _NEARLY * woven.units:
            return False
        known = self.known.values()
        if not woven.fill(known, self.listen):
            return False
        woven.trade(known, self.listen)
        return woven.excess() <= _FEW and woven.even_out(_SOON, self.listen)

    def _start(self, found: _Relaxed) -> Start:
        return Start(
            system=found.system,
            relaxed=found.proved,
            known=self.known.values(),
            tell=self._tell,
            weave=self._columns,
            began=self._began,
        )

    def _over_panels(self, found: _Relaxed) -> Settled:
        """The best of the lotteries themselves, and panels for it."""
        reached = reach(self.method, self._start(found), self.listen)
        for panel in (*(panel for _, panel in reached.combination), *reached.panels):
            self.known.add(panel)
        same = reached.optimum.chances == found.proved.chances
        self.cuts += reached.cuts
        system = self.system.with_cuts(self.cuts)
        return self._settled(
            system, reached.optimum, reached.combination, found.begun if same else None
        )

    def _settled(
        self, system: System, optimum: Optimum, mixture: Mixture, begun: Realiser | None
    ) -> Settled:
        """The chances are reachable: realise them, with as many units as that takes."""
        taken = self._realise(system, optimum, mixture, begun)
        if taken is None:
            taken = self._whole(mixture)
        if taken is None:
            raise SolverError(
                Text("The chances are proved, but no list of numbered panels was found for them.")
            )
        return Settled(optimum=optimum, taken=taken, combination=combination_of(mixture))

    def _tell(self, low: Fraction, high: Fraction) -> None:
        """What is proved of the smallest chance."""
        self.low, self.high = max(self.low, low), min(self.high, high)

    def _prove(self, system: System) -> Optimum:
        found = optimise(self.method, system, self.listen)
        if found is None:
            raise clash(self.space.unweighed)
        return found

    def _begin(self, system: System, proved: Optimum, attempt: int) -> Realiser:
        """A list of panels, woven as far as that goes."""
        mean = proved.chances.mean(system)
        units = self.units or enough_units(min(c for c in self._real(proved) if c > 0))
        stream = Stream(self.construction, f"panels {attempt}")
        plain = system.plain(self.space)
        realiser = Realiser(plain, mean, units, stream)
        if self._has_true_cuts:
            return realiser  # woven panels would not keep to the cuts
        if units <= LAST:
            self._weave(realiser)
            return realiser
        self.blocks = weave_long(self.space, self._real(proved), units, stream, self.listen)
        if self.blocks is not None:
            realiser.walk.given = profile_seats(self.space, self.blocks)
            realiser.walk.left = 0
            return realiser
        # A short list says which panels there are; the places of a long one are filled from them.
        self._weave(Realiser(plain, mean, LIST, stream))
        return realiser

    def _columns(self, mean: tuple[Fraction, ...]) -> list[Integers]:
        """Panels woven around a mean, for a search over panels: as many as come out."""
        self._woven += 1
        stream = Stream(self.construction, f"columns {self._woven}")
        system = self.system.with_cuts(self.cuts)
        realiser = Realiser(system.plain(self.space), mean, LIST, stream)
        realiser.weave(groups_of(self.space), self.listen)
        return [panel for panel, _ in realiser.walk.taken]

    def _weave(self, realiser: Realiser) -> None:
        """Weave a list; from here on its panels are known."""
        realiser.weave(groups_of(self.space), self.listen)
        for panel, _ in realiser.walk.taken:
            self.known.add(panel)

    def _real(self, found: Optimum) -> tuple[Fraction, ...]:
        """The chances of people: methods look at these divided by the weights."""
        pairs = zip(found.chances.values, self.space.weights, strict=True)
        return tuple(chance * weight for chance, weight in pairs)

    @property
    def _has_true_cuts(self) -> bool:
        """Whether the relaxation had to be cut for more than people whom no panel can hold."""
        return any(cut.reason is not CutReason.UNSEATABLE for cut in self.cuts)

    def _realise(
        self, system: System, proved: Optimum, mixture: Mixture, begun: Realiser | None
    ) -> list[tuple[Integers, int]] | None:
        """Panels within one of M for everyone, or None."""
        for attempt, patience in enumerate(_PATIENCE):
            realiser = begun if begun and not attempt else self._begin(system, proved, attempt)
            if not realiser.walk.left and realiser.even_out(patience, self.listen):
                return realiser.walk.taken  # what an attempt before left uneven
            realiser.begin(mixture)
            if not realiser.fill(self.known.values(), self.listen):
                return None
            realiser.trade(self.known.values(), self.listen)
            self.low = max(self.low, realiser.smallest_chance())
            if not realiser.excess() or realiser.even_out(patience, self.listen):
                return realiser.walk.taken
        return None

    def _note(self, chances: Chances) -> None:
        """What chances of the relaxation prove about the smallest, once everybody can be seated.

        Before that they prove nothing: whoever has the smallest may be in no panel at all, and be
        left out of account. The known panels, each as likely as the others, are a first lottery.
        """
        panels = self.known.values()
        seats = sum(panels, np.zeros(len(chances.values), dtype=np.int64)).tolist()
        pairs = list(zip(seats, self.system.counts, chances.values, strict=True))
        if all(given for given, _, chance in pairs if chance):
            reached = (Fraction(g, n * len(panels)) for g, n, chance in pairs if chance)
            self._tell(min(reached, default=self.low), _smallest(chances))

    def _cover(self, mean: tuple[Fraction, ...]) -> tuple[Cut, ...]:
        """Put everyone with a chance into a known panel; a cut for each profile that fits none."""
        left = np.array([y > 0 for y in mean])
        for panel in self.known.values():
            left &= panel == 0
        missing = np.flatnonzero(left).tolist()
        never = (
            unseatable(self.system, missing, self.listen, keep=self.known.add) if missing else ()
        )
        cuts = tuple(Cut(weights=((t, 1),), bound=0, reason=CutReason.UNSEATABLE) for t in never)
        if len(cuts) == sum(1 for y in mean if y):
            raise clash(self.space.unweighed)
        return cuts

    def _whole(self, mixture: Mixture) -> list[tuple[Integers, int]] | None:
        """A longer list, in which every weight is a whole number of panels."""
        step = lcm(*(weight.denominator for weight, _ in mixture))
        units = step * -(-(self.units or 1000) // step)
        if units > MOST_UNITS:
            return None
        return [(panel, int(weight * units)) for weight, panel in mixture]

    def _weigh(self, proved: Optimum, listed: list[Integers]) -> Combination | None:
        """Exact weights for the listed panels that give the chances, if that is quick to settle."""
        if len(proved.chances.values) > _EXACT_PROFILES:
            return None
        self.listen(Moment(stage=Text("Proving that panels reach the chances exactly")))
        for panel in listed:
            self.known.add(panel)
        mean = proved.chances.mean(self.system)
        panels = self.known.mixture(mean)
        mixture = exact_mixture(panels, mean) if panels else None
        return combination_of(mixture) if mixture else None

    def _finish(self, found: Settled, interval: Interval | None = None) -> Lottery:
        """Mix, order, hand out seats to people, and measure."""
        self.listen(Moment(stage=Text("Handing out the seats")))
        proved = found.optimum
        blocks, combination = self.blocks, found.combination
        if blocks is None:
            blocks, left = [], found.taken
            if sum(times for _, times in left) > LAST:
                blocks, left = seat_blocks(self.space, left, self.construction)
            mixed = mix(self.space, left, Stream(self.construction, "mix"))
            combination = combination or self._weigh(proved, mixed)
            seats = seat_queues(self.space, mixed, self.construction)
            blocks += [Block(copies=1, seats=queues) for queues in seats]
        panels = NumberedPanels(turns=turns_of(self.space, self.construction), blocks=tuple(blocks))
        return Lottery(
            space=self.space,
            method=self.method,
            construction=self.construction,
            chances=self._real(proved),
            panels=panels,
            counts=panels.counts(len(self.space.labels)),
            certificate=Certificate(
                cuts=self.cuts,
                levels=proved.levels,
                welfare=proved.welfare,
                balance=proved.balance,
                interval=interval,
                reach=Reach.ROUNDED if combination is None else Reach.EXACT,
                combination=combination or (),
            ),
            spread=measure(panels, len(self.space.labels)),
        )


def _smallest(chances: Chances) -> Fraction:
    """The smallest chance above 0."""
    return min((value for value in chances.values if value > 0), default=Fraction(1))

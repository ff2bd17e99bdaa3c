"""V23 by another solver: for every cut of the certificate, is there a panel that breaks it?

A cut fails only by a panel that breaks it, checked in whole numbers. It passes only when the solver
says that there is no such panel, and does find one where one is known. All else is left open, and
said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final

from sortition import errors
from sortition.records.progress import Listener, Moment
from sortition.resolve import solvers
from sortition.resolve.problem import broken, known_panels, panels_of
from sortition.resolve.question import Problem, Rule
from sortition.verify.case import Case
from sortition.verify.findings import BlockedError, Text
from sortition.verify.on_proof import cuts_of
from sortition.verify.shapes import Cut

PATIENCE: Final = 60
"""Seconds for one question."""
_STAGE: Final = errors.Text("Solving the extra conditions again")
_KNOWN: Final = 100
"""Panels of the draw that are looked at for a question with a known answer."""


def cuts_true(listen: Listener, *, seconds: int = PATIENCE) -> Callable[[Case], Iterator[Text]]:
    """The search for faults of check V23; each question is given so many seconds."""

    def faults(case: Case) -> Iterator[Text]:
        cuts, open_ = cuts_of(case), list[Text]()
        of = cache(lambda after: _Panels(case, after))
        for c, cut in enumerate(cuts):
            try:
                listen(Moment(stage=_STAGE, done=c, total=len(cuts)))
                if of(cut.after).some_breaks(cut, seconds):
                    yield Text("Some panel that keeps every quota breaks cut {cut:d}.", cut=c)
            except BlockedError as blocked:
                open_.append(blocked.reason)
            except errors.SolverError:  # the listener's clock: what is left stays open
                open_.append(Text("The time limit ended this check."))
                break
        if open_:
            raise BlockedError(open_[0])

    return faults


class _Panels:
    """The panels that cuts with one ``after`` are about."""

    def __init__(self, case: Case, after: int) -> None:
        self.problem = panels_of(case, after)
        there = (seats for seats in known_panels(case) if self.problem.solved_by(seats))
        self.known: list[Mapping[int, int]] = list(islice(there, _KNOWN))

    def some_breaks(self, cut: Cut, seconds: int) -> bool:
        """Whether a panel breaks the cut. Raises BlockedError when that is not known."""
        question = self.problem.also(broken(cut))
        if question.largest > solvers.LARGEST:
            raise BlockedError(
                Text("The numbers of a cut are too large for {solver}.", solver=solvers.CBC)
            )
        answer = solvers.some_panel(question, seconds)
        if isinstance(answer, solvers.Panel):
            if question.solved_by(answer.seats):
                return True
            raise BlockedError(
                Text(
                    "{solver} gives a panel that is none, to within its tolerance.",
                    solver=solvers.CBC,
                )
            )
        if answer is solvers.Silent.NO_ANSWER:
            raise BlockedError(
                Text("{solver} found no answer about a cut in time.", solver=solvers.CBC)
            )
        control = self.answered_before(cut)
        if control is not None and solvers.some_panel(control, seconds) is solvers.Silent.NONE:
            raise BlockedError(
                Text(
                    "{solver} does not find a panel that exists, so it is not believed.",
                    solver=solvers.CBC,
                )
            )
        return False

    def answered_before(self, cut: Cut) -> Problem | None:
        """A question like that about the cut, with an answer that is known: the fullest panel."""
        rule = Rule(weights=dict(cut.weights), least=None, most=None)
        totals = list(map(rule.total, self.known))
        if not totals:
            return None
        return self.problem.also(Rule(weights=rule.weights, least=max(totals), most=None))

"""The smallest changes of quotas after which a panel exists, or everybody can be in one.

A change widens bounds. Its cost, in whole numbers so that it can be proved, is one of four:

| aim | cost |
|---|---|
| seats | seats of widening; of equal ones, the one that takes least from small groups |
| quotas | bounds that change; then seats; then what small groups lose |
| small groups | what small groups lose; then seats |
| everybody | seats, such that everybody is in some panel |

What small groups lose: a seat taken from a minimum of n counts 1/n, a seat more than a maximum
1/size; in thousandths, rounded up. So a minimum of 1 is given up last.
"""

from __future__ import annotations

from sortition.diagnosis.cheapest import cheapest
from sortition.diagnosis.everybody import smallest_for_everybody
from sortition.diagnosis.exclusions import people_of, unseatable_after
from sortition.diagnosis.wider import Wider
from sortition.records.diagnosis import Aim, Alternative, Change, Side
from sortition.records.progress import Listener, silent
from sortition.records.space import Space


def alternatives(space: Space, listen: Listener = silent) -> tuple[Alternative, ...]:
    """The smallest change for each aim, equal ones once; within the flex bounds where these do."""
    aims: dict[tuple[Change, ...], list[Aim]] = {}
    for aim in Aim:
        changes = smallest_changes(space, aim, within_flex=True, listen=listen)
        if changes is None:
            changes = smallest_changes(space, aim, within_flex=False, listen=listen)
        if changes:
            aims.setdefault(changes, []).append(aim)
    return tuple(
        Alternative(
            aims=tuple(of),
            changes=changes,
            within_flex=_in_flex(changes),
            # That a change is one for everybody was proved.
            left_out=()
            if Aim.EVERYBODY in of
            else people_of(space, unseatable_after(space, changes, listen)),
        )
        for changes, of in aims.items()
    )


def smallest_changes(
    space: Space, aim: Aim, *, within_flex: bool, listen: Listener = silent
) -> tuple[Change, ...] | None:
    """The smallest changes for an aim; None when none that are allowed help.

    Without ``within_flex`` every minimum may go to 0 and every maximum to the size.
    """
    if aim is Aim.EVERYBODY:
        return smallest_for_everybody(space, within_flex=within_flex, listen=listen)
    model = Wider(space=space, aim=aim, within_flex=within_flex, seated=())
    answer = cheapest(model.system(), model.costs())
    return None if answer is None else model.changes(answer)


def _in_flex(changes: tuple[Change, ...]) -> bool:
    return all(
        change.seats >= (change.quota.min_flex or 0)
        if change.side is Side.MINIMUM
        else change.quota.max_flex is None or change.seats <= change.quota.max_flex
        for change in changes
    )

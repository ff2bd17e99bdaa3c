"""What each method aims at and why its chances cannot be better, in words."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from sortition.errors import Text
from sortition.records.lottery import Interval, Lottery, Method
from sortition.report.proof import chance_text, people_text, rules_text


def aim(method: Method) -> Text:
    """What the method makes of the freedom that quotas leave."""
    match method:
        case Method.LEXIMIN:
            return Text(
                "The method makes the smallest chance as large as the quotas allow, then the next"
                " smallest, and so on (leximin)."
            )
        case Method.MAXIMIN:
            return Text(
                "The method makes the smallest chance as large as the quotas allow (maximin). It"
                " promises nothing about larger chances."
            )
        case Method.NASH:
            return Text(
                "The method makes the product of all chances as large as the quotas allow (Nash)."
                " It weighs in proportion: doubling a small chance is worth as much as doubling a"
                " large one."
            )
        case Method.GOLDILOCKS:
            return Text(
                "The method wants no chance to be too small and none too large. It weighs the"
                " smallest chance against the largest, and takes the best balance that the quotas"
                " allow (Goldilocks)."
            )


def weighed(lottery: Lottery) -> tuple[Text, ...]:
    """What weights do to the chances, when there are any."""
    name = lottery.space.quotas.weights
    if not name:
        return ()
    pairs = list(zip(lottery.space.weights, lottery.chances, strict=True))
    even = [chance / weight for weight, chance in pairs if chance]
    return (
        Text(
            "Not chances themselves are made as equal as can be, but chances divided by the weight "
            'in the column "{name}", from {low} to {high}. Where letters were unequal on purpose, '
            "that makes the chance from letter to seat as equal as the quotas allow: whoever was "
            "invited more often is not favoured twice.",
            name=name,
            low=min(lottery.space.weights),
            high=max(lottery.space.weights),
        ),
        Text(
            "By weight the largest chance is {times:.2f} times the smallest.",
            times=max(even) / min(even),
        ),
    )


def question(lottery: Lottery) -> tuple[Text, ...]:
    """What the section on the proof begins with; for some methods it is the whole of it."""
    if lottery.certificate.interval is not None:
        return _ended(lottery, lottery.certificate.interval)
    if lottery.space.quotas.weights:
        return (
            Text(
                "Why do people not have more? Divided by their weights, the smallest chances are "
                "as large as the quotas allow. The file certificate.json proves it level by "
                "level, and sortition verify checks it."
            ),
        )
    match lottery.method:
        case Method.LEXIMIN:
            return (
                Text(
                    "Why do the people with the smallest chances not have more? The quotas leave"
                    " no room for it. This is the reason for each of the lowest levels."
                ),
            )
        case Method.MAXIMIN:
            return (
                Text(
                    "Why can the smallest chance not be larger? The quotas leave no room for it."
                    " This is the reason."
                ),
            )
        case Method.NASH:
            return _product(lottery)
        case Method.GOLDILOCKS:
            return _balance(lottery)


def _ended(lottery: Lottery, interval: Interval) -> tuple[Text, ...]:
    return (
        Text(
            "Why can no smallest chance be much larger? The quotas leave no room for it. Counted"
            " together, the rules below leave at most {high:.3%} for the person with the least.",
            high=Fraction(ceil(interval.high * 10**5), 10**5),
        ),
        rules_text(lottery.space, interval.multipliers),
    )


def _seated(lottery: Lottery) -> int:
    """How many people some panel can hold."""
    return len(lottery.space.labels) - len(lottery.unseatable)


def _product(lottery: Lottery) -> tuple[Text, ...]:
    welfare = lottery.certificate.welfare
    rules = () if welfare is None else (rules_text(lottery.space, welfare.multipliers),)
    return (
        Text(
            "Why can the product of all chances not be larger? Give every person a weight: one"
            " divided by that person's chance. In these panels the weights add up to {n} on"
            " average, the number of people whom a panel can hold. If another lottery had a larger"
            " product, the weights in its panels would add up to more. The quotas leave no room"
            " for that.",
            n=_seated(lottery),
        ),
        *rules,
    )


def _balance(lottery: Lottery) -> tuple[Text, ...]:
    balance = lottery.certificate.balance
    if balance is None or balance.floor == balance.cap:
        return (
            Text(
                "All {people} whom a panel can hold have the same chance. It cannot be more even.",
                people=people_text(_seated(lottery)),
            ),
        )
    return (
        Text(
            "Nobody has a smaller chance than {floor}, and nobody a larger one than {cap}. If the"
            " smallest chance were larger, somebody would have more than the largest. If the"
            " largest were smaller, somebody would have less than the smallest.",
            floor=chance_text(balance.floor),
            cap=chance_text(balance.cap),
        ),
        rules_text(lottery.space, balance.multipliers),
    )


def footer(method: Method) -> Text:
    """The method in the last line of the report."""
    return Text("Method: {method}, proved in exact fractions.", method=method.value)

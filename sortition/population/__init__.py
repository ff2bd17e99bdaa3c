"""From figures of the population to quotas: read, add up, divide the seats.

In: ``read`` makes a :class:`~sortition.records.population.Population` out of a table of one's own
or of CBS files. Then ``seats`` divides the seats in exact fractions. Out: ``sheet`` makes the rows
of a quota file, each with the place where its figure stands.
"""

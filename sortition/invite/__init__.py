"""How many letters go where: beliefs about answers, simulated rounds, and the fewest letters."""

"""A deterministic simulation of the product under faults.

The real core and its real use cases run on the in-memory adapters, on a clock
that only the simulation moves and under a scheduler that picks at every await who
goes on. Everything that is left to chance comes from one seeded generator, so a
seed that fails fails again: ``python -m simulation --seed N`` prints its trace.

`docs/simulation.md` says what this proves and what it does not.
"""

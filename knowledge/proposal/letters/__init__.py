"""The answer letter: what staff asked when a plan came back, what was done about it, and what reads otherwise now."""

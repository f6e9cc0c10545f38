"""The conversation engine: flows as data, interpreted by pure functions (no clock, no I/O, no randomness)."""

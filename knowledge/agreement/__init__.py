"""The draft of what the partners of a coalition agree with each other."""

"""Plays dialogue files: Rasa's end-to-end test format, on every channel. See tests/conversations/README.md."""

"""A chat page for people without Telegram. It works without script; a small script of our own makes it smoother."""

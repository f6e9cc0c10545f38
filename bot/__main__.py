"""`python -m bot` is the command `coalitiewijzer`."""

from bot.cli import app

app()

"""The commands of `coalitiewijzer db`: the tables, and for how long what is in them is kept."""

from pathlib import Path
from typing import Annotated

import typer

db = typer.Typer(help="The database.", no_args_is_help=True)


@db.command()
def upgrade() -> None:
    """Bring the tables of the database to the newest version."""
    from bot.commands import database as commands
    from bot.settings import Settings

    raise typer.Exit(commands.upgrade(Settings()))


@db.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,  # noqa: FBT002
) -> None:
    """Delete what is kept for too long (knowledge/retention.yml), and warn people of whom nothing was heard for long.

    The program does so by itself while it runs, a little at a time.
    """
    from bot.commands import retention as commands
    from bot.settings import Settings

    raise typer.Exit(commands.keep(Settings(), dry_run=dry_run))


@db.command("replay-erasures")
def replay_erasures(
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", help="The file with erasures, if not the configured one; may be given several times."),
    ] = None,
) -> None:
    """Erase again who was erased, after an older copy of the database was put back. Can be done twice without harm."""
    from bot.commands import retention as commands
    from bot.settings import Settings

    raise typer.Exit(commands.replay(Settings(), file or ()))

"""The commands of `coalitiewijzer directory` about doubles, and about entries that may be out of date."""

from typing import Annotated

import typer

entries = typer.Typer()

By = Annotated[str, typer.Option("--by", help="Who decides this; is kept with it.")]
Why = Annotated[str, typer.Option("--why", help="The reason; is kept with it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON list.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")]


@entries.command()
def doubles(limit: Limit = 20, as_json: Json = False) -> None:  # noqa: FBT002
    """List organisations that are probably one, with why; nothing is merged."""
    from bot.commands import doubles as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_doubles(Settings(), limit, as_json=as_json))


@entries.command()
def merge(
    keep: Annotated[int, typer.Argument(help="Number of the organisation that stands for both.", show_default=False)],
    gone: Annotated[int, typer.Argument(help="Number of the organisation that goes.", show_default=False)],
    by: By = "",
    why: Why = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
) -> None:
    """Let one organisation stand for another too, after showing what that comes to; can be taken back."""
    from bot.commands import doubles as commands
    from bot.settings import Settings

    raise typer.Exit(commands.merge(Settings(), keep, gone, by, why, yes=yes))


@entries.command()
def unmerge(
    gone: Annotated[int, typer.Argument(help="Number of the organisation that was merged.", show_default=False)],
    by: By = "",
) -> None:
    """Take a merge back: the organisation stands by itself again, with what referred to it before."""
    from bot.commands import doubles as commands
    from bot.settings import Settings

    raise typer.Exit(commands.unmerge(Settings(), gone, by))


@entries.command()
def different(
    one: Annotated[int, typer.Argument(help="Number of an organisation.", show_default=False)],
    other: Annotated[int, typer.Argument(help="Number of another.", show_default=False)],
    by: By = "",
    why: Why = "",
) -> None:
    """Remember that two organisations are not the same, so that they are not listed as doubles again."""
    from bot.commands import doubles as commands
    from bot.settings import Settings

    raise typer.Exit(commands.different(Settings(), one, other, by, why))


@entries.command()
def freshness(limit: Limit = 20, as_json: Json = False) -> None:  # noqa: FBT002
    """List organisations that nobody confirmed for long, and whether they can be asked in their chat."""
    from bot.commands import freshness as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_stale(Settings(), limit, as_json=as_json))

"""The commands of `coalitiewijzer proposals`: what project staff do with plans that were handed in."""

from pathlib import Path
from typing import Annotated

import typer

proposals = typer.Typer(help="The plans that were handed in.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the plan, as the list gives it.", show_default=False)]
By = Annotated[str, typer.Option("--by", help="Who does this; is kept with it, and not told.")]


@proposals.command(name="list")
def list_proposals(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,  # noqa: FBT002
) -> None:
    """List the plans that were handed in, with their state, the day, the version and the organisations."""
    from bot.commands import proposals as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_proposals(Settings(), as_json=as_json))


@proposals.command()
def show(
    number: Number,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Write the documents here instead, with the answer letter.")
    ] = None,
) -> None:
    """Show a plan that was handed in: who agreed to which version, what was asked, and what it says."""
    from bot.commands import proposals as commands
    from bot.settings import Settings

    raise typer.Exit(commands.show(Settings(), number, folder))


@proposals.command(name="start-review")
def start_review(number: Number) -> None:
    """Begin to read a plan. From then on the group cannot withdraw it by itself; everybody in it hears that."""
    from bot.commands import proposals as commands
    from bot.settings import Settings

    raise typer.Exit(commands.start_review(Settings(), number))


@proposals.command(name="return")
def send_back(
    number: Number,
    sections: Annotated[
        list[str], typer.Option("--section", help="A part that may change; may be given more than once.")
    ] = [],  # noqa: B006 - typer copies it
    questions: Annotated[
        list[str], typer.Option("--question", help='What you ask about each part, in the same order; "" for nothing.')
    ] = [],  # noqa: B006
    concerns: Annotated[
        str, typer.Option("--for", help="The organisation that gets the questions, by its name or number.")
    ] = "",
    by: By = "",
) -> None:
    """Send a plan back with questions. Only the parts that you name can change; the questions come in the chats."""
    from bot.commands import proposals as commands
    from bot.settings import Settings

    raise typer.Exit(commands.send_back(Settings(), number, (sections, questions), concerns, by))


@proposals.command()
def withdraw(number: Number) -> None:
    """Withdraw a plan because its group asks that, once people read it; everybody in it hears that."""
    from bot.commands import proposals as commands
    from bot.settings import Settings

    raise typer.Exit(commands.withdraw(Settings(), number))

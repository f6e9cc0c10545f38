"""The commands of `coalitiewijzer directory` about who speaks for which organisation."""

from typing import Annotated

import typer

mandating = typer.Typer()
mandate = typer.Typer(help="Confirm that a person speaks for an organisation, or end it.", no_args_is_help=True)
mandating.add_typer(mandate, name="mandate")

Number = Annotated[int, typer.Argument(help="Number of the mandate.", show_default=False)]


@mandating.command()
def mandates() -> None:
    """List who says to speak for which organisation, where nobody confirmed that yet."""
    from bot.commands import mandates as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_unconfirmed(Settings()))


@mandate.command()
def confirm(
    number: Number, by: Annotated[str, typer.Option("--by", help="Who decides this; is kept with it.")] = ""
) -> None:
    """Confirm that they speak for it; the person hears it in their chat."""
    from bot.commands import mandates as commands
    from bot.settings import Settings

    raise typer.Exit(commands.confirm(Settings(), number, by))


@mandate.command()
def end(number: Number) -> None:
    """End it; the person hears it in their chat, and so do those who make a plan with the organisation."""
    from bot.commands import mandates as commands
    from bot.settings import Settings

    raise typer.Exit(commands.end(Settings(), number))

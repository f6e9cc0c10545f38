"""The commands of `coalitiewijzer directory` about people who say that they speak for an organisation."""

from typing import Annotated

import typer

claiming = typer.Typer()


@claiming.command()
def claims(
    decided: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False,  # noqa: FBT002
) -> None:
    """List who says to speak for which organisation, and what they would change in the directory."""
    from bot.commands import claims as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_claims(Settings(), decided=decided))


@claiming.command()
def claim(
    number: Annotated[int, typer.Argument(help="Number of the claim.", show_default=False)],
    confirm: Annotated[bool, typer.Option("--confirm", help="They do speak for it.")] = False,  # noqa: FBT002
    refuse: Annotated[bool, typer.Option("--refuse", help="They do not.")] = False,  # noqa: FBT002
    by: Annotated[str, typer.Option("--by", help="Who decides this; is kept with it.")] = "",
    why: Annotated[str, typer.Option("--why", help="With --refuse: the reason, as the person will read it.")] = "",
) -> None:
    """Decide on a claim; the person hears it in their chat."""
    from bot.commands import claims as commands
    from bot.settings import Settings

    if confirm == refuse:
        raise typer.BadParameter("use one of --confirm and --refuse")
    settings = Settings()
    raise typer.Exit(commands.confirm(settings, number, by) if confirm else commands.refuse(settings, number, by, why))

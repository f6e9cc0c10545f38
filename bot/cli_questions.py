"""The commands of `coalitiewijzer questions`: what people ask the project staff in their chat."""

from typing import Annotated

import typer

questions = typer.Typer()


@questions.callback(invoke_without_command=True)
def list_questions(
    context: typer.Context,
    answered: Annotated[bool, typer.Option("--all", help="Also those that were answered.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,  # noqa: FBT002
) -> None:
    """List the questions that people left for the project staff: who asks, about which call, when, and what."""
    if context.invoked_subcommand:
        return
    from bot.commands import questions as commands
    from bot.settings import Settings

    raise typer.Exit(commands.list_questions(Settings(), answered=answered, as_json=as_json))


@questions.command()
def answer(
    number: Annotated[int, typer.Argument(help="Number of the question.", show_default=False)],
    text: Annotated[str, typer.Argument(help="The answer; without it, it is read from standard input.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who answers; is kept with it, and not told.")] = "",
) -> None:
    """Answer a question; the answer comes in the chat of who asked."""
    from bot.commands import questions as commands
    from bot.settings import Settings

    text = text or typer.get_text_stream("stdin").read()
    raise typer.Exit(commands.answer(Settings(), number, text, by))

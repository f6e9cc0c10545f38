"""The command `coalitiewijzer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.languages import Language as Known

app = typer.Typer(
    help="Coalitiewijzer: forms coalitions and drafts joint proposals, in a chat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
directory = typer.Typer(help="The organisations that can be suggested as partners.", no_args_is_help=True)
calls = typer.Typer(help="The calls that a plan can answer.", no_args_is_help=True)
db = typer.Typer(help="The database.", no_args_is_help=True)
flow_files = typer.Typer(help="The files that the conversation is written in.", no_args_is_help=True)
bench = typer.Typer(help="Measurements that anybody can repeat.", no_args_is_help=True)
app.add_typer(directory, name="directory")
app.add_typer(calls, name="call")
app.add_typer(db, name="db")
app.add_typer(flow_files, name="flows")
app.add_typer(bench, name="bench")

Language = Annotated[str, typer.Option("--language", help="Language of a new conversation: nl or en.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a reply, for programs.")]


@app.command()
def demo(language: Language = "nl", as_json: Json = False) -> None:  # noqa: FBT002
    """Try it here and now: an example call, example organisations, and a chat in this terminal."""
    from bot.commands import chat as commands
    from bot.settings import Settings

    raise typer.Exit(commands.demo(Settings(), _language(language), as_json=as_json))


@app.command()
def chat(
    language: Language = "nl",
    as_json: Json = False,  # noqa: FBT002
    name: Annotated[
        str, typer.Option("--name", help="Name of the conversation; the same name goes on with it.")
    ] = "chat",
) -> None:
    """Talk in this terminal, with the configured database."""
    from bot.commands import chat as commands
    from bot.settings import Settings

    raise typer.Exit(commands.chat(Settings(), name, _language(language), as_json=as_json))


@app.command()
def telegram() -> None:
    """Serve Telegram: this program asks for messages itself (polling)."""
    from bot.commands import telegram as commands
    from bot.settings import Settings

    raise typer.Exit(commands.poll(Settings()))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8080,
) -> None:
    """Serve Telegram: it delivers messages to this server (webhook)."""
    from bot.commands import telegram as commands
    from bot.settings import Settings

    raise typer.Exit(commands.serve(Settings(), host, port))


@app.command()
def doctor(
    live: Annotated[bool, typer.Option("--live", help="Also make about a dozen calls to Telegram.")] = False,  # noqa: FBT002
    chat: Annotated[
        int | None, typer.Option("--chat", help="With --live: number of a chat that has started the bot.")
    ] = None,
) -> None:
    """Tell whether everything is in order."""
    from bot.commands import telegram as commands
    from bot.settings import Settings

    raise typer.Exit(commands.doctor(Settings(), chat, live=live))


@bench.command()
def turns(
    conversations: Annotated[int, typer.Option("--conversations", min=1, help="How many conversations to run.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast a turn is: a whole conversation, each turn committed to a SQLite file."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.turns(conversations, as_json=as_json))


@directory.command("import")
def import_organisations(
    file: Annotated[Path, typer.Argument(help="The file with organisations.", show_default=False)],
    file_format: Annotated[
        str, typer.Option("--format", help="How the file is written: amsterdam-subsidies.", show_default=False)
    ],
) -> None:
    """Put the organisations of a public register into the directory; a second time changes nothing."""
    from bot.commands.directory import import_file
    from bot.settings import Settings

    raise typer.Exit(import_file(Settings(), file, file_format))


@calls.command("import")
def import_call(
    file: Annotated[Path, typer.Argument(help="The YAML file of the call.", show_default=False)],
) -> None:
    """Put a call into the database, or replace it."""
    from bot.commands import calls as commands
    from bot.settings import Settings

    raise typer.Exit(commands.import_call(Settings(), file))


@db.command()
def upgrade() -> None:
    """Bring the tables of the database to the newest version."""
    from bot.commands import database as commands
    from bot.settings import Settings

    raise typer.Exit(commands.upgrade(Settings()))


@flow_files.command()
def check() -> None:
    """Find mistakes in the flow files: exit code 1 when there are any."""
    from bot.commands.flows import check_flows

    raise typer.Exit(check_flows())


def _language(language: str) -> "Known":
    from knowledge.languages import LANGUAGES

    for known in LANGUAGES:
        if known == language:
            return known
    raise typer.BadParameter("use nl or en", param_hint="--language")

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
words = typer.Typer(help="The vocabulary, and what people say for it.", no_args_is_help=True)
app.add_typer(words, name="vocabulary")

Language = Annotated[str, typer.Option("--language", help="Language of a new conversation: nl or en.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a reply, for programs.")]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record", help="Write what is said to this new file, as a dialogue test. Give no real personal data."
    ),
]


@app.command()
def demo(language: Language = "nl", as_json: Json = False, record: Record = None) -> None:  # noqa: FBT002
    """Try it here and now: an example call, example organisations, and a chat in this terminal."""
    from bot.commands import chat as commands
    from bot.settings import Settings

    raise typer.Exit(commands.demo(Settings(), _language(language), as_json=as_json, record=record))


@app.command()
def chat(
    language: Language = "nl",
    as_json: Json = False,  # noqa: FBT002
    name: Annotated[
        str, typer.Option("--name", help="Name of the conversation; the same name goes on with it.")
    ] = "chat",
    record: Record = None,
) -> None:
    """Talk in this terminal, with the configured database."""
    from bot.commands import chat as commands
    from bot.settings import Settings

    raise typer.Exit(commands.chat(Settings(), name, _language(language), as_json=as_json, record=record))


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
    demo: Annotated[bool, typer.Option("--demo", help="With the invented calls and organisations.")] = False,  # noqa: FBT002
) -> None:
    """Serve the chat page, the REST channel, and Telegram when there is a token."""
    from bot.commands import serve as commands
    from bot.settings import Settings

    raise typer.Exit(commands.serve(Settings(), host, port, demo=demo))


@app.command()
def actions(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; of this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 5055,
) -> None:
    """Serve the business steps to a Rasa on this machine."""
    from bot.commands import actions as commands
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
    engine: Annotated[bool, typer.Option("--engine", help="The engine alone, without storage.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast a turn is: a whole conversation, each turn committed to a SQLite file."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.turns(conversations, engine=engine, as_json=as_json))


@bench.command()
def rest(
    clients: Annotated[int, typer.Option("--clients", min=1, help="How many talk at the same time.")] = 1,
    conversations: Annotated[int, typer.Option("--conversations", min=1, help="How many they have together.")] = 32,
    most: Annotated[int, typer.Option("--most", min=1, help="At most so many messages of each conversation.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast a turn is over HTTP: a server in a process of its own, and a SQLite file."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.rest(clients, conversations, most, as_json=as_json))


@bench.command()
def suggest(
    data: Annotated[Path, typer.Option("--data", help="Labelled messages, a JSON object a line.", show_default=False)],
    semantic: Annotated[bool, typer.Option("--semantic", help="With the extra semantic.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how well free text is understood: exit code 1 when the file is wrong."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.suggest(data, semantic=semantic, as_json=as_json))


@words.command()
def learn(
    semantic: Annotated[bool, typer.Option("--semantic", help="Also from meanings: needs the extra semantic.")] = False,  # noqa: FBT002
) -> None:
    """Learn from the sayings again, after a change of the vocabulary or its sayings: takes a minute or two."""
    from bot.commands.vocabulary import learn_again

    raise typer.Exit(learn_again(semantic=semantic))


@bench.command()
def fuzz(
    number: Annotated[int, typer.Option("--turns", min=1, help="How many turns to run.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same conversations.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Have random conversations, good and bad: exit code 1 when one fails or cannot come to its end."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.fuzz(number, seed, as_json=as_json))


@bench.command()
def partners(
    data: Annotated[Path, typer.Option("--data", help="A folder in the Interreg format.", show_default=False)],
    split: Annotated[str, typer.Option("--split", help="The projects whose partners must be found.")] = "dev",
    parts: Annotated[
        int, typer.Option("--parts", min=0, help="Cut the split in parts; predict each from those before it.")
    ] = 0,
    seen: Annotated[bool, typer.Option("--seen", help="Leave out who only the older teams know.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how well the ranking finds the partners with whom organisations really worked."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.partners(data, split, parts, seen=seen, as_json=as_json))


@bench.command()
def teams(
    data: Annotated[Path, typer.Option("--data", help="The JSON file with calls.", show_default=False)],
    organisations: Annotated[
        Path, typer.Option("--organisations", help="The CSV file with the tags of organisations.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how good and how fast composed teams are, with calls of which the smallest team is known."""
    from bot.commands import bench as commands

    raise typer.Exit(commands.teams(data, organisations, as_json=as_json))


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
def check(
    rasa_pro: Annotated[
        Path | None,
        typer.Option("--rasa-pro", help="Your copy of Rasa Pro's package: hold its flow schema against the files too."),
    ] = None,
) -> None:
    """Find mistakes in the flow files: exit code 1 when there are any."""
    from bot.commands.flows import check_flows

    raise typer.Exit(check_flows(rasa_pro))


@flow_files.command()
def export(
    rasa: Annotated[Path, typer.Option("--rasa", help="The folder for the project; new, empty, or made before.")],
) -> None:
    """Write a project for Rasa open source 3.6 in which the same conversation runs."""
    from bot.commands.export import export_rasa

    raise typer.Exit(export_rasa(rasa))


@flow_files.command()
def draw(
    out: Annotated[Path, typer.Option("--out", help="The folder for the pictures.")] = Path("flow-drawings"),
    language: Annotated[str, typer.Option("--language", help="Language of the questions: nl or en.")] = "nl",
    database: Annotated[
        str, typer.Option("--database", help="Address of a database: shows where people stopped.", show_default=False)
    ] = "",
) -> None:
    """Draw every flow, and an overview of them, as Mermaid and as SVG."""
    from bot.commands.draw import draw_flows

    raise typer.Exit(draw_flows(out, _language(language), database))


def _language(language: str) -> "Known":
    from knowledge.languages import LANGUAGES

    for known in LANGUAGES:
        if known == language:
            return known
    raise typer.BadParameter("use nl or en", param_hint="--language")

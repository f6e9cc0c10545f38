"""The command `coalitiewijzer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_bench import bench
from bot.cli_claims import claiming
from bot.cli_data import db
from bot.cli_entries import entries
from bot.cli_mandates import mandating
from bot.cli_proposals import proposals
from bot.cli_questions import questions

if TYPE_CHECKING:
    from knowledge.languages import Language as Known

app = typer.Typer(
    help="Coalitiewijzer: forms coalitions and drafts joint proposals, in a chat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
directory = typer.Typer(help="The organisations that can be suggested as partners.", no_args_is_help=True)
calls = typer.Typer(help="The calls that a plan can answer.", no_args_is_help=True)
flow_files = typer.Typer(help="The files that the conversation is written in.", no_args_is_help=True)
directory.add_typer(entries)
directory.add_typer(claiming)
directory.add_typer(mandating)
app.add_typer(directory, name="directory")
app.add_typer(calls, name="call")
app.add_typer(db, name="db")
app.add_typer(flow_files, name="flows")
app.add_typer(bench, name="bench")
app.add_typer(proposals, name="proposals")
app.add_typer(questions, name="questions")
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
def demo(
    language: Language = "nl",
    as_json: Json = False,  # noqa: FBT002
    record: Record = None,
    plays: Annotated[
        str, typer.Option("--as", help="Play this organisation, beside a demo in another window.", show_default=False)
    ] = "",
) -> None:
    """Try it here and now: an example call, example organisations, and a chat in this terminal."""
    from bot.commands import chat as commands
    from bot.settings import Settings

    if plays and record:
        raise typer.BadParameter("cannot be used together with --record", param_hint="--as")
    if plays:
        raise typer.Exit(commands.play(Settings(), plays, _language(language), as_json=as_json))
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


@words.command()
def learn(
    semantic: Annotated[bool, typer.Option("--semantic", help="Also from meanings: needs the extra semantic.")] = False,  # noqa: FBT002
) -> None:
    """Learn from the sayings again, after a change of the vocabulary or its sayings: takes a minute or two."""
    from bot.commands.vocabulary import learn_again

    raise typer.Exit(learn_again(semantic=semantic))


@directory.command("import")
def import_organisations(
    file: Annotated[Path, typer.Argument(help="The file with organisations, or the folder.", show_default=False)],
    file_format: Annotated[
        str,
        typer.Option(
            "--format",
            help="How the file is written: hsds, hsds-json, csv, xlsx or amsterdam-subsidies.",
            show_default=False,
        ),
    ],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="csv, xlsx: the file that says what the columns mean.")
    ] = None,
    source: Annotated[
        str, typer.Option("--source", help="Name of where the file is from; the same each time.", show_default=False)
    ] = "",
    municipality: Annotated[
        str, typer.Option("--municipality", help="Name or code, where the file does not tell.", show_default=False)
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,  # noqa: FBT002
) -> None:
    """Put organisations into the directory, all or none: exit code 1 when the file has errors in it."""
    from bot.commands.directory import Import, import_file
    from bot.settings import Settings

    asked = Import(file, file_format, mapping, source, municipality, dry_run=dry_run)
    raise typer.Exit(import_file(Settings(), asked))


@directory.command()
def columns(
    file: Annotated[Path, typer.Argument(help="The table with organisations: CSV or Excel.", show_default=False)],
    write: Annotated[
        Path | None, typer.Option("--write-mapping", help="Write the guess to this new file.", show_default=False)
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Excel: the sheet, if not the first.", show_default=False)] = "",
    municipality: Annotated[
        str, typer.Option("--municipality", help="Name or code, where the table does not tell.", show_default=False)
    ] = "",
) -> None:
    """Guess what the columns of a table mean, as a mapping file for `directory import --mapping`."""
    from bot.commands.columns import show_guess
    from bot.settings import Settings

    raise typer.Exit(show_guess(Settings(), file, write, sheet, municipality))


@directory.command("export")
def export_organisations(
    path: Annotated[Path, typer.Argument(help="The new file, or for hsds the folder.", show_default=False)],
    file_format: Annotated[
        str, typer.Option("--format", help="How to write it: hsds, hsds-json, csv or xlsx.", show_default=False)
    ],
    demo: Annotated[bool, typer.Option("--demo", help="Also the invented organisations.")] = False,  # noqa: FBT002
) -> None:
    """Write the organisations that want to be found, for others."""
    from bot.commands.directory import export_file
    from bot.settings import Settings

    raise typer.Exit(export_file(Settings(), path, file_format, demo=demo))


@directory.command("areas")
def import_areas(
    file: Annotated[Path, typer.Argument(help="A file of CBS: CSV or Excel (.xlsx).", show_default=False)],
    municipality: Annotated[
        list[str] | None,
        typer.Option("--municipality", help="Take only this one, by name or code; may be given several times."),
    ] = None,
    whole: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--whole", help="The file has all municipalities; one that it lacks is no more."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,  # noqa: FBT002
) -> None:
    """Take over municipalities, districts and neighbourhoods from a file of CBS (Statistics Netherlands)."""
    from bot.commands import areas as commands
    from bot.settings import Settings

    raise typer.Exit(commands.import_areas(Settings(), file, municipality or (), whole=whole, dry_run=dry_run))


@directory.command()
def exposure(
    call: Annotated[str | None, typer.Option("--call", help="Code of one call; without it all calls.")] = None,
    askers: Annotated[int, typer.Option("--simulate", min=0, help="Compare with and without, for so many askers.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Draws the askers of --simulate.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a call.")] = False,  # noqa: FBT002
) -> None:
    """Tell who was shown as a partner and chosen, how evenly that is spread, and what fairness costs."""
    from bot.commands import exposure as commands
    from bot.settings import Settings

    raise typer.Exit(commands.exposure(Settings(), call, askers, seed, as_json=as_json))


@calls.command("import")
def import_call(
    file: Annotated[Path, typer.Argument(help="The YAML file of the call.", show_default=False)],
) -> None:
    """Put a call into the database, or replace it."""
    from bot.commands import calls as commands
    from bot.settings import Settings

    raise typer.Exit(commands.import_call(Settings(), file))


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

"""The command `coalitiewijzer bench`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(help="Measurements that anybody can repeat.", no_args_is_help=True)


@bench.command()
def turns(
    conversations: Annotated[int, typer.Option("--conversations", min=1, help="How many conversations to run.")] = 20,
    engine: Annotated[bool, typer.Option("--engine", help="The engine alone, without storage.")] = False,  # noqa: FBT002
    coalitions: Annotated[
        int | None,
        typer.Option("--coalitions", min=0, help="With so many coalitions of others, and in a coalition itself."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast a turn is: a whole conversation, each turn committed to a SQLite file."""
    from bot.bench.engine import bench_engine
    from bot.bench.turns import bench_turns
    from bot.commands.bench import show

    if engine and coalitions is not None:
        raise typer.BadParameter("the engine alone stores nothing", param_hint="--coalitions")

    def measure() -> Mapping[str, object]:
        return bench_engine(conversations) if engine else bench_turns(conversations, coalitions)

    raise typer.Exit(show(measure, as_json=as_json))


@bench.command()
def rest(
    clients: Annotated[int, typer.Option("--clients", min=1, help="How many talk at the same time.")] = 1,
    conversations: Annotated[int, typer.Option("--conversations", min=1, help="How many they have together.")] = 32,
    most: Annotated[int, typer.Option("--most", min=1, help="At most so many messages of each conversation.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast a turn is over HTTP: a server in a process of its own, and a SQLite file."""
    from bot.bench.rest import bench_rest
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_rest(clients, conversations, most), as_json=as_json))


@bench.command()
def suggest(
    data: Annotated[Path, typer.Option("--data", help="Labelled messages, a JSON object a line.", show_default=False)],
    semantic: Annotated[bool, typer.Option("--semantic", help="With the extra semantic.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how well free text is understood: exit code 1 when the file is wrong."""
    from bot.bench.suggest import bench_suggest
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_suggest(data, semantic=semantic), as_json=as_json))


@bench.command()
def fuzz(
    number: Annotated[int, typer.Option("--turns", min=1, help="How many turns to run.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same conversations.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Have random conversations, good and bad: exit code 1 when one fails or cannot come to its end."""
    from bot.bench.fuzz import bench_fuzz
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_fuzz(number, seed), as_json=as_json))


@bench.command()
def contacts(
    conversations: Annotated[int, typer.Option("--conversations", min=1, help="How many at least.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same conversations.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Have random conversations of partners: exit code 1 when contact data reach one before both sides said yes."""
    from bot.bench.contacts import bench_contacts
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_contacts(conversations, seed), as_json=as_json))


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
    from bot.bench.partners import bench_partners
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_partners(data, split, parts, seen=seen), as_json=as_json))


@bench.command()
def match(
    organisations: Annotated[int, typer.Option("--organisations", min=1, help="How many there are.")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast and how small matching is among many invented organisations, in a real database."""
    from bot.bench.match import bench_match
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_match(organisations), as_json=as_json))


@bench.command()
def teams(
    data: Annotated[Path, typer.Option("--data", help="The JSON file with calls.", show_default=False)],
    organisations: Annotated[
        Path, typer.Option("--organisations", help="The CSV file with the tags of organisations.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how good and how fast composed teams are, with calls of which the smallest team is known."""
    from bot.bench.teams import bench_teams
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_teams(data, organisations), as_json=as_json))


@bench.command()
def doubles(
    data: Annotated[
        Path, typer.Option("--data", help="CSV with a column name, or Amsterdam's register.", show_default=False)
    ],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same spellings.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how well organisations are found back under other spellings of their names."""
    from bot.bench.doubles import bench_doubles
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_doubles(data, seed), as_json=as_json))


@bench.command()
def documents(
    number: Annotated[
        int, typer.Option("--documents", min=0, help="How many to make to see whether memory grows.")
    ] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Measure how fast and how large the documents of a large plan are, each kind in a process of its own."""
    from bot.bench.documents import bench_documents
    from bot.commands.bench import show

    raise typer.Exit(show(lambda: bench_documents(number), as_json=as_json))

"""How a command ends: with what it did, or with one line that says what is wrong and what to do."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from flows.engine.errors import FlowError
from flows.services.imports.errors import MalformedFile
from knowledge.content import ContentError
from storage.errors import Conflict

WRONG = 2
"""The exit code of a command that could not do what was asked, and changed nothing."""
_EXTRAS = {"frictionless": "hsds"}


class BadOption(Exception):
    """An option says something that cannot be; the message says what to do."""


def say(line: str) -> None:
    """Print a line of a command's result, as it is: no markup, no colours, no wrapping."""
    Console(soft_wrap=True, highlight=False).print(Text(line))


def guarded(command: Callable[[], int]) -> int:
    """Run a command; an error that the reader can mend is told in one line.

    Returns:
        The exit code: the command's own, or `WRONG`.
    """
    try:
        return command()
    except MalformedFile as error:
        why = f"{error}. Nothing was imported. Correct the file and try again."
    except (ContentError, FlowError) as error:
        why = f"{error.file}:{error.line}: {error.why}. Correct the file and try again."
    except BadOption as error:
        why = str(error)
    except Conflict as error:
        why = f"{error}. Nothing was changed. Try again."
    except SQLAlchemyError as error:
        told = error.orig if isinstance(error, DBAPIError) else error
        why = f"the database: {told}. Nothing was changed. Check COALITIEWIJZER_DATABASE_URL and try again."
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(str(error.name).partition(".")[0], "semantic")
        why = f'{error.name} is not installed. Install it with pip install "coalitiewijzer[{extra}]" and try again.'
    except OSError as error:
        why = f"{error.filename}: {error.strerror}. Check the path and try again."
    return refuse(why)


def refuse(why: str) -> int:
    """Tell in one line what is wrong and what to do; returns the exit code."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(f"error: {' '.join(why.split())}"))
    return WRONG

"""`coalitiewijzer actions`."""

from datetime import UTC, datetime
from ipaddress import ip_address

from bot.app import build
from bot.channels.action_server import make_server, run_server
from bot.commands.outcome import guarded, refuse
from bot.settings import Settings
from flows.services.directory import Directory
from knowledge.areas import areas


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve the business steps to Rasa, until told to stop; returns the exit code."""
    if not _only_here(host):
        return refuse(
            f"{host} can be reached from elsewhere, and this server asks nobody who they are. "
            "Use --host 127.0.0.1 and run Rasa on the same machine."
        )

    def command() -> int:
        app = make_server(build(settings), Directory(areas()), lambda: datetime.now(UTC))
        try:
            run_server(app, host, port)
        except OSError as error:
            return refuse(f"{host}:{port} cannot be used: {error.strerror}. Choose another --port.")
        return 0

    return guarded(command)


def _only_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

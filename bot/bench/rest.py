"""How fast a turn is over HTTP: a server in a process of its own, and clients that keep their connections open."""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import uvicorn

from bot.app import build, load_demo
from bot.bench.turns import dialogue
from bot.channels.rest import PREFIX
from bot.channels.server import application
from bot.settings import Settings
from flows.services.context import DUTCH_TIME

HOST = "127.0.0.1"
LONGEST_START = 60.0
"""Seconds that the server may take to begin."""
_SERVE = "import sys; from bot.bench.rest import serve; serve(sys.argv[1], int(sys.argv[2]))"


def serve(url: str, port: int) -> None:
    """Serve the demo from a database; runs in the process that is measured."""
    talk = build(Settings(database_url=url))
    load_demo(talk)
    uvicorn.run(application(talk), host=HOST, port=port, log_level="warning", access_log=False)


def bench_rest(clients: int, conversations: int, most: int) -> dict[str, float | int]:
    """Let clients have whole conversations at the same time, and measure each turn: message out, answer in.

    Args:
        clients: how many talk at once, each over one connection.
        conversations: how many they have together.
        most: at most so many messages of each conversation.

    Returns:
        turns; turns_per_second of all clients together; median_ms, p95_ms and max_ms of one turn, as the client sees
        it; rss_mb: the most memory (MiB) of the server.
    """
    lines = dialogue(datetime.now(DUTCH_TIME).date())[:most]
    counts = [conversations // clients + (one < conversations % clients) for one in range(clients)]
    with TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-c", _SERVE, f"sqlite:///{Path(folder) / 'bench.db'}", str(port)]
        with subprocess.Popen(command) as server:  # noqa: S603 - our own program
            try:
                _await(port)
                start = perf_counter()
                with ThreadPoolExecutor(clients) as pool:
                    each = list(pool.map(lambda many: _talk(port, lines, many), counts))
                wall = perf_counter() - start
            finally:
                server.terminate()
    took = [seconds for one in each for seconds in one]
    return {
        "turns": len(took),
        "turns_per_second": round(len(took) / wall, 1),
        "median_ms": round(median(took) * 1000, 3),
        "p95_ms": round(quantiles(took, n=20)[-1] * 1000, 3),
        "max_ms": round(max(took) * 1000, 3),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
    }


def _talk(port: int, lines: Sequence[str], conversations: int) -> list[float]:
    """Have conversations one after the other; gives the seconds of each turn."""
    took = []
    with closing(HTTPConnection(HOST, port, timeout=60)) as connection:
        for _ in range(conversations):
            sender = _post(connection, "sessions", {})["sender"]
            for place, line in enumerate(lines):
                message = {"sender": sender, "message": line, "metadata": {"message_id": str(place)}}
                start = perf_counter()
                _post(connection, "webhook", message)
                took.append(perf_counter() - start)
    return took


def _post(connection: HTTPConnection, path: str, content: dict[str, Any]) -> Any:
    body = json.dumps(content).encode()
    connection.request("POST", f"{PREFIX}/{path}", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status >= 400:
        raise OSError(response.status, f"the server refused a message: {answer}")
    return answer


def _free_port() -> int:
    with create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _await(port: int) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not.
    """
    end = perf_counter() + LONGEST_START
    while perf_counter() < end:
        try:
            with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
                connection.request("GET", f"{PREFIX}/")
                connection.getresponse().read()
                return
        except OSError:
            sleep(0.1)
    raise TimeoutError(f"the server did not start within {LONGEST_START:.0f} seconds")

"""Holds the same dialogues with Rasa open source and with our REST channel, and compares every answer.

It starts all of it itself: `python -m tests.rasa.compare --rasa RASA`, where RASA is the command `rasa` of an
environment with Rasa open source 3.6 (README.md beside this file). Exit code 1 when any answer differs.
"""

import argparse
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import httpx
from ruamel.yaml import YAML

from bot.bench.turns import dialogue
from flows.services.context import DUTCH_TIME
from tests.dialogues.files import Case, read
from tests.dialogues.players import fresh_database

ROOT = Path(__file__).parents[2]
RASA, OURS, ACTIONS = (f"http://127.0.0.1:{port}" for port in (5005, 5006, 5055))
WHIMS = YAML(typ="safe").load(Path(__file__).with_name("whims.yml"))
RANDOM_TURNS = 40
Reply = dict[str, Any]
Process = subprocess.Popen[bytes]


@dataclass
class Side:
    """One of the two.

    Attributes:
        talk: the way to its REST channel.
        files: the way to its documents.
        processes: what runs it.
        sessions: where it gives a sender for a new conversation; "" when any word will do.
        sender: of the conversation that goes on.
        took: the seconds that each answer took.
    """

    talk: httpx.Client
    files: httpx.Client
    processes: list[Process]
    sessions: str = ""
    sender: str = ""
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._spent = self._cpu()

    def begin(self) -> None:
        """Begin a new conversation."""
        given = self.talk.post(self.sessions, json={}).raise_for_status().json() if self.sessions else {}
        self.sender = given.get("sender") or secrets.token_hex()

    def post(self, text: str, language: str) -> list[Reply]:
        """Say something, and give the replies."""
        said = {"sender": self.sender, "message": text, "metadata": {"language": language}}
        start = perf_counter()
        response = self.talk.post("/webhooks/rest/webhook", json=said)
        took = perf_counter() - start
        if response.status_code == 429:  # Our server takes 600 messages a minute from one address.
            sleep(1)
            return self.post(text, language)
        if response.status_code == 404:  # Our senders end when the person is erased; Rasa's are words of its client.
            self.begin()
            return self.post(text, language)
        self.took.append(took)
        return [self._with_files(reply) for reply in joined(response.raise_for_status().json())]

    def _with_files(self, reply: Reply) -> Reply:
        """Put documents in the place of their addresses: the name, and the words where it is plain text."""
        files = []
        for document in reply["custom"]["documents"]:
            found = self.files.get(
                document["url"], headers={"Authorization": f"Bearer {self.sender}"}
            ).raise_for_status()
            files.append((document["name"], found.text if document["name"].endswith(".md") else bool(found.content)))
        return {**reply, "custom": {**reply["custom"], "documents": files}}

    def figures(self) -> str:
        rss = " + ".join(f"{_rss(process.pid):.0f}" for process in self.processes)
        rate, p95 = len(self.took) / sum(self.took), quantiles(self.took, n=20)[-1]
        cpu = (self._cpu() - self._spent) / len(self.took)
        return (
            f"{rate:.1f} turns/s, median {median(self.took) * 1e3:.1f} ms, p95 {p95 * 1e3:.1f} ms, "
            f"processor {cpu * 1e3:.1f} ms a turn, memory {rss} MiB"
        )

    def _cpu(self) -> float:
        """The seconds of processor time that its processes took so far."""
        times = [Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").split() for process in self.processes]
        return sum(int(time) for all_times in times for time in all_times[13:15]) / os.sysconf("SC_CLK_TCK")


class Lines:
    """What somebody types, as recorded."""

    def __init__(self, name: str, lines: list[str], language: str = "nl") -> None:
        self.name, self.language, self._lines = name, language, lines

    def next(self, _replies: list[Reply]) -> str | None:
        return self._lines.pop(0) if self._lines else None


class Whims:
    """What somebody does who does whatever comes to mind: half of the time a button, otherwise a line."""

    def __init__(self, seed: int) -> None:
        self.name, self.language = f"random {seed}", ("nl", "en")[seed % 2]
        self._random = random.Random(seed)  # noqa: S311 - nothing to keep secret
        self._left = RANDOM_TURNS

    def next(self, replies: list[Reply]) -> str | None:
        if not self._left:
            return None
        self._left -= 1
        buttons = [button["payload"] for reply in replies for button in reply["buttons"]]
        pick = self._random.random()
        if buttons and pick < 0.5:
            return str(self._random.choice(buttons))
        said = str(self._random.choice(_bench() if pick < 0.75 else WHIMS))
        return "lang verhaal " * 500 if said == "LONG" else said


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rasa", required=True, help="the command rasa, with its folder")
    parser.add_argument("--random", type=int, default=20, help="how many random dialogues")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        rasa, ours = sides(options.rasa, Path(folder), stack)
        differences = sum(compare(one, rasa, ours) for one in dialogues(options.random))
        _say(f"Turns: {len(ours.took)}. Differences: {differences}.")
        _say(f"Rasa, and the action server: {rasa.figures()}")
        _say(f"Our REST channel: {ours.figures()}")
    return 1 if differences else 0


def dialogues(number: int) -> Iterator[Lines | Whims]:
    """Give the dialogue of the bench, all recorded ones, and random ones."""
    yield Lines("bench", _bench())
    for file in sorted((ROOT / "tests/conversations").glob("*.yml")):
        for case in read(file):
            yield Lines(f"{file.name}: {case.name}", [step.user for step in case.steps], case.language)
    for seed in range(number):
        yield Whims(seed)


def compare(one: Lines | Whims, rasa: Side, ours: Side) -> int:
    """Hold one dialogue with both; returns how many answers differ."""
    rasa.begin()
    ours.begin()
    turns, differences = 0, 0
    replies: list[Reply] = []
    while (text := one.next(replies)) is not None:
        turns += 1
        theirs, replies = rasa.post(text, one.language), ours.post(text, one.language)
        if theirs != replies:
            differences += 1
            _say(f"{one.name}, turn {turns}, {text[:60]!r}\n  Rasa: {theirs}\n  ours: {replies}")
    _say(f"{one.name}: {turns} turns, {differences} differences")
    return differences


def joined(messages: list[Reply]) -> list[Reply]:
    """Put together what Rasa sends in parts: a text without buttons is cut at empty lines, and `custom` comes apart.

    White space at the ends of a text is left out, since Rasa does not send it.
    """
    replies: list[Reply] = []
    parts: list[Reply] = []
    for message in messages:
        parts.append(message)
        if "custom" in message:
            text = "\n\n".join(part["text"] for part in parts if "text" in part).strip()
            buttons = [button for part in parts for button in part.get("buttons", ())]
            replies.append({"text": text, "buttons": buttons, "custom": message["custom"]})
            parts = []
    return [*replies, *parts]


@contextmanager
def running(command: list[str], folder: Path, ready: str, **environment: str) -> Iterator[Process]:
    """Run a server until the block ends."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment})
    try:
        for _ in range(120):
            try:
                httpx.get(ready)
                break
            except httpx.TransportError:
                sleep(0.5)
        yield process
    finally:
        process.terminate()
        process.wait()


def sides(command: str, folder: Path, stack: ExitStack) -> tuple[Side, Side]:
    """Start both, each with a database of its own that begins the same; gives Rasa's and ours."""
    python = [sys.executable, "-m", "bot"]
    settings = []
    for name in ("rasa", "ours"):
        file = folder / f"{name}.db"
        with fresh_database(Case("", (), datetime.now(UTC))) as fresh:
            shutil.copy(fresh, file)
        settings.append({"COALITIEWIJZER_DATABASE_URL": f"sqlite:///{file}", "PYTHONPATH": str(ROOT)})
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    project = folder / "project"
    subprocess.run([*python, "flows", "export", "--rasa", str(project)], cwd=ROOT, check=True)
    for step in (["data", "validate", "--fail-on-warnings"], ["train"]):
        subprocess.run([command, *step], cwd=project, check=True, env={**os.environ, **quiet})
    actions = stack.enter_context(running([*python, "actions"], folder, f"{ACTIONS}/health", **settings[0]))
    run = [command, "run", "-i", "127.0.0.1", "-p", "5005"]
    rasa = stack.enter_context(running(run, project, RASA, **quiet))
    rest = stack.enter_context(running([*python, "serve", "--port", "5006"], folder, OURS, **settings[1]))
    talks = [stack.enter_context(httpx.Client(base_url=url, timeout=60)) for url in (RASA, ACTIONS, OURS)]
    return Side(talks[0], talks[1], [rasa, actions]), Side(talks[2], talks[2], [rest], "/webhooks/rest/sessions")


def _bench() -> list[str]:
    return dialogue(datetime.now(DUTCH_TIME).date())


def _rss(process: int) -> float:
    """The memory of a process, in MiB."""
    status: Mapping[str, str] = dict(
        line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    )
    return int(status["VmRSS"].split()[0]) / 1024


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""`coalitiewijzer flows export`."""

from pathlib import Path

from bot.commands.outcome import guarded, refuse, say
from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.assembly import script
from flows.export import NotOurs, export_project


def export_rasa(folder: Path) -> int:
    """Write a project for Rasa open source; returns the exit code."""

    def command() -> int:
        try:
            files = export_project(script(ActionRunner(ACTIONS)), folder)
        except NotOurs:
            return refuse(f"{folder} holds something else. Nothing was written. Name a new or an empty folder.")
        say(f"Written: {len(files)} files in {folder}. Its README.md says how to start.")
        return 0

    return guarded(command)

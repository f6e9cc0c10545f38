"""A project for Rasa open source 3.6 in which the same conversation runs, by the action server's form."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from flows.engine.definitions import LANGUAGES, Response, Script
from flows.engine.messages import translate

DOMAIN, STEPS = "domain.yml", "steps.yml"
_PROJECT = Path(__file__).parent / "rasa"


class NotOurs(Exception):
    """A folder holds something else than an earlier export."""


def export_project(script: Script, folder: Path) -> list[Path]:
    """Write the project; an earlier export in the folder is written again.

    Returns:
        The files, in order.

    Raises:
        NotOurs: the folder is not empty and holds no earlier export; nothing was written.
        OSError: a file cannot be written.
    """
    texts = _texts(script)
    if folder.exists() and not _may_write(folder, texts[DOMAIN].partition("\n")[0]):
        raise NotOurs(folder)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _texts(script: Script) -> dict[str, str]:
    files = sorted(path for path in _PROJECT.rglob("*") if path.is_file())
    texts = {path.relative_to(_PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    texts[DOMAIN] += "".join(f"  {name}: {{type: any, mappings: [{{type: custom}}]}}\n" for name in script.slots)
    responses = {name: list(_variants(response)) for name, response in script.responses.items()}
    texts[STEPS] += _yaml({"actions": sorted(script.actions), "responses": responses})
    return texts


def _variants(response: Response) -> Iterator[dict[str, Any]]:
    """Give a response in each language; Rasa takes the first whose condition holds, or else one without."""
    for language in LANGUAGES:
        variant: dict[str, Any] = {"text": translate(response.texts, language)}
        if language != LANGUAGES[0]:
            variant["condition"] = [{"type": "slot", "name": "language", "value": language}]
        if response.buttons:
            titles = [(translate(button.titles, language), button.payload) for button in response.buttons]
            variant["buttons"] = [{"title": title, "payload": payload} for title, payload in titles]
        yield variant


def _yaml(content: dict[str, Any]) -> str:
    yaml, text = YAML(), StringIO()
    yaml.width = 1000
    yaml.dump(content, text)
    return text.getvalue()


def _may_write(folder: Path, first_line: str) -> bool:
    if not any(folder.iterdir()):
        return True
    domain = folder / DOMAIN
    return domain.is_file() and domain.read_text(encoding="utf-8").startswith(first_line)

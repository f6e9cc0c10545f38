"""Files that were sent, by people and by the bot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from tests.botapi.errors import bad_request

MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
MOST_UPLOAD_BYTES = 50 * 1024 * 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
Kind = Literal["document", "photo"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as Telegram keeps it."""

    id: str
    kind: Kind
    name: str
    content: bytes
    media_type: str

    @property
    def unique_id(self) -> str:
        """The id that stays the same for each bot."""
        return f"unique-{self.id}"

    @property
    def path(self) -> str:
        """Where it can be fetched."""
        return f"{self.kind}s/{self.id}{PurePosixPath(self.name).suffix}"


class Files:
    """All files by id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: Kind, name: str, content: bytes, media_type: str) -> StoredFile:
        """Keep a new file."""
        file = StoredFile(f"{kind}-{len(self._files) + 1}", kind, name, content, media_type)
        self._files[file.id] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        """The file with this id.

        Raises:
            ApiError: 400, there is none.
        """
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        return self._files[file_id]

    def at(self, path: str) -> StoredFile | None:
        """The file that can be fetched there."""
        return next((file for file in self._files.values() if file.path == path), None)

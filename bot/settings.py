"""Settings, read once from the environment (prefix COALITIEWIJZER_) when the program starts."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set.

    Attributes:
        database_url: where everything is stored; the default is a SQLite file in the working directory.
        erasures_file: where is noted who was erased, for `db replay-erasures`; by default beside a SQLite file, and for
            PostgreSQL in the working directory. Keep it apart from the backups of the database.
        documents_folder: where the terminal puts documents.
        telegram_token: the bot's token, from Telegram's BotFather.
        telegram_bot_name: the bot's name, for links to it, where another process serves Telegram.
        public_url: the public address of the chat page, for links to it, like https://coalitie.example.nl.
        telegram_base_url: address of the Bot API, up to the token; for an own Bot API server or an emulator.
        telegram_webhook_url: the public address of this server's Telegram route; empty means polling.
        telegram_webhook_secret: a word that Telegram sends along, so that nobody else can.
        mail_url: the mail server, like smtp+starttls://user:password@host:port; empty means that no mail is sent.
        mail_from: the address from which mail is sent.
        semantic: understand free text by its meaning too; needs the extra `semantic`.
        log_level: what is logged: debug, info, warning or error.
    """

    model_config = SettingsConfigDict(env_prefix="COALITIEWIJZER_", frozen=True)

    database_url: str = "sqlite:///.coalitiewijzer/coalitiewijzer.db"
    erasures_file: Path | None = None
    documents_folder: Path = Path(".coalitiewijzer/documents")
    telegram_token: SecretStr = SecretStr("")
    telegram_bot_name: str = ""
    public_url: str = ""
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    mail_url: SecretStr = SecretStr("")
    mail_from: str = ""
    semantic: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @property
    def erasures(self) -> Path | None:
        """Where is noted who was erased; None for a database in memory, which no backup brings back."""
        if self.erasures_file:
            return self.erasures_file
        backend, _, place = self.database_url.partition("://")
        if not backend.startswith("sqlite"):
            return Path(".coalitiewijzer/erasures.jsonl")
        file = place.removeprefix("/").partition("?")[0]
        return Path(f"{file}.erasures.jsonl") if file and file != ":memory:" else None

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

import storage
from storage.columns import Stored
from storage.database import Database, newest_version, stored_version

ROOT = Path(storage.__file__).parents[1]
MODULES = [import_module(f"storage.{module.name}") for module in iter_modules(storage.__path__) if not module.ispkg]


def config(**attributes: object) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(ROOT / "storage/migrations"))
    return config


def test_the_migrations_make_the_tables_of_the_models(database: Database, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Stored.metadata) == []
    engine.dispose()


def test_the_models_cover_every_table(database: Database, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*Stored.metadata.tables, "alembic_version"}
    engine.dispose()


def test_down_to_nothing_and_up_again(database: Database, url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        command.downgrade(config(connection=connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert stored_version(connection) is None
    database.upgrade()
    with engine.begin() as connection:
        assert stored_version(connection) == newest_version()
    engine.dispose()


def test_the_newest_version_is_what_alembic_takes_for_it() -> None:
    assert newest_version() == ScriptDirectory.from_config(config()).get_current_head()


def test_an_upgrade_of_new_tables_does_not_import_alembic(database: Database, url: str) -> None:
    program = "import sys; from storage.database import Database; d = Database(sys.argv[1]); d.upgrade(); d.close()"
    program += "; assert 'alembic' not in sys.modules"
    subprocess.run([sys.executable, "-c", program, url], check=True, cwd=ROOT)


def test_two_who_upgrade_at_once_both_succeed(url: str) -> None:
    program = "import sys; from storage.database import Database; d = Database(sys.argv[1]); d.upgrade(); d.close()"
    started = [subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT) for _ in range(3)]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]


def test_alembic_works_from_the_command_line_with_an_address(url: str) -> None:
    config_ = config()
    config_.cmd_opts = type("Options", (), {"x": [f"url={url}"]})()
    command.upgrade(config_, "head")
    engine = create_engine(url)
    with engine.connect() as connection:
        assert stored_version(connection) == newest_version()
    engine.dispose()


def test_a_new_migration_needs_nothing_of_this_package(url: str, tmp_path: Path) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        fresh = config(connection=connection)
        fresh.set_main_option("version_locations", str(tmp_path))
        fresh.set_main_option("path_separator", "newline")
        script = command.revision(fresh, message="everything", autogenerate=True, rev_id="0002")
    engine.dispose()
    written = Path(script.path).read_text(encoding="utf-8")
    assert "sa.DateTime(timezone=True)" in written
    assert "storage" not in written
    assert "sqlmodel" not in written


LOOK_AT_EVERY_TABLE = """
import importlib, sys
from sqlalchemy import select
from storage.database import Database
from storage.statements import records, table_of
module = importlib.import_module(sys.argv[1])
database = Database("sqlite://")
database.upgrade()
with database.transaction() as session:
    for model in [one for one in vars(module).values() if hasattr(one, "__table__")]:
        assert records(session, model, select(table_of(model))) == []
database.close()
"""


@pytest.mark.parametrize("module", [module.__name__ for module in MODULES])
def test_each_module_works_when_it_is_imported_alone(module: str) -> None:
    subprocess.run([sys.executable, "-c", LOOK_AT_EVERY_TABLE, module], check=True, cwd=ROOT)

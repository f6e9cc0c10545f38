from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from storage import calls
from storage.database import Database

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Amsterdam"), timezone(timedelta(hours=-9, minutes=-30))])
YEARS = {"min_value": datetime(1970, 1, 2), "max_value": datetime(2200, 1, 1)}  # noqa: DTZ001


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(moment=st.datetimes(**YEARS, timezones=ZONES))
def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database, moment: datetime) -> None:
    with database.transaction() as session:
        calls.save(session, str(moment.timestamp()), {"at": moment.isoformat()}, False, moment)
        found = calls.read(session, str(moment.timestamp())).updated_at
    assert found.utcoffset() == timedelta(0)
    assert found.timestamp() == moment.timestamp()


def test_a_moment_without_a_zone_is_refused(database: Database, now: datetime) -> None:
    with database.transaction() as session, pytest.raises(StatementError, match="needs a time zone"):
        calls.save(session, "buurt", {}, False, now.replace(tzinfo=None))

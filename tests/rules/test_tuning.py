"""The embedded server's settings for small and large machines."""

import pytest

from handrail.base.database.tuning import as_file, tuning
from handrail.base.database.version import TooOldError, check

GIB = 1024**3


@pytest.mark.parametrize(
    ("memory", "shared"), [(GIB // 8, "32MB"), (2 * GIB, "512MB"), (64 * GIB, "8192MB")]
)
def test_shared_memory_grows_with_the_machine_and_stops(memory: int, shared: str) -> None:
    assert tuning(memory)["shared_buffers"] == shared


def test_what_is_committed_is_on_disk_except_in_tests() -> None:
    assert tuning(GIB)["synchronous_commit"] == "on"
    assert "fsync" not in tuning(GIB)
    assert tuning(GIB, durable=False)["fsync"] == "off"


def test_it_listens_on_no_network_address() -> None:
    assert "listen_addresses = ''\n" in as_file(tuning(GIB))


def test_a_server_older_than_15_is_refused_in_words() -> None:
    with pytest.raises(TooOldError, match="version 14; Handrail needs 15 or newer"):
        check(140_011)
    check(150_000)
    check(180_004)

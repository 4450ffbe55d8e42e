"""How the embedded server is tuned for the machine it is on; pure arithmetic."""

from collections.abc import Mapping

MAX_CONNECTIONS = 100
MIB = 1024 * 1024


def tuning(memory: int, *, durable: bool = True) -> dict[str, str]:
    """Settings for a machine with `memory` bytes.

    `durable=False` is for tests: what is committed survives a killed process, not a power cut.
    """
    # A quarter, as PostgreSQL's manual advises in “Resource Consumption”; beyond 8 GB it gains little.
    shared = max(32 * MIB, min(8192 * MIB, memory // 4))
    cache = max(64 * MIB, memory // 2)
    chosen = {
        "listen_addresses": "",
        "max_connections": str(MAX_CONNECTIONS),
        "shared_buffers": f"{shared // MIB}MB",
        "effective_cache_size": f"{cache // MIB}MB",
        "work_mem": "8MB",
        "maintenance_work_mem": f"{max(32, min(256, shared // MIB // 4))}MB",
        "wal_compression": "on",
        "min_wal_size": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "32",
        "default_statistics_target": "100",
        # Our statements take milliseconds; compiling them would take longer.
        "jit": "off",
        "synchronous_commit": "on",
        "idle_in_transaction_session_timeout": "5min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_duration_statement": "1s",
    }
    return chosen if durable else {**chosen, **IN_TESTS}


IN_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
}


def as_file(chosen: Mapping[str, str]) -> str:
    """The settings as a PostgreSQL configuration file."""
    return "".join(f"{name} = '{value}'\n" for name, value in sorted(chosen.items()))

"""The load: a process of its own with persistent connections, so that its CPU is not the server's."""

import http.client
import json
import statistics
import sys
import threading
import time


def ask(host: str, port: int, spec: dict[str, str], end: float, taken: list[float]) -> None:
    """One connection, one request after another until the end; the times in milliseconds."""
    line = http.client.HTTPConnection(host, port, timeout=60)
    body = spec.get("body", "")
    headers = json.loads(spec["headers"])
    while time.monotonic() < end:
        began = time.perf_counter()
        line.request(spec["method"], spec["path"], body=body or None, headers=headers)
        response = line.getresponse()
        content = response.read()
        if response.status >= 400 or response.status == 302:
            raise SystemExit(f"{spec['path']} answered {response.status}: {content[:300]!r}")
        taken.append((time.perf_counter() - began) * 1000)


def main() -> None:
    """Read what to do from the arguments, and print p50, p95 and the rate as JSON."""
    host, port, clients, seconds = (
        sys.argv[1],
        int(sys.argv[2]),
        int(sys.argv[3]),
        float(sys.argv[4]),
    )
    spec = json.loads(sys.argv[5])
    taken: list[float] = []
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=ask, args=(host, port, spec, end, taken)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(taken, n=20)
    print(json.dumps({"p50": statistics.median(taken), "p95": cuts[-1], "count": len(taken),
                      "rate": len(taken) / seconds}))  # fmt: skip


if __name__ == "__main__":
    main()

"""Ask the web server of this container whether it can serve.

    python -m config.probe

Ends with 0 when ``/health/`` answers 200. The request names one of the site's own
hosts, as the site answers to no other.
"""

from __future__ import annotations

import http.client
import sys

from config.environment import Environment

__all__ = ["is_healthy"]


def is_healthy(host: str, port: int, name: str) -> bool:
    """Whether the server at ``host`` and ``port``, asked as ``name``, is healthy."""
    connection = http.client.HTTPConnection(host, port, timeout=4)
    try:
        connection.request("GET", "/health/", headers={"Host": name})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def main() -> int:
    env = Environment()
    hosts: list[str] = env.read("ALLOWED_HOSTS", ["localhost"])
    env.check()
    name = hosts[0].lstrip(".")
    return 0 if is_healthy("127.0.0.1", env.read("PORT"), name) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Run the tests of kit and services that use a server on the PostgreSQL 15 and the Redis of Debian: `make test-debian`.

The others do the same whatever server there is.
"""

import os
import subprocess
import sys

from tests.memory_folder import memory_folder
from tests.real_parts import find_debian_postgres, find_debian_redis
from tools.servers import postgres_server, valkey_server


def main(arguments: list[str]) -> int:
    postgres, redis = find_debian_postgres(), find_debian_redis()
    if postgres is None or redis is None:
        print("PostgreSQL 15 or Redis of Debian is missing: make test-servers (as root)", file=sys.stderr)
        return 1
    with (
        memory_folder() as folder,
        postgres_server(folder / "postgres", binaries=postgres.parent, durable=False) as database_url,
        valkey_server(folder / "redis", binary=redis) as redis_url,
    ):
        environment = os.environ | {"IMAGIN_TEST_DATABASE_SERVER": database_url, "IMAGIN_TEST_REDIS_URL": redis_url}
        # The tests must not go on when this process is ended.
        command = ["setpriv", "--pdeathsig=TERM", "--", sys.executable, "-m", "pytest", "-m", "uses_servers"]
        return subprocess.run(
            [*command, "tests/kit", "tests/services", *arguments], env=environment, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

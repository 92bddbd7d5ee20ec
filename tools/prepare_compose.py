"""The first step of compose.yaml: certificates, keys, databases and the bucket, before any process of ours starts.

Runs as root of its container, whose volumes are still empty, and gives what it makes to the user of the other ones.
"""

import os
import shutil
from pathlib import Path

from kit.storage import S3Storage, open_storage
from tools.make_certificates import make_certificates
from tools.preparation import SERVICES, create_databases, make_keys

USER = 10001
CERTIFICATES = Path("/certificates")
KEYS = Path("/keys")


def main() -> None:
    make_certificates(CERTIFICATES, [*SERVICES, "gateway", "loader"])
    make_keys(KEYS)
    for folder in (CERTIFICATES, KEYS):
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, USER, USER)
    create_databases(os.environ["IMAGIN_DATABASE_SERVER"], os.environ["IMAGIN_PASSWORD"])
    storage = open_storage(os.environ["IMAGIN_STORAGE_URL"])
    if isinstance(storage, S3Storage):
        storage.make_bucket()


if __name__ == "__main__":
    main()

"""Proofs that eight people upload at once through the whole product, and the same bytes put straight into the store.

The product: real processes of the gateway, expenses, documents and its confined children, PostgreSQL and MinIO, which
share the machine with the clients. Clients are threads that send requests which were written before.
"""

import io
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

import psutil

from bench.files import photographs, scans
from bench.measuring import in_turns, is_void, verdict
from bench.watching import MEGABYTE, Watch
from kit.identifiers import new_id
from kit.storage import open_storage
from tests.clamd import clamd_server
from tests.faults.claims import examiners, furnish
from tests.faults.deployment import Deployment, deployed
from tests.faults.proofs import FOLDER, Claim
from tests.gateway.browser import Browser
from tests.real_parts import find_clamd, find_minio
from tests.stores import minio_server

UPLOADS, CLIENTS, ROUNDS = 100, 8, 5
GOAL, MOST_MEGABYTES = 0.5, 200
BOUNDARY = "a-line-that-stands-in-no-file"
FLOOR, STORE, DATABASE, CLIENT = "floor", "MinIO", "PostgreSQL", "the clients"
NOT_OURS = {STORE, CLIENT}


@dataclass
class Person:
    """Somebody who deposits, each time on a claim of their own: a folder has an end."""

    browser: Browser
    claims: Iterator[Claim]
    token: str
    cookie: str

    @classmethod
    def of(cls, browser: Browser, claims: list[Claim]) -> "Person":
        cookie = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
        return cls(browser, iter(claims), browser.token(), cookie)

    def deposit(self, address: str, contents: list[bytes]) -> None:
        """Send the form of the page once for each file."""
        claim = next(self.claims)
        with closing(HTTPConnection(address, timeout=60)) as connection:
            for number, content in enumerate(contents):
                connection.request(
                    "POST",
                    f"/etats-de-frais/{claim.id}/pieces?dossier={FOLDER}",
                    self._form(content, f"piece-{number}"),
                    {"cookie": self.cookie, "content-type": f"multipart/form-data; boundary={BOUNDARY}"},
                )
                answer = connection.getresponse()
                text = answer.read()
                assert answer.status == 303, (answer.status, text[-3000:].decode(errors="replace"))

    def _form(self, content: bytes, name: str) -> bytes:
        fields = {"form_token": self.token, "request_id": new_id(), f"{FOLDER}.proof": ""}
        head = "".join(
            f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in fields.items()
        )
        head += (
            f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{FOLDER}.file"; filename="{name}"\r\n'
            "content-type: application/octet-stream\r\n\r\n"
        )
        return b"".join((head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()))


def run() -> int:
    """Measure, print, and say whether the goals are met."""
    assert find_minio() is not None, "this needs MinIO: make test-servers"
    shares = {"scan": scans(UPLOADS), "photograph": photographs(UPLOADS)}
    outcomes = []
    with _product() as (deployment, url):
        outcomes.append(_measure(deployment, url, "antivirus none:", shares))
        if find_clamd() is not None:
            with (
                tempfile.TemporaryDirectory(prefix="imagin-bench-") as folder,
                clamd_server(Path(folder) / "clamd") as antivirus,
                deployment.changed("documents", storage_url=url, antivirus_url=antivirus.url),
            ):
                outcomes.append(_measure(deployment, url, "antivirus clamd", {"scan": shares["scan"]}))
    return max(outcomes)


@contextmanager
def _product() -> Iterator[tuple[Deployment, str]]:
    """The whole product over a store of its own, whose address comes along."""
    with tempfile.TemporaryDirectory(prefix="imagin-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        # PostgreSQL runs as nobody when root measures.
        folder.chmod(0o755)
        for part in ("product", "minio"):
            (folder / part).mkdir()
        url = stack.enter_context(minio_server(folder / "minio"))
        deployment = stack.enter_context(deployed(folder / "product"))
        stack.enter_context(deployment.changed("documents", storage_url=url))
        furnish(deployment)
        yield deployment, url


def _measure(deployment: Deployment, url: str, title: str, kinds: dict[str, list[bytes]]) -> int:
    """Print what a configuration is worth."""
    megabytes = sum(map(len, next(iter(kinds.values())))) / 1e6
    print(f"--- {title}: {UPLOADS} uploads, {megabytes:.0f} MB, from {CLIENTS} clients, {ROUNDS} rounds")
    watch = _watch(deployment)
    # Each kind twice in each round, once more to warm up and once to look at the memory.
    people = _people(deployment, len(kinds) * (2 * ROUNDS + 2))
    spent: dict[str, Counter[str]] = {name: Counter() for name in (FLOOR, *kinds)}

    def counted(name: str, run: Callable[[], float]) -> float:
        before = watch.processor_seconds()
        seconds = run()
        spent[name] += Counter({one: now - before[one] for one, now in watch.processor_seconds().items()})
        _forget(url)
        return seconds

    variants = {FLOOR: partial(counted, FLOOR, partial(_straight, url, next(iter(kinds.values()))))}
    for kind, contents in kinds.items():
        deposit = partial(_through, deployment, people, contents)
        deposit()
        variants |= {kind: partial(counted, kind, deposit), f"{kind} again": partial(counted, kind, deposit)}
    taken = in_turns(variants, ROUNDS)
    floor = taken.pop(FLOOR)
    print(f"floor, straight into the store: {_speed(megabytes, floor)}")
    outcomes = []
    for kind in kinds:
        one, again = taken[kind], taken[f"{kind} again"]
        ratio = statistics.median(floor) / statistics.median(one + again)
        ratios = sorted(low / high for low, high in zip(floor + floor, one + again, strict=True))
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        print(f"{kind}: {_speed(megabytes, one + again)}, {ratio:.2f} of the floor ({spread} by round; goal {GOAL})")
        outcomes.append((ratio >= GOAL, is_void(statistics.median(one), statistics.median(again))))
    with watch.memory():
        for contents in kinds.values():
            _through(deployment, people, contents)
    _forget(url)
    _print_table(watch, spent)
    is_small = all(size < MOST_MEGABYTES * MEGABYTE for name, size in watch.resident.items() if name not in NOT_OURS)
    return verdict(is_met=is_small and all(met for met, _ in outcomes), is_void=any(void for _, void in outcomes))


def _watch(deployment: Deployment) -> Watch:
    processes = {name: psutil.Process(deployment.pid(name)) for name in ("gateway", "auth", "expenses", "documents")}
    (server,) = processes["documents"].children()
    own = psutil.Process()
    store, database = (
        next(child for child in own.children() if name in child.name()) for name in ("minio", "postgres")
    )
    others = {"confined server": server, STORE: store, DATABASE: database, CLIENT: own}
    return Watch(processes | others, trees=frozenset({DATABASE}))


def _print_table(watch: Watch, spent: dict[str, Counter[str]]) -> None:
    """Memory of each process, and what an upload costs there; of the floor each upload is a put."""
    uploads = {name: UPLOADS * ROUNDS * (1 if name == FLOOR else 2) for name in spent}
    print(f"{'process':<28} {'RSS MB':>8} {'PSS MB':>8}  CPU ms of an upload: {', '.join(spent)}")
    for name in sorted({*watch.resident, *watch.processes}):
        sizes = [peaks.get(name, 0) / MEGABYTE for peaks in (watch.resident, watch.proportional)]
        costs = [1000 * cost[name] / uploads[kind] for kind, cost in spent.items()] if name in watch.processes else []
        print(f"{name:<28} {sizes[0]:8.0f} {sizes[1]:8.0f}  {' '.join(f'{cost:8.1f}' for cost in costs)}")
    totals = [1000 * cost.total() / uploads[kind] for kind, cost in spent.items()]
    print(f"{'all':<46}  {' '.join(f'{total:8.1f}' for total in totals)}")


def _speed(megabytes: float, seconds: list[float]) -> str:
    between = f"{megabytes / max(seconds):.1f} to {megabytes / min(seconds):.1f}"
    return f"{megabytes / statistics.median(seconds):.1f} MB/s ({between})"


def _people(deployment: Deployment, claims: int) -> list[Person]:
    """Eight people, each with so many claims whose folders are open."""
    people = []
    for identifier in examiners(deployment, CLIENTS):
        browser = deployment.browser(identifier)
        made = [Claim.of(deployment, browser) for _ in range(claims)]
        people.append(Person.of(browser, made))
    return people


def _shares(contents: list[bytes]) -> list[list[bytes]]:
    return [contents[first::CLIENTS] for first in range(CLIENTS)]


def _through(deployment: Deployment, people: list[Person], contents: list[bytes]) -> float:
    """Seconds until everything is deposited."""
    address = deployment.addresses["gateway"]
    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(lambda person, share: person.deposit(address, share), people, _shares(contents)))
    return perf_counter() - began


def _straight(url: str, contents: list[bytes]) -> float:
    """Seconds until everything is in the store, put there by the same client library."""

    def put(share: list[bytes]) -> None:
        storage = open_storage(url)
        for content in share:
            storage.put(new_id(), io.BytesIO(content), len(content))

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(put, _shares(contents)))
    return perf_counter() - began


def _forget(url: str) -> None:
    """Empty the store: a run deposits gigabytes."""
    storage = open_storage(url)
    for key in list(storage.keys()):
        storage.delete(key)

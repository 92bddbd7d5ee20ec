"""How a test reads the refusal of a call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest

from kit.errors import Refused, from_rpc_error


def refused(call: Callable[..., Any], *arguments: Any, **options: Any) -> Refused:
    """The refusal that a call ends with; a stream is read to its end."""
    with pytest.raises(grpc.RpcError) as caught:
        _to_the_end(call(*arguments, **options))
    return from_rpc_error(caught.value)


@contextmanager
def refused_for(reason: str) -> Iterator[list[Refused]]:
    """The block is refused for this reason; the list it gets then holds the refusal as its caller reads it."""
    found: list[Refused] = []
    with pytest.raises(grpc.RpcError) as caught:
        yield found
    found.append(from_rpc_error(caught.value))
    assert found[0].reason == reason, found[0]


def _to_the_end(answer: Any) -> None:
    for _ in answer if hasattr(answer, "__next__") else ():
        """What came before the refusal does not matter."""

"""The console of a visit: what was said to the person, kept in Redis for as long as a session may live.

Without Redis a message is shown on the page that it belongs to, and the history of the visit is empty: nothing else
depends on it.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.shell import Message

log = logging.getLogger(__name__)

KEPT = 50
KEPT_SECONDS = 12 * 3600


class Console:
    """Messages of one visit: those to show next, and the last fifty."""

    def __init__(self, redis: Redis, academy: str, session_secret: str) -> None:
        self._redis = redis
        # The secret of the session is nobody's business, not even that of Redis.
        visit = hashlib.sha256(b"console:" + session_secret.encode()).hexdigest()[:32]
        self._next = f"imagin:{academy}:console:{visit}:next"
        self._history = f"imagin:{academy}:console:{visit}:history"

    async def say(self, message: Message) -> None:
        """Keep a message for the next page and for the history."""
        text = json.dumps(asdict(message))
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.rpush(self._next, text).ltrim(self._next, -KEPT, -1).expire(self._next, KEPT_SECONDS)
                self._remember(pipeline, text)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("a message of the console is lost: %s", type(error).__name__)

    async def remember(self, message: Message) -> None:
        """Keep a message that the present page shows itself, for the history only."""
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                self._remember(pipeline, json.dumps(asdict(message)))
                await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("the history of the console misses a message: %s", type(error).__name__)

    async def read(self) -> tuple[Sequence[Message], Sequence[Message]]:
        """What is to be shown now, which is then no more to be shown, and the history, newest first."""
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.lrange(self._next, 0, -1).delete(self._next).lrange(self._history, 0, -1)
                waiting, _, history = await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("the console cannot be read: %s", type(error).__name__)
            return (), ()
        return _messages(waiting), _messages(history)

    def _remember(self, pipeline: Redis, text: str) -> None:
        pipeline.lpush(self._history, text).ltrim(self._history, 0, KEPT - 1).expire(self._history, KEPT_SECONDS)


def _messages(texts: Sequence[bytes]) -> list[Message]:
    return [Message(**json.loads(text)) for text in texts]

"""Subscriptions while they live: what each waits for, and what has changed since it was told last.

A subscription's resolver is an ordinary one that runs again after every change. It says by
`watch.on(...)` what it waits for, before it reads, and by `watch.news(...)` that there is nothing
to be told.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

logger = logging.getLogger("thana.live")


class Unchanged(Exception):
    """There is nothing to tell this subscription now."""


@dataclass(frozen=True)
class Change:
    """What was announced: one thing, by its ids; without ids several at once, or what may have been
    missed while nothing could be heard.
    """

    topics: frozenset[str] = frozenset()
    ids: Mapping[str, str] = field(default_factory=dict)
    may_miss: bool = False

    def also(self, other: Change) -> Change:
        """This change and another one, told at once."""
        ids = self.ids if self.ids == other.ids else {}
        return Change(self.topics | other.topics, ids, self.may_miss or other.may_miss)


class Hub:
    """Hands what one process hears to its subscriptions. Nothing is heard before the first one."""

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = {}
        self.watches: set[Watch] = set()
        self.is_wanted = asyncio.Event()
        self.is_hearing = asyncio.Event()

    async def open(self) -> None:
        """Hear what is announced from here on."""
        self.is_wanted.set()
        await self.is_hearing.wait()

    def tell(self, content: str) -> None:
        """Tell all who wait for one of the announcement's topics."""
        try:
            announced = json.loads(content)
            change = Change(frozenset(announced["topics"]), dict(announced["ids"]))
        except (ValueError, TypeError, LookupError):
            logger.error("an announcement is not well formed")
            return
        for watch in {w for topic in change.topics for w in self._watches.get(topic, ())}:
            watch.fire(change)

    def miss(self) -> None:
        """Have every subscription look whether something was missed."""
        for watch in self.watches:
            watch.fire(Change(may_miss=True))

    def move(self, watch: Watch, before: frozenset[str], after: frozenset[str]) -> None:
        """Have a subscription wait for other topics."""
        for topic in before - after:
            self._watches[topic].discard(watch)
            if not self._watches[topic]:
                del self._watches[topic]
        for topic in after - before:
            self._watches.setdefault(topic, set()).add(watch)
        (self.watches.add if after else self.watches.discard)(watch)


class Pace:
    """How often the subscriptions of one kind and connection are told. What is worked out for them
    is kept until the next time.
    """

    def __init__(self, seconds: float, wake: Callable[[], None]) -> None:
        self._seconds = seconds
        self._wake = wake
        self._kept: list[Any] = []
        self.is_resting = False

    async def once(self, make: Callable[[], Awaitable[T]]) -> T:
        """A value that all who are told at this time share; then nobody is for a while."""
        if not self.is_resting:
            self._kept.append(await make())
            self.is_resting = True
            asyncio.get_running_loop().call_later(self._seconds, self._rested)
        value: T = self._kept[0]
        return value

    def _rested(self) -> None:
        self._kept.clear()
        self.is_resting = False
        self._wake()


class Line:
    """What the subscriptions of one connection share."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.woken = asyncio.Event()
        self._paces: dict[str, Pace] = {}

    def pace(self, name: str, seconds: float) -> Pace:
        """The pace of this name, common to the connection."""
        return self._paces.setdefault(name, Pace(seconds, self.woken.set))


class Watch:
    """One subscription: the source of its root field. `change` is what has come since the last
    time, None when the subscription begins; `memory` is the resolver's own.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._pace: Pace | None = None
        self._topics: frozenset[str] = frozenset()
        self._due: Change | None = None
        self._told: object = None
        self._has_ended = False
        self.change: Change | None = None
        self.memory: Any = None

    def on(self, *topics: str) -> None:
        """Wait for these topics from here on: those of the viewer as of now. Raises Unchanged when
        what has changed is none of them any more, or nobody listens.
        """
        if self._has_ended:
            raise Unchanged
        before, self._topics = self._topics, frozenset(topics)
        self._line.hub.move(self, before, self._topics)
        change = self.change
        if change and not change.may_miss and not change.topics & self._topics:
            raise Unchanged

    def news(self, mark: object = None) -> None:
        """Raises Unchanged when the subscription just begins, and when it was told of this mark,
        such as a version, already.
        """
        told, self._told = self._told, mark
        if self.change is None or (mark is not None and mark == told):
            raise Unchanged

    def pace(self, name: str, seconds: float) -> Pace:
        """Be told at most once in so many seconds, together with the connection's others of this
        name. What changes meanwhile is told at the end of that time, at once.
        """
        self._pace = self._line.pace(name, seconds)
        return self._pace

    def again(self) -> None:
        """Run once more after this time: there is more to tell."""
        self.fire(Change(may_miss=True))

    @property
    def is_ready(self) -> bool:
        """Whether there is something to tell now."""
        return self._due is not None and not (self._pace and self._pace.is_resting)

    def fire(self, change: Change) -> None:
        """Have the subscription look at a change."""
        self._due = self._due.also(change) if self._due else change
        if self.is_ready:
            self._line.woken.set()

    def begin(self) -> None:
        """Take what is due as the change to tell of."""
        self.change, self._due = self._due, None

    def end(self) -> None:
        """Wait for nothing any more, whatever still runs."""
        self._has_ended = True
        self._line.hub.move(self, self._topics, frozenset())
        self._topics = frozenset()

"""What a player says of itself every half minute (docs/protocol.md), within limits: nothing absurd gets further."""

from typing import Annotated

import msgspec

Ms = Annotated[float, msgspec.Meta(ge=0, le=4_102_444_800_000)]  # to the year 2100
Believed = Annotated[float, msgspec.Meta(ge=1_577_836_800_000, le=4_102_444_800_000)]
"""From 2020 on: a screen whose clock stands in 1970 has not asked the server for the time yet."""
Span = Annotated[float, msgspec.Meta(ge=-4_102_444_800_000, le=4_102_444_800_000)]
Count = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
Hash = Annotated[str, msgspec.Meta(max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=40)]


class Clock(msgspec.Struct, frozen=True, gc=False):
    """`uncertain_ms` is the most it can be wrong by; `renewed_at` when the server last told the time."""

    offset_ms: Span
    uncertain_ms: Span | None = None
    renewed_at: Ms | None = None


class PlayerError(msgspec.Struct, frozen=True, gc=False):
    code: Annotated[str, msgspec.Meta(pattern="^E[0-9]{2,3}$")]
    at: Ms
    count: Count = 1
    detail: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Glass(msgspec.Struct, frozen=True, gc=False):
    """What the launcher's last look at the real screen said: `fingerprint` is equal for equal pictures. `frozen` = the player
    has seen the picture stay while two other slides came.
    """

    at: Ms
    fingerprint: Hash
    black: bool = False
    frozen: bool = False


class Box(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The device, as its launcher measures it; what it can't measure is None."""

    launcher: Word
    temperature_c: Annotated[float, msgspec.Meta(ge=-100, le=300)] | None = None
    memory_free_bytes: Count | None = None
    disk_free_bytes: Count | None = None
    under_voltage: bool | None = None
    network: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    panel: Annotated[str, msgspec.Meta(pattern="^(on|off|unknown)$")] = "unknown"
    browser_restarts: Count = 0


class Heartbeat(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All moments are server time as the player believes it, epoch ms.

    `etag` is the manifest that is on, `waiting` a newer one that waits for its files or for the slot's end. `cached_until`
    is how far on the player could go without a network. `can` names the commands it can carry out; `covered` is what lies
    over the slides: maintenance, identify, test_card, diagnosis.
    """

    at: Believed
    etag: Hash | None = None
    waiting: Hash | None = None
    slide: Hash | None = None
    begins: Ms | None = None
    painted: Ms | None = None
    visible: bool = True
    covered: Word | None = None
    player: Hash | None = None
    engine: Annotated[str, msgspec.Meta(max_length=200)] = ""
    screen: tuple[Count, Count] | None = None
    uptime_ms: Count = 0
    clock: Clock | None = None
    cached: tuple[Count, Count] | None = None
    cached_bytes: Count | None = None
    cached_until: Ms | None = None
    free_bytes: Count | None = None
    stream: bool = False
    can: Annotated[tuple[Word, ...], msgspec.Meta(max_length=30)] = ()
    glass: Glass | None = None
    box: Box | None = None
    errors: Annotated[tuple[PlayerError, ...], msgspec.Meta(max_length=50)] = ()

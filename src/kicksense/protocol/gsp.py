"""The GATT SensorData Protocol (GSP) of Movesense sensors, as far as both ends share it.

A message is a kind or a command, the client's reference, and a body
(movesense.com/docs/esw/gatt_sensordata_protocol).
"""

import math
from enum import IntEnum
from typing import Final

from kicksense.protocol.codec import Stream, StreamOptions, nearest_offered

SERVICE: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
COMMAND: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
DATA: Final = "34800002-7185-4d5d-b431-630e7050e8f0"

RATE_HZ: Final = 208.0
RATES_HZ: Final = (13.0, 26.0, 52.0, 104.0, 208.0, 416.0)
"""Some firmwares have 833 and 1666 Hz too, of which a packet does not fit into two parts."""

ACC_RANGE_G: Final = 8.0
"""What the firmware is left with by default; the protocol cannot set it."""

GYR_RANGE_DPS: Final = 2000.0


class Kind(IntEnum):
    """First byte of what a sensor sends."""

    ANSWER = 1
    FIRST = 2
    REST = 3


class Command(IntEnum):
    """First byte of what is written to it; the last one not in every firmware."""

    HELLO = 0
    SUBSCRIBE = 1
    UNSUBSCRIBE = 2
    GET = 4


OK: Final = 200
NOT_FOUND: Final = 404

ACC_CONFIG: Final = b"/Meas/Acc/Config\0"
BLOCKS: Final = {Stream.IMU: 2, Stream.ACC: 1, Stream.GYR: 1}
"""Blocks of a packet, each one vector for every sample."""

HEAD_BYTES: Final = 2
STATUS_BYTES: Final = 2
TIME_BYTES: Final = 4
VECTOR_BYTES: Final = 12

_NAMES: Final = {Stream.IMU: "IMU6", Stream.ACC: "Acc", Stream.GYR: "Gyro"}
_PACKETS_HZ: Final = 13.0
"""Packets a second, whatever the rate (four samples at 52 Hz in captured packets)."""


def path_of(stream: Stream, rate_hz: float) -> bytes:
    """Give what is subscribed to, with the zero that ends it."""
    return f"/Meas/{_NAMES[stream]}/{rate_hz:g}".encode() + b"\0"


def offered_rate_hz(options: StreamOptions) -> float:
    """Give the rate the sensor offers that is nearest to the one asked for."""
    return nearest_offered(options.rate_hz or RATE_HZ, RATES_HZ)


def packet_samples(rate_hz: float) -> int:
    """Give how many samples a packet holds: a power of two, about 13 packets a second."""
    return int(1 << max(0, round(math.log2(rate_hz / _PACKETS_HZ))))

"""Print what it takes to understand one notification of each family, and to make one.

    python benchmarks/codecs.py [--seconds 0.5]

The notifications are those of a simulated sensor at its usual rate over a connection with an MTU
of 247, samples like those of a leg that kicks now and then. The budget is 100 us a notification.
"""

import argparse
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.protocol.codec import Decoder, Family, Message, Peripheral, StreamOptions
from kicksense.protocol.families import FAMILIES

ROOM: Final = 244
PACKETS: Final = 200
BUDGET_US: Final = 100.0


def leg(count: int, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Give samples of a swinging leg with noise and a blow a second, shape (count, 3) each."""
    rng = np.random.default_rng(1)
    t = np.arange(count) / rate_hz
    swing = np.sin(2.0 * np.pi * 1.3 * t)[:, np.newaxis]
    blow = np.exp(-(((t % 1.0) - 0.5) ** 2) / 1e-4)[:, np.newaxis]
    acc = [1.0, 9.0, 2.0] * (1.0 + swing) + 60.0 * blow + rng.normal(0.0, 0.1, (count, 3))
    gyr = [1.0, 0.5, 9.0] * swing + 10.0 * blow + rng.normal(0.0, 0.02, (count, 3))
    return acc, gyr


def opened(family: Family) -> tuple[Peripheral, Decoder]:
    """Give a sensor that streams and a decoder that has heard its answers."""
    peripheral, decoder = family.peripheral(StreamOptions()), family.decoder(StreamOptions())
    heard: list[bytes] = []
    for step in family.opening(StreamOptions()):
        if step.subscribe or not step.applies(heard):
            continue
        answers: tuple[Message, ...] = (Message(step.channel, peripheral.read(step.channel)),)
        if step.payload is not None:
            answers, peripheral = peripheral.heard(Message(step.channel, step.payload))
        for answer in answers:
            heard.append(answer.payload)
            _, decoder = decoder.decode(answer.channel, answer.payload)
    return peripheral, decoder


def sent(peripheral: Peripheral) -> list[Message]:
    """Give the notifications of so many packets."""
    count, rate_hz = peripheral.samples_per_packet, peripheral.rate_hz
    acc, gyr = leg(PACKETS * count, rate_hz)
    messages: list[Message] = []
    for start in range(0, len(acc), count):
        rows = slice(start, start + count)
        some, peripheral = peripheral.sent(1.0 + start / rate_hz, acc[rows], gyr[rows], ROOM)
        messages += some
    return messages


def best_us(work: Callable[[], int], seconds: float) -> float:
    """Give the best time of one of the things that a piece of work does, us."""
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        begin_s = time.perf_counter()
        done = work()
        best = min(best, (time.perf_counter() - begin_s) / done)
    return best * 1e6


def main() -> None:
    """Print one line a family."""
    parser = argparse.ArgumentParser(description="Time the decoders of sensors.")
    parser.add_argument("--seconds", type=float, default=0.5, help="for each figure")
    seconds = parser.parse_args().seconds
    print(f"{'family':12}{'notifications/s':>16}{'bytes':>7}{'decode us':>11}{'encode us':>11}")
    for family in FAMILIES:
        peripheral, fresh = opened(family)
        messages = sent(peripheral)

        def decoding(decoder: Decoder = fresh, some: list[Message] = messages) -> int:
            for message in some:
                _, decoder = decoder.decode(message.channel, message.payload)
            return len(some)

        def encoding(sensor: Peripheral = peripheral) -> int:
            return len(sent(sensor))

        rate_hz = len(messages) * peripheral.rate_hz / (PACKETS * peripheral.samples_per_packet)
        size = sum(len(message.payload) for message in messages) / len(messages)
        decode_us = best_us(decoding, seconds)
        over = "" if decode_us <= BUDGET_US else "   over budget"
        print(
            f"{family.name:12}{rate_hz:16.0f}{size:7.0f}{decode_us:11.1f}"
            f"{best_us(encoding, seconds):11.1f}{over}"
        )


if __name__ == "__main__":
    main()

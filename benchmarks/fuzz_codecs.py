"""Look for notifications that a decoder cannot stand, guided by what they reach in its code.

    python benchmarks/fuzz_codecs.py --seconds 60            all families, one after the other
    python benchmarks/fuzz_codecs.py --seconds 600 polar     one of them

An input is a sequence of notifications: a byte that chooses the channel, a byte for the length,
the payload, and so on. It begins from what a simulated sensor of the family sends. A decoder may
raise ProtocolError and nothing else; what it gives must be finite, and what it remembers small.
An input that breaks this is written beside the corpus, and the command ends with 1. Needs atheris,
which comes with the extra ``dev``.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import atheris
import numpy as np

with atheris.instrument_imports(include=["kicksense.protocol"]):
    from kicksense.errors import ProtocolError
    from kicksense.protocol.codec import Decoder, Family, Message, Peripheral, StreamOptions
    from kicksense.protocol.families import FAMILIES, family_named

LONGEST_INPUT: Final = 4096
REMEMBERED_CHARACTERS: Final = 60_000
"""What a decoder may grow to, as text; a few notifications of 512 bytes are allowed."""


class BrokenPromiseError(Exception):
    """A decoder gave what it must not give."""


def notifications(family: Family, given: bytes) -> list[Message]:
    """Give the notifications that an input means."""
    channels = [channel for channel, _ in family.channels]
    messages, at = [], 0
    while at + 2 <= len(given):
        channel, length = given[at], given[at + 1]
        # Lengths above 240 stand for 256 and more, so that whole large packets can be reached.
        size = length if length <= 240 else 16 * (length - 240) + 240
        messages.append(Message(channels[channel % len(channels)], given[at + 2 : at + 2 + size]))
        at += 2 + size
    return messages


def written(family: Family, messages: list[Message]) -> bytes:
    """Give the input that means these notifications; longer ones are filled up with zeros."""
    channels = [channel for channel, _ in family.channels]
    given = b""
    for message in messages:
        size = len(message.payload)
        code = size if size <= 240 else 240 + -(-(size - 240) // 16)
        padded = size if code <= 240 else 16 * (code - 240) + 240
        given += bytes([channels.index(message.channel), code])
        given += message.payload.ljust(padded, b"\0")
    return given


def checked(family: Family, given: bytes) -> None:
    """Decode an input.

    Raises
    ------
    BrokenPromiseError
        If a decoder gives or remembers what it must not.
    """
    decoder: Decoder = family.decoder(StreamOptions())
    for message in notifications(family, given):
        try:
            block, decoder = decoder.decode(message.channel, message.payload)
        except ProtocolError:
            continue
        for part in (block.acc_mps2, block.gyr_radps):
            if part is not None and not np.isfinite(part).all():
                raise BrokenPromiseError("samples are no finite numbers")
        if block.lost_packets < 0 or (block.repeated and len(block)):
            raise BrokenPromiseError(f"impossible: {block}")
        if block.time_s is not None and not np.isfinite(block.time_s):
            raise BrokenPromiseError("a time is no finite number")
    if len(repr(decoder)) > REMEMBERED_CHARACTERS:
        raise BrokenPromiseError(f"a decoder has grown to {len(repr(decoder))} characters")


def examples(family: Family) -> list[bytes]:
    """Give inputs that a sensor of the family could send."""
    found = []
    for room in (20, 182, 512):
        peripheral: Peripheral = family.peripheral(StreamOptions())
        messages: list[Message] = []
        for step in family.opening(StreamOptions()):
            if step.subscribe or not step.applies(message.payload for message in messages):
                continue
            if step.payload is None:
                messages.append(Message(step.channel, peripheral.read(step.channel)))
            else:
                heard, peripheral = peripheral.heard(Message(step.channel, step.payload))
                messages += heard
        answers = list(messages)
        count = peripheral.samples_per_packet
        for packet in range(3):
            rows = np.linspace(-9.0, 9.0, 3 * count).reshape(count, 3)
            begin_s = 1.0 + packet * count / peripheral.rate_hz
            sent, peripheral = peripheral.sent(begin_s, rows, rows[::-1], room)
            messages += sent
        found += [written(family, messages), written(family, messages[len(answers) :])]
    return [given for given in found if given]


def hunt(family: Family, seconds: int, seed: int, folder: Path) -> None:
    """Look for broken promises; the process ends with it."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, given in enumerate(examples(family)):
        (corpus / f"example-{number}").write_bytes(given)

    def one_input(given: bytes) -> None:
        checked(family, given)

    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={LONGEST_INPUT}",
        f"-artifact_prefix={folder}/",
        "-rss_limit_mb=2048",
        "-timeout=10",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


def hunted(name: str, seconds: int, seed: int, folder: Path) -> bool:
    """Hunt in a process of its own, because the fuzzer ends its process; tell what came of it."""
    options = ["--seconds", str(seconds), "--seed", str(seed), "--folder", str(folder)]
    ended = subprocess.run(
        [sys.executable, __file__, name, *options, "--here"],
        check=False,
        capture_output=True,
        text=True,
    )
    runs = [line.split()[-1] for line in ended.stderr.splitlines() if "executed_units" in line]
    print(f"{name}: {runs[0] if runs else 'unknown number of'} inputs", end="")
    print(", BROKEN\n" + ended.stderr if ended.returncode else ", nothing found")
    return ended.returncode == 0


def main() -> None:
    """Hunt in the families named, or in all."""
    parser = argparse.ArgumentParser(description="Fuzz the decoders of sensors.")
    parser.add_argument("families", nargs="*", metavar="FAMILY")
    parser.add_argument("--seconds", type=int, default=60, help="for each family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep inputs here, instead of nowhere")
    parser.add_argument("--here", action="store_true", help="in this process, which it ends")
    asked = parser.parse_args()
    families = [family_named(name) for name in asked.families] or list(FAMILIES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        if asked.here:
            hunt(families[0], asked.seconds, asked.seed, folder / families[0].name)
        whole = [hunted(one.name, asked.seconds, asked.seed, folder) for one in families]
    sys.exit(0 if all(whole) else 1)


if __name__ == "__main__":
    main()

"""What tests of codecs share: samples to send, and everything a decoder says of them."""

from collections.abc import Iterable

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.protocol.codec import Decoder, Message


def samples(count: int, seed: int = 7) -> tuple[FloatArray, FloatArray]:
    """Give acceleration and angular rate of a lively leg, below every full scale."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-150.0, 150.0, (count, 3)), rng.uniform(-30.0, 30.0, (count, 3))


def decoded(decoder: Decoder, messages: Iterable[Message]) -> tuple[list[SampleBlock], Decoder]:
    """Give a block for each message, and the decoder after them."""
    blocks = []
    for message in messages:
        block, decoder = decoder.decode(message.channel, message.payload)
        blocks.append(block)
    return blocks, decoder


def joined(blocks: Iterable[SampleBlock], part: str) -> FloatArray:
    """Give one part of all blocks as one array."""
    parts = [getattr(block, part) for block in blocks]
    return np.concatenate([one for one in parts if one is not None])

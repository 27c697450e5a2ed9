from hypothesis import given
from hypothesis import strategies as st

from kicksense.protocol.counters import step_between


@given(st.integers(-(2**40), 2**40), st.integers(-(2**15), 2**15 - 1))
def test_a_step_is_found_over_any_wrap_around(earlier: int, step: int) -> None:
    assert step_between(earlier & 0xFFFF, (earlier + step) & 0xFFFF, 16) == step

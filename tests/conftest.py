"""Options of the test run, and one thread for what computes in it."""

import os
import signal

import pytest
from _pytest.terminal import TerminalReporter

# Read by numpy and scikit-learn as they are imported, here and in what the tests start: the arrays
# of tests are small, and threads that wait for each other cost more than they bring.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")


# In the background of a shell Ctrl-C is ignored, and what is started there inherits that: the tests
# of Ctrl-C would wait for nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fail-on-skip",
        action="store_true",
        help="fail the run where a test was skipped: it proved nothing",
    )


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not config.getoption("fail_on_skip") or not isinstance(reporter, TerminalReporter):
        return 0
    return len(reporter.stats.get("skipped", []))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    if skipped := _skipped(config):
        terminalreporter.write_line(f"{skipped} skipped: with --fail-on-skip the run fails.")

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from bumble.controller import Controller
from bumble.transport import open_transport
from typer.testing import CliRunner

import kicksense.collect
from kicksense.cli.app import app
from kicksense.collect.ble import BleSettings
from kicksense.collect.ble_source import BleSource
from kicksense.protocol.codec import StreamOptions
from tests.collect.bench import Air, host_on
from tests.collect.hearing import Hearing, hear


def said(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["virtual-sensor", *arguments])
    return outcome.exit_code, outcome.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--name", ""], "1 to 29 letters"),
        (["--name", "a\x1b[2J"], "1 to 29 letters"),
        (["--address", "00:11:22:33:44:55"], "random static"),
        (["--family", "sonar"], "no sensor family"),
        (["--drill", "juggling"], "no drill 'juggling'"),
        (["--battery", "101"], "0 to 100 per cent"),
        (["--seconds", "0"], "above 0"),
        (["--drift-ppm", "nan"], "takes a number"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_radio_is_touched(
    arguments: list[str], words: str
) -> None:
    code, output = said("--transport", "usb:0", *arguments)
    assert code == 2
    assert words in " ".join(output.split())


def test_a_controller_that_is_not_there_is_told_in_one_sentence() -> None:
    code, output = said("--transport", "tcp-client:127.0.0.1:1")
    assert code == 1
    assert "cannot be opened" in output
    assert "Traceback" not in output


def test_without_bumble_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "kicksense.collect.virtual_sensor", raising=False)
    monkeypatch.delattr(kicksense.collect, "virtual_sensor", raising=False)
    monkeypatch.setitem(sys.modules, "bumble.controller", None)
    code, output = said("--transport", "usb:0")
    assert code == 2
    assert "pip install 'kicksense[dev]'" in " ".join(output.split())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# bumble's own server, the other end of this test's cable, leaves its socket to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_the_command_is_found_and_streamed_like_a_sensor_and_ctrl_c_ends_it(
    tmp_path: Path,
) -> None:
    async def scenario() -> tuple[Hearing, int | None, str]:
        port = _free_port()
        air = Air()
        async with (
            host_on(air) as host,
            await open_transport(f"tcp-server:127.0.0.1:{port}") as (hci_source, hci_sink),
        ):
            Controller("dongle", host_source=hci_source, host_sink=hci_sink, link=air)
            command = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                "from kicksense.cli.app import main; main()",
                "virtual-sensor",
                f"--transport=tcp-client:127.0.0.1:{port}",
                "--name=KICK-7",
                "--battery=33",
                cwd=tmp_path,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            source = BleSource(
                ("KICK-7",),
                StreamOptions(),
                settings=BleSettings(scan_s=20.0),
                backend=host.backend,
            )
            heard = await hear(source, lambda heard: heard.samples() > 200, within_s=40.0)
            await asyncio.sleep(0.3)
            command.send_signal(signal.SIGINT)
            output, _ = await asyncio.wait_for(command.communicate(), 10.0)
            return heard, command.returncode, output.decode()

    heard, code, output = asyncio.run(scenario())
    assert heard.lost() == 0
    assert not heard.senseless
    assert [n.payload for n in heard.notifications if n.payload == bytes([33])]
    assert code == 0
    assert "KICK-7 is on the air" in output
    assert "switched off" in output

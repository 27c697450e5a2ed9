import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

RUNNER = CliRunner()
PIPE = 'yes "$0" | head -20000 | "$@" | head -1'
KICKSENSE = (sys.executable, "-c", "from kicksense.cli.app import main; main()")

# Captured by a user: zenn.dev/fastriver/articles/wt901blecl_change_settings
WIT = "55 61 77 02 A8 FE 92 FE 06 02 30 FE CD FF F8 F0 53 FC AB C4"
# The maker's test vectors: MetaWear-SDK-Cpp, test_accelerometer_bmi160.py and test_gyro_bmi160.py
META_ACC = "03 1C 62 B7 53 0D E9 FD 16 D0 4D 0E 57 02 8A FF A1 05 0A 01"
META_GYR = "13 07 09 15 AD 26 08 DE 8A 1A 0D 26 65 E4 8D 20 AC 27 73 EC"


def run(*arguments: object, fed: str | bytes | None = None) -> tuple[int, list[Any], str]:
    outcome = RUNNER.invoke(app, ["decode", *map(str, arguments)], input=fed)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    assert "Traceback" not in outcome.output
    return (
        outcome.exit_code,
        [json.loads(line) for line in outcome.stdout.splitlines()],
        outcome.stderr,
    )


def test_it_explains_itself_on_narrow_terminals() -> None:
    outcome = RUNNER.invoke(app, ["decode", "--help"])
    assert outcome.exit_code == 0
    assert max(map(len, outcome.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "payload", "acc_g", "gyr_dps"),
    [
        ("witmotion", WIT, [0.308, -0.168, -0.179], [31.6, -28.3, -3.1]),
        ("metamotion --acc-range 8", META_ACC, [-4.539, 0.833, -0.131], None),
        ("metamotion --gyr-range 1000", META_GYR, None, [164.177, 301.860, -265.122]),
    ],
)
def test_published_payloads_give_their_published_values(
    arguments: str, payload: str, acc_g: list[float] | None, gyr_dps: list[float] | None
) -> None:
    code, (document,), err = run(*arguments.split(), fed=payload + "\n")
    assert (code, err, document["problems"]) == (0, "", [])
    for part, unit, expected in (
        ("acc_mps2", GRAVITY_MPS2, acc_g),
        ("gyr_radps", RADPS_PER_DPS, gyr_dps),
    ):
        if expected is None:
            assert document[part] is None
        else:
            first = [value / unit for value in document[part][0]]
            # Half of the last digit that was published, or of what was worked out from it.
            assert first == pytest.approx(expected, abs=0.05 if payload == WIT else 5e-4)


def test_a_file_a_hyphen_and_nothing_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "packets.txt"
    path.write_text(f"{WIT}\n")
    from_file = run("witmotion", path)
    assert from_file == run("witmotion", fed=WIT) == run("witmotion", "-", fed=WIT)
    assert from_file[0] == 0


def test_malformed_payloads_are_the_answer_and_no_failure() -> None:
    code, documents, err = run("ksp", fed="10\n1005\n12\n")
    assert (code, err) == (0, "")
    assert all(document["problems"] for document in documents)
    assert all(document["acc_mps2"] is None for document in documents)


def test_lines_that_are_no_hex_end_it_with_one_after_all_were_decoded() -> None:
    code, documents, err = run("witmotion", fed=f"hello\n{WIT}\n1 2 3\n{WIT}\n")
    assert code == 1
    assert [document["acc_mps2"] is None for document in documents] == [True, False, True, False]
    assert err == (
        "kicksense: 2 of 4 lines were no hex payloads; give two digits a byte, like 10 02 ff, one "
        "notification a line.\n"
    )


def test_binary_noise_ends_it_in_words() -> None:
    code, documents, err = run("polar", fed=bytes(range(256)) * 40)
    assert code == 1
    assert documents
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["acme"], "choose one of ksp"),
        (["ksp", "--stream", "mag"], "imu, acc, gyr"),
        (["ksp", "--rate", "nan"], "--rate takes"),
        (["ksp", "--acc-range", "-4"], "--acc-range takes"),
        (["ksp", "--gyr-range", "0"], "--gyr-range takes"),
        (["ksp", "--channel", "x"], "names no characteristic"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(arguments: list[str], words: str) -> None:
    code, documents, err = run(*arguments, fed="")
    assert (code, documents) == (2, [])
    assert words in err
    assert err.count("\n") == 1


def test_files_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt"):
        code, documents, err = run("ksp", path)
        assert (code, documents) == (1, [])
        assert str(path) in err


def test_families_are_found_in_capitals_too() -> None:
    assert run("WitMotion", "--stream", "IMU", fed=WIT) == run("witmotion", fed=WIT)


def test_a_closed_standard_input_is_said() -> None:
    outcome = subprocess.run(
        ["bash", "-c", '"$@" <&-', "bash", *KICKSENSE, "decode", "ksp"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == (
        "kicksense: standard input is closed; name a file, or pipe hex payloads in.\n"
    )


def test_nothing_in_gives_nothing_out() -> None:
    assert run("dot", fed="\n# nothing\n") == (0, [], "")


def test_replies_are_decoded_from_the_control_channel() -> None:
    info = "01 08 c8 00 04 00 d0 07 00 00 00 46 33 33 83 41 5a 00 00"
    code, (document,), _ = run("ksp", "--channel", "info", fed=info)
    assert code == 0
    assert "ends at 4 g" in document["problems"][0]


def test_each_line_is_answered_before_the_next_one_comes() -> None:
    with subprocess.Popen(
        [*KICKSENSE, "decode", "witmotion"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(3):
            process.stdin.write(f"{WIT}\n")
            process.stdin.flush()
            assert len(json.loads(process.stdout.readline())["acc_mps2"]) == 1
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        assert process.returncode == 130
        assert process.stderr.read() == ""


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    outcome = subprocess.run(
        ["bash", "-c", PIPE, WIT, *KICKSENSE, "decode", "witmotion"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert outcome.stdout.count("\n") == 1
    assert "Traceback" not in outcome.stderr

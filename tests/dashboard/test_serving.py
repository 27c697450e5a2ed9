import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from dashboard import server
from dashboard.limits import MAX_UPLOAD_MB
from kicksense.errors import StoreError, UsageError
from kicksense.store import places
from kicksense.workflows import dashboard as serving
from kicksense.workflows import places as charts

CHECKOUT = Path(__file__).resolve().parents[2]


class Served:
    """Stands where the real server would, and listens at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.lets_phones_in = False
        self.lets_guests_in = False

    def serve(
        self,
        *,
        host: str,
        port: int,
        when_listening: Callable[[], None],
        say_code: Callable[[str], None] | None = None,
        phones_alone: bool = True,
    ) -> None:
        self.asked.append((host, port))
        self.lets_phones_in = say_code is not None and phones_alone
        self.lets_guests_in = say_code is not None and not phones_alone
        if say_code is not None:
            say_code("012345")
        when_listening()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    stand_in = Served()
    monkeypatch.setitem(sys.modules, "dashboard.server", stand_in)
    monkeypatch.setenv(serving.DATA_VARIABLE, "elsewhere")
    return stand_in


def test_the_address_is_said_once_a_browser_can_connect(served: Served, tmp_path: Path) -> None:
    said: list[str] = []
    port = serving.free_port("127.0.0.1")
    serving.serve_dashboard(data_dir=tmp_path, port=port, session_id="k7 m2", say=said.append)
    assert said == [
        f"kicksense dashboard: http://127.0.0.1:{port}/session?session=k7+m2 (Ctrl-C stops it)"
    ]
    assert served.asked == [("127.0.0.1", port)]


def test_no_phone_is_let_in_unless_that_was_asked_for(served: Served, tmp_path: Path) -> None:
    serving.serve_dashboard(data_dir=tmp_path, say=lambda _line: None)
    assert not served.lets_phones_in
    assert not served.lets_guests_in
    assert served.asked[0][0] == "127.0.0.1"


def test_with_phones_the_code_and_both_addresses_are_said(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "addresses_of_this_machine", lambda _host: ("192.168.1.7",))
    said: list[str] = []
    port = serving.free_port("0.0.0.0")
    serving.serve_dashboard(data_dir=tmp_path, port=port, phone=True, say=said.append)
    assert served.lets_phones_in
    assert served.asked == [("0.0.0.0", port)]
    assert said == [
        "Code for the next phone: 012 345",
        f"kicksense dashboard: http://127.0.0.1:{port} (Ctrl-C stops it)",
        f"On a phone in the same network: http://192.168.1.7:{port}",
    ]


def test_on_the_network_guests_come_in_with_a_code(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "addresses_of_this_machine", lambda _host: ("192.168.1.7",))
    said: list[str] = []
    port = serving.free_port("0.0.0.0")
    serving.serve_dashboard(data_dir=tmp_path, host="0.0.0.0", port=port, say=said.append)
    assert served.lets_guests_in
    assert not served.lets_phones_in
    assert said == [
        "Code for the next visitor: 012 345",
        f"kicksense dashboard: http://127.0.0.1:{port} (Ctrl-C stops it)",
        f"From elsewhere, with the code: http://192.168.1.7:{port}",
    ]


def test_a_taken_port_that_was_named_is_refused_with_one_sentence(served: Served) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} on 127.0.0.1 is taken"):
            serving.serve_dashboard(port=port)
    assert served.asked == []


def test_another_port_is_taken_and_said_where_none_was_named(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(serving, "DEFAULT_PORT", port)
        serving.serve_dashboard(say=said.append)
    assert served.asked[0][1] > port
    assert said[0] == f"Port {port} is taken; using {served.asked[0][1]}."


def test_a_port_that_is_lost_while_the_pages_load_is_changed_for_the_next(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    serve = served.serve
    port = serving.free_port("127.0.0.1")
    with socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

        def lose(*, host: str, port: int, when_listening: Callable[[], None], **_: object) -> None:
            if not served.asked:
                served.asked.append((host, port))
                rival.bind((host, port))
                rival.listen()
                raise SystemExit(1)
            serve(host=host, port=port, when_listening=when_listening)

        monkeypatch.setattr(served, "serve", lose)
        monkeypatch.setattr(serving, "DEFAULT_PORT", port)
        serving.serve_dashboard(say=said.append)
    assert served.asked[0][1] == port
    assert served.asked[1][1] > port
    assert said[-1].startswith(f"kicksense dashboard: http://127.0.0.1:{served.asked[1][1]} ")


def test_a_server_that_stops_for_another_reason_is_not_begun_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*, host: str, port: int, **_: object) -> None:
        served.asked.append((host, port))
        raise SystemExit(3)

    monkeypatch.setattr(served, "serve", stop)
    with pytest.raises(SystemExit):
        serving.serve_dashboard(say=lambda _line: None)
    assert len(served.asked) == 1


def test_an_address_that_this_machine_does_not_have_is_refused(served: Served) -> None:
    with pytest.raises(UsageError, match=r"cannot listen on '203\.0\.113\.7'"):
        serving.serve_dashboard(host="203.0.113.7")
    assert served.asked == []


def test_no_browser_is_opened_where_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not serving.has_screen()


def test_pages_go_by_one_name_wherever_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "_dashboard"
    installed.mkdir()
    (installed / "__init__.py").write_text('"""Pages."""\n')
    (installed / "charts.py").write_text("from dashboard import words\nHERE = words.__file__\n")
    (installed / "words.py").write_text("")
    monkeypatch.setattr(serving, "place_of", lambda _name: installed)
    kept = {name: module for name, module in sys.modules.items() if _is_page(name)}
    for name in kept:
        monkeypatch.delitem(sys.modules, name)
    try:
        package = serving.adopt_pages()
        assert package is serving.adopt_pages()
        assert str(installed / "words.py") == _charts().HERE
    finally:
        for name in [name for name in sys.modules if _is_page(name)]:
            del sys.modules[name]
        sys.modules.update(kept)


def _is_page(name: str) -> bool:
    return name == "dashboard" or name.startswith("dashboard.")


def _charts() -> ModuleType:
    from importlib import import_module  # noqa: PLC0415 - only after the package was adopted

    return import_module("dashboard.charts")


def test_the_checkout_is_where_the_pages_lie_when_nothing_is_installed() -> None:
    assert places.place_of("dashboard") == CHECKOUT / "dashboard"


def test_a_folder_that_is_missing_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "__file__", str(tmp_path / "a" / "kicksense" / "b" / "places.py"))
    with pytest.raises(StoreError, match="Install kicksense again"):
        places.place_of("demo")


def test_a_missing_chart_library_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "find_spec", lambda _name: None)
    with pytest.raises(StoreError, match="uplot-python"):
        charts.uplot_script()


def test_the_chart_library_is_found_without_importing_its_package() -> None:
    assert "var uPlot" in charts.uplot_script().read_text("utf-8")
    assert charts.uplot_style().is_file()
    assert "uplot" not in sys.modules


def test_the_server_is_private_and_silent() -> None:
    config = server.config_of(CHECKOUT / "dashboard", host="127.0.0.1", port=8501)
    expected = {
        "server.address": "127.0.0.1",
        "server.allowedHosts": ["127.0.0.1", "localhost"],
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "server.fileWatcherType": "none",
        "theme.dark.primaryColor": "#1f8661",
    }
    assert expected.items() <= config.items()
    assert config["server.maxUploadSize"] == MAX_UPLOAD_MB


def test_no_font_or_theme_is_fetched_from_elsewhere() -> None:
    files = [*(CHECKOUT / "dashboard").rglob("*.js"), *(CHECKOUT / "dashboard").rglob("*.css")]
    files += [CHECKOUT / "dashboard" / ".streamlit" / "config.toml"]
    assert len(files) > 4
    for file in files:
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, file

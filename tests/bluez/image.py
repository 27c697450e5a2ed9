"""What the emulated machine boots: a stock kernel, its Bluetooth modules and bluetoothd."""

import lzma
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
_MODULES: Final = (
    "virtio_pci", "virtio_net", "virtio_console", "virtio_rng", "bluetooth", "hci_vhci", "uhid",
    "cmac", "ecb", "af_alg", "algif_hash", "algif_skcipher",
)  # fmt: skip
_PROGRAMS: Final = ("/usr/bin/dbus-daemon", "/usr/libexec/bluetooth/bluetoothd", "/usr/bin/socat")
_POLICIES: Final = ("/usr/share/dbus-1/system.conf", "/etc/dbus-1/system.d/bluetooth.conf")
_WRITTEN: Final = {
    "etc/passwd": "root:x:0:0::/:/bin/sh\nmessagebus:x:100:100::/:/bin/sh\n",
    "etc/group": "root:x:0:\nmessagebus:x:100:\nbluetooth:x:101:\n",
    "etc/bluetooth/main.conf": "[General]\nControllerMode = le\n[Policy]\nAutoEnable = true\n",
}
_EXECUTABLE: Final = stat.S_IFREG | 0o755
_PLAIN: Final = stat.S_IFREG | 0o644
_FOLDER: Final = stat.S_IFDIR | 0o755
_XZ: Final = b"\xfd7zXZ\x00"


def missing_parts(kernel: Path) -> list[str]:
    """Name what is not on this machine and would be needed."""
    programs = [*_PROGRAMS, *_POLICIES, "/bin/busybox"]
    missing = [name for name in programs if not Path(name).exists()]
    missing += [name for name in ("qemu-system-x86_64", "cc") if shutil.which(name) is None]
    if not (kernel / "boot").is_dir():
        missing.append("a kernel (tests/bluez/setup.sh fetches one)")
    return missing


class _Archive:
    """A cpio archive ("newc") that grows."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.names: set[str] = set()

    def add(self, name: str, content: bytes, mode: int) -> None:
        """Add a file, and the folders it lies in."""
        parent = name.rpartition("/")[0]
        if parent and parent not in self.names:
            self.add(parent, b"", _FOLDER)
        if name in self.names:
            return
        self.names.add(name)
        fields = [len(self.names), mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields)
        self.parts += [_padded(head + name.encode() + b"\0"), _padded(content)]

    def finished(self) -> bytes:
        """Give the whole archive."""
        self.add("TRAILER!!!", b"", 0)
        return b"".join(self.parts)


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % 4)


def build_image(kernel: Path, folder: Path) -> tuple[Path, Path]:
    """Make what QEMU starts.

    Parameters
    ----------
    kernel
        Folder with ``boot`` and ``lib/modules`` of a kernel package.
    folder
        Where to put it.

    Returns
    -------
    vmlinux, initrd
        The kernel, already unpacked, and the file system in memory.
    """
    archive = _Archive()
    for name in ("proc", "sys", "dev", "tmp", "run", "var/lib/bluetooth"):
        archive.add(name, b"", _FOLDER)
    archive.add("init", (HERE / "init.sh").read_bytes(), _EXECUTABLE)
    archive.add("bin/busybox", Path("/bin/busybox").read_bytes(), _EXECUTABLE)
    archive.add("bin/sh", b"busybox", stat.S_IFLNK | 0o777)
    radio = folder / "radio"
    compiler = ["cc", "-O2", "-static", str(HERE / "radio.c"), "-o", str(radio)]
    subprocess.run(compiler, check=True, capture_output=True)
    archive.add("bin/radio", radio.read_bytes(), _EXECUTABLE)
    for path in (*_PROGRAMS, *sorted(_libraries())):
        archive.add(path.lstrip("/"), Path(path).read_bytes(), _EXECUTABLE)
    for path in _POLICIES:
        archive.add(path.lstrip("/"), Path(path).read_bytes(), _PLAIN)
    for name, text in _WRITTEN.items():
        archive.add(name, text.encode(), _PLAIN)
    modules = _modules_in_order(kernel)
    for module in modules:
        archive.add(f"modules/{module.name}", module.read_bytes(), _PLAIN)
    order = "".join(f"{module.name}\n" for module in modules)
    archive.add("modules/order", order.encode(), _PLAIN)
    initrd = folder / "initrd"
    initrd.write_bytes(archive.finished())
    return _unpacked(next((kernel / "boot").glob("vmlinuz-*")), folder / "vmlinux"), initrd


def _unpacked(bzimage: Path, vmlinux: Path) -> Path:
    """Take the kernel proper out of its own unpacker, which is slow under emulation."""
    content = bzimage.read_bytes()
    packed = content[content.index(_XZ) :]
    vmlinux.write_bytes(lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress(packed))
    return vmlinux


def _libraries() -> set[str]:
    """Give the shared libraries of all programs, the loader among them."""
    found: set[str] = set()
    for program in _PROGRAMS:
        listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            found |= {word for word in line.split() if word.startswith("/")}
    return found


def _modules_in_order(kernel: Path) -> list[Path]:
    """Give the wanted modules after those they depend on."""
    folder = next((kernel / "lib" / "modules").iterdir())
    needs: dict[str, list[str]] = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        path, _, others = line.partition(":")
        needs[path] = others.split()
    by_name = {Path(path).name.partition(".ko")[0].replace("-", "_"): path for path in needs}
    ordered: dict[str, None] = {}

    def visit(path: str) -> None:
        for other in needs[path]:
            visit(other)
        ordered.setdefault(path)

    for name in _MODULES:
        # What the kernel has built in is no module.
        if name in by_name:
            visit(by_name[name])
    return [folder / path for path in ordered if (folder / path).exists()]

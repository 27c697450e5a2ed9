"""Analyze one recording in this process and print what it took, as JSON; see ``speed.py``."""

import json
import resource
import sys
import time
from pathlib import Path

START_S = time.process_time()

from kicksense.exchange.options import ReadOptions  # noqa: E402 - imports are measured
from kicksense.exchange.report_document import document_json  # noqa: E402 - imports are measured
from kicksense.workflows.options import AnalysisRequest  # noqa: E402 - imports are measured
from kicksense.workflows.practising import practised_file  # noqa: E402 - imports are measured


def peak_mb() -> float:
    """Give the largest memory of this process, MB.

    Linux counts the process that started this one into ru_maxrss, so VmHWM is read there.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024 / 1e6
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / 1e6 if sys.platform == "darwin" else largest * 1024 / 1e6


def main() -> None:
    """Analyze the file named, if one is, and print the figures."""
    imported_s = time.process_time()
    for name in sys.argv[1:]:
        document_json(practised_file(Path(name), ReadOptions(), AnalysisRequest()).report)
    figures = {
        "import_cpu_s": imported_s - START_S,
        "cpu_s": time.process_time() - imported_s,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

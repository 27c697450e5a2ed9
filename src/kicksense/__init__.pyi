from kicksense.workflows.notebook import Analysis as Analysis
from kicksense.workflows.notebook import analyze as analyze
from kicksense.workflows.notebook import read_recording as read_recording
from kicksense.workflows.notebook_plots import plot_kick as plot_kick

__version__: str
__all__ = ["Analysis", "__version__", "analyze", "plot_kick", "read_recording"]

"""What can go wrong outside the program, said in one sentence with the cure."""


class KicksenseError(Exception):
    """The world did not cooperate; the message says what to do."""


class SourceError(KicksenseError):
    """Samples could not be had from where they should come from."""


class RecordingFileError(SourceError):
    """A file holds no recording that can be read honestly."""


class LabelFileError(SourceError):
    """A file holds no labels that can be read honestly."""


class ClipFileError(SourceError):
    """A file holds no video that a browser can show beside the trace."""


class CalibrationError(KicksenseError):
    """How the sensor sits on the leg could not be found."""


class StanceTooShortError(CalibrationError):
    """The player did not stand still for long enough."""

    def __init__(self, lasted_s: float, needed_s: float) -> None:
        self.lasted_s = lasted_s
        self.needed_s = needed_s
        super().__init__(
            f"still stance lasts {lasted_s:.2f} s; {needed_s:.2f} s are needed to find gravity. "
            "Stand still before the first kick."
        )


class DrillFileError(KicksenseError):
    """A drill's plan cannot be used as it is written."""


class ModelError(KicksenseError):
    """A model cannot be used."""


class SimulationError(KicksenseError):
    """A session could not be simulated."""


class StoreError(KicksenseError):
    """The data folder could not be read or written."""


class UsageError(KicksenseError):
    """An option or a combination of options makes no sense."""


class ProtocolError(KicksenseError):
    """A sensor sent bytes that make no sense."""


class SensorNotFoundError(SourceError):
    """A sensor is not in radio range, or does not answer."""

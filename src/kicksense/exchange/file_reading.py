"""What reading a file gives: its samples, and how its columns were understood."""

from dataclasses import dataclass

from kicksense.domain.signals import SampleTable


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """How one column was understood.

    Attributes
    ----------
    name
        As the header has it.
    meaning
        ``time``, ``counter``, ``acc_x`` ... ``gyr_z``, or ``ignored``.
    unit
        As `kicksense.exchange.options` names it; empty where there is none.
    reason
        Why, in a few words.
    """

    name: str
    meaning: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """Samples of a file and how they were understood.

    Attributes
    ----------
    table
        The samples.
    header
        Column names.
    first_rows
        The first rows as text.
    columns
        One guess for each column.
    """

    table: SampleTable
    header: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    columns: tuple[ColumnGuess, ...]


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What is shown of a file before it is accepted.

    Attributes
    ----------
    name, kind
        File name and format.
    header, first_rows
        As in the file.
    columns
        One guess for each column.
    rate_hz
        Sampling rate measured, or None.
    rows
        Number of rows; zero where the file could not be read through.
    acc_at_rest_mps2
        Specific force in the quietest half second; 9.81 where units are right.
    remarks
        What was guessed or repaired.
    problem
        The sentence that says why the file cannot be used as it is, or None.
    """

    name: str
    kind: str
    header: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[ColumnGuess, ...] = ()
    rate_hz: float | None = None
    rows: int = 0
    acc_at_rest_mps2: float | None = None
    remarks: tuple[str, ...] = ()
    problem: str | None = None

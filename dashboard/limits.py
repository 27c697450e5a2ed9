"""What the server and the pages must agree on."""

from typing import Final

MAX_UPLOAD_MB: Final = 200
"""Two to three hours at 200 Hz as CSV; larger files go through the command line."""

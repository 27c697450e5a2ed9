"""What a page says when its server is gone, in the reader's language.

The words have to be in the browser before they are needed, so they come with every page as a style
that shows once Streamlit notes that nothing answers. Its own dialogue speaks English alone, and
asks whether there is an internet, which these pages never need.
"""

from typing import Final

import streamlit as st

from kicksense.workflows.language import tr

_STYLE: Final = """<style>
body:has(.stApp:not([data-test-connection-state=CONNECTED]))
  [data-testid=stDialog]:not(:has([data-testid])) section {{
  h2, h2 + div > div {{ font-size: 0; }}
  h2::after {{ content: {title}; font-size: 1.5rem; }}
  h2 + div > div::after {{ content: {sentence}; font-size: 1rem; }}
}}
.stApp[data-test-connection-state=PINGING_SERVER]::after,
.stApp[data-test-connection-state=DISCONNECTED_FOREVER]::after {{
  content: {sentence}; position: fixed; inset: auto 0 0 0; z-index: 999992;
  padding: 0.75rem 1rem; background: #5c2d00; color: #fff; font-size: 0.95rem;
}}
[data-testid=stSkipToContent] {{ font-size: 0; }}
[data-testid=stSkipToContent]::after {{ content: {skip}; font-size: 1rem; }}
</style>"""


def show() -> None:
    """Bring the words along; they show once they are needed."""
    st.html(
        _STYLE.format(
            title=css_string(tr("kicksense does not answer")),
            sentence=css_string(
                tr(
                    "Is kicksense still running on its computer? What you see and typed stays "
                    "here; the page goes on by itself as soon as it answers."
                )
            ),
            skip=css_string(tr("To the content")),
        )
    )


def css_string(words: str) -> str:
    """Give words as a string of CSS: whatever could end it, or the style around it, is a number.

    Parameters
    ----------
    words
        Any.
    """
    return (
        '"' + "".join(c if c.isalnum() or c in " ,.;:" else f"\\{ord(c):x} " for c in words) + '"'
    )

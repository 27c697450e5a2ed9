"""Pages that show what kicksense found; they call workflows and draw what comes back."""

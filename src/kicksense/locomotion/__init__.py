"""Steps, runs, turns: what the leg does between kicks."""

"""Steps from an older catalogue to a newer one, run by Alembic."""

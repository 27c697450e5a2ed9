"""How the sensor sits on the leg, and which way is up."""

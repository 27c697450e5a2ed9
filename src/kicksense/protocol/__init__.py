"""What the bytes of each sensor family mean, in both directions."""

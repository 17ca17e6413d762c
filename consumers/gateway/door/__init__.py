"""Who comes in: addresses, places, origins and how much may be said. Pure."""

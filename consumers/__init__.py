"""Everything that listens: the gateway, and the page, terminal and bots that know only its feed."""

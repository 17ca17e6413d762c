"""What `sweepcast` does on a command line: a file a command, and what they share."""

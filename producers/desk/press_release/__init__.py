"""A press release, read: from text to drafts that a person looks at. Pure."""

"""Making a strange file harmless, in a process of its own: nothing here knows Django, the database or a secret."""

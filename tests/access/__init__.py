"""Who may open what: a table written by hand, held against every address of the portal."""

"""Room `library`: shipped scenarios, facts and declared constants; data, not code."""

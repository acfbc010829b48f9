"""Group sessions: where to hold a few of them, so that as many as possible of those who wait for one thing can come."""

"""Missions, letters and facts for claims, from rows to what leaves the service."""

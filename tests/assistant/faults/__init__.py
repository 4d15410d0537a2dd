"""Crashes and outages, for real: processes killed, stores damaged, databases locked."""

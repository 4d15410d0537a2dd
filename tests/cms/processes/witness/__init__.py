"""Writes down when which process begins and ends with which source."""

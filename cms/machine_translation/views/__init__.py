"""The admin views of machine translation."""

"""What editors see of machine translation in the admin."""

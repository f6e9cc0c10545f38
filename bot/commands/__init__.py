"""What the commands of the staff do."""
